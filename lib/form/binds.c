/* The binds of a form: what holds of each field. */
#include "load.h"

#include <stdio.h>
#include "lookup.h"

#include "base/buf.h"
#include "base/xml.h"

#include <stdlib.h>
#include <string.h>

static const char *const RULE_NAMES[] = {
    [RULE_RELEVANT] = "relevant",
    [RULE_READONLY] = "readonly",
    [RULE_REQUIRED] = "required",
    [RULE_CALCULATE] = "calculate",
};

/* Whether an expression is that call and nothing else, blanks aside. */
static bool says(const char *source, const char *constant)
{
    source += strspn(source, " \t\r\n");
    size_t size = strlen(constant);
    return !strncmp(source, constant, size) &&
           !source[size + strspn(source + size, " \t\r\n")];
}

/* Rules that never change are no rules. */
static bool is_settled(struct field *field, enum rule_kind kind,
                       const char *source)
{
    bool yes = says(source, "true()"), no = says(source, "false()");

    if (kind == RULE_CALCULATE || (!yes && !no))
        return false;
    if (kind == RULE_RELEVANT)
        field->never_relevant = no;
    else if (kind == RULE_READONLY)
        field->always_readonly = yes;
    else
        field->always_required = yes;
    return true;
}

static void add_rule(struct load *load, const struct part *part,
                     struct field *field, enum rule_kind kind)
{
    const char *source = part_get(part, RULE_NAMES[kind]);
    char what[300];

    if (!source || !*source || is_settled(field, kind, source))
        return;
    snprintf(what, sizeof what, "%s of %s", RULE_NAMES[kind], field->path);
    const struct expr *expr = load_expr(load, source, part->line, what);
    if (!expr)
        return;
    struct rule *rule = arena_alloc(load->form->arena, sizeof *rule);
    *rule = (struct rule){
        .kind = kind, .field = field, .expr = expr, .line = part->line};
    field->rules[kind] = rule;
    items_add(&load->form->rules, rule);
}

static void add_constraint(struct load *load, const struct part *part,
                           struct field *field)
{
    const char *source = part_get(part, "constraint");
    char what[300];

    if (!source || !*source)
        return;
    snprintf(what, sizeof what, "constraint of %s", field->path);
    field->constraint = load_expr(load, source, part->line, what);
}

/* Messages are attributes: either a text or a call of itext. */
static struct caption *message(struct load *load, const struct part *part,
                               const char *name)
{
    static const char ITEXT[] = "jr:itext(";
    const char *source = part_get_ns(part, name, NS_JR);

    if (!source || !*source)
        return NULL;
    struct xform *form = load->form;
    struct caption *caption = arena_alloc(form->arena, sizeof *caption);
    if (!strncmp(source, ITEXT, sizeof ITEXT - 1)) {
        const char *end = strchr(source, ')');
        const char *id = source + sizeof ITEXT;
        if (end && end - 1 > id) {
            caption->itext =
                arena_strndup(form->arena, id, (size_t)(end - 1 - id));
            return caption;
        }
    }
    struct piece *piece = arena_alloc(form->arena, sizeof *piece);
    piece->text = arena_strdup(form->arena, source);
    caption->text = (struct text){piece, 1};
    return caption;
}

/* The log is told by its place, as everything in meta is. */
static bool is_audit(const struct field *field)
{
    return strcmp(field->name->local, "audit") == 0 && field->parent &&
           strcmp(field->parent->name->local, "meta") == 0;
}

static bool asks_for(const struct part *part, const char *name)
{
    const char *value = part_get_ns(part, name, NS_ODK);

    return value && strcmp(value, "false") != 0;
}

static void read_audit(struct load *load, const struct part *part)
{
    unsigned *audit = &load->form->audit;

    if (asks_for(part, "location-priority"))
        *audit |= AUDIT_LOCATION;
    if (asks_for(part, "track-changes"))
        *audit |= AUDIT_CHANGES;
    if (asks_for(part, "identify-user"))
        *audit |= AUDIT_USER;
    const char *reasons = part_get_ns(part, "track-changes-reasons", NS_ODK);
    if (reasons && strcmp(reasons, "on-form-edit") == 0)
        *audit |= AUDIT_REASONS;
    else if (reasons)
        load_warning(load, part->line,
                     "track-changes-reasons=\"%s\" is not known: nobody is "
                     "asked for one; write on-form-edit",
                     reasons);
}

/* A second bind of the same node adds to the first. */
static void read_bind(struct load *load, const struct part *part,
                      struct field *field)
{
    struct arena *arena = load->form->arena;
    const char *type = part_get(part, "type");

    field->line = part->line;
    if (type)
        field->type = datatype_parse(type);
    if (is_audit(field))
        read_audit(load, part);
    for (int kind = RULE_RELEVANT; kind <= RULE_CALCULATE; kind++)
        add_rule(load, part, field, (enum rule_kind)kind);
    add_constraint(load, part, field);
    field->constraint_message = message(load, part, "constraintMsg");
    field->required_message = message(load, part, "requiredMsg");
    field->preload = arena_strdup(arena, part_get_ns(part, "preload", NS_JR));
    field->preload_params =
        arena_strdup(arena, part_get_ns(part, "preloadParams", NS_JR));
    const char *id = part_get(part, "id");
    if (id)
        lookup_put(load->bind_ids, id, field);
}

/* Defaults are typed by hand: what is not of the type is left out here, since
 * a question could never be answered with it. */
static void settle_node(struct load *load, struct node *node)
{
    struct field *field = node_field(node);
    struct buf buf;

    node->bound = node->type = (uint8_t)field->type;
    node_mark(node, NODE_OWN_IRRELEVANT, field->never_relevant);
    node_mark(node, NODE_REQUIRED, field->always_required);
    node_mark(node, NODE_OWN_READONLY, field->always_readonly);
    if (node_is_empty(node) || field->type == TYPE_STRING)
        return;
    buf_init(&buf, 0);
    if (!datatype_canonical(field->type, node_text(node), &buf)) {
        load_warning(load, field->line,
                     "the default \"%.40s\" of %s is no %s and is left out",
                     node_text(node), field->path, datatype_name(field->type));
        buf_reset(&buf);
    }
    if (strcmp(buf_text(&buf), node_text(node)) != 0)
        node_borrow_text(node, arena_strdup(load->form->arena, buf_text(&buf)));
    buf_clear(&buf);
}

static void settle_tree(struct load *load, struct node *node)
{
    settle_node(load, node);
    for (struct node *a = node->attributes; a; a = a->next)
        settle_node(load, a);
    for (struct node *n = node->first; n; n = n->next)
        settle_tree(load, n);
}

void load_binds(struct load *load)
{
    struct xform *form = load->form;

    for (struct part *p = part_child(load->model, "bind"); p;
         p = part_next(p)) {
        const char *nodeset = part_get(p, "nodeset");
        if (!nodeset)
            nodeset = part_get(p, "ref");
        if (!nodeset) {
            load_error(load, p->line,
                       "<bind> without nodeset; write nodeset=\"/%s/...\"",
                       form->root->name->local);
            continue;
        }
        const char *path = load_path(load, nodeset, form->fields[0]->path);
        struct field *field = path ? lookup_get(form->paths, path) : NULL;
        if (field)
            read_bind(load, p, field);
        else
            load_warning(load, p->line,
                         "<bind> of %s, which is no node of the primary "
                         "instance; it is left out",
                         nodeset);
    }
}

void load_defaults(struct load *load)
{
    struct xform *form = load->form;

    settle_tree(load, form->root);
    for (size_t i = 0; i < form->fields_count; i++) {
        if (form->fields[i]->template)
            settle_tree(load, form->fields[i]->template);
    }
}
