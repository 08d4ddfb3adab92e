/* What can be said of a form only when all of it is there. */
#include "form/node_path.h"
#include "itext.h"
#include "load.h"
#include "lookup.h"

#include <assert.h>
#include <string.h>

void load_submission(struct load *load)
{
    const struct part *part = part_child(load->model, "submission");
    const char *key = part ? part_get(part, "base64RsaPublicKey") : NULL;

    if (key && *key)
        load->form->encryption_key = arena_strdup(load->form->arena, key);
}

static void verify_expr(struct load *load, const struct expr *expr, int line,
                        const char *path)
{
    const char *function = expr ? expr_unknown_function(expr) : NULL;
    const char *id;

    if (function)
        load_warning(load, line,
                     "%s calls %s(), which is no function of ODK XForms; "
                     "filling in will stop there",
                     path, function);
    for (size_t i = 0; expr && (id = expr_instance(expr, i)); i++) {
        if (!xform_instance(load->form, id))
            load_warning(load, line,
                         "%s reads instance('%s'), which the form does not "
                         "have",
                         path, id);
    }
}

static void verify_caption(struct load *load, const struct caption *caption,
                           int line)
{
    const struct itext *itext = load->form->itext;

    if (!caption || !caption->itext ||
        itext_has(itext, caption->itext, itext->default_language))
        return;
    if (itext->languages_count)
        load_error(load, line,
                   "itext has no text \"%s\" in the default language, %s",
                   caption->itext, itext->languages[itext->default_language]);
    else
        load_warning(load, line, "there is no itext for \"%s\"",
                     caption->itext);
}

/* Two choices with one value cannot be told apart later. */
static void verify_items(struct load *load, const struct element *control)
{
    struct lookup *seen = lookup_new();

    for (size_t i = 0; i < control->items_count; i++) {
        const struct item *item = &control->items[i];
        verify_caption(load, &item->label, control->line);
        if (lookup_get(seen, item->value))
            load_warning(load, control->line,
                         "two choices of %s have the value \"%s\"",
                         control->field->path, item->value);
        lookup_put(seen, item->value, (void *)item);
    }
    lookup_free(seen);
}

/* Only plain paths can be judged without an answer. */
static void verify_member(struct load *load, const struct element *control,
                          struct node *item, const struct expr *expr,
                          const char *what)
{
    struct expr_context context = {
        .root = node_root(item), .node = item, .arena = load->scratch};
    struct node **found;
    size_t count = 0;

    if (!expr || !expr_is_path(expr) ||
        expr_eval_nodes(expr, &context, true, &found, &count, NULL))
        return;
    if (!count)
        load_error(load, control->line,
                   "the items of %s have no <%s> as its itemset's %s",
                   control->field->path, expr_source(expr), what);
}

struct member {
    const struct xform *form;
    const char *path; /* of the last reference that is no field, or NULL */
};

static void find_member(void *context, const struct expr_reference *reference)
{
    struct member *member = context;

    if (!reference->instance && !reference->in_predicate &&
        !strchr(reference->path, '*') &&
        !xform_field(member->form, reference->path))
        member->path = arena_strdup(member->form->arena, reference->path);
}

/* Choices that are repeat instances: their parts are fields of the form. */
static void verify_own_items(struct load *load, const struct element *control)
{
    const struct itemset *set = control->itemset;
    const char *path = itemset_own_path(load->form, control, load->scratch);
    struct member member = {.form = load->form};

    if (!path)
        return;
    expr_references(set->label, path, find_member, &member);
    expr_references(set->value, path, find_member, &member);
    if (member.path)
        load_error(load, control->line,
                   "the itemset of %s reads %s, which is no node of the "
                   "primary instance",
                   control->field->path, member.path);
}

/* The first item stands for all: lists are made by programs. */
static void verify_itemset(struct load *load, const struct element *control)
{
    const struct itemset *set = control->itemset;
    struct node *item = itemset_first(load->form, control, load->scratch);
    const char *id;

    for (size_t i = 0; (id = expr_instance(set->nodes, i)); i++) {
        if (!xform_instance(load->form, id))
            load_error(load, control->line,
                       "the itemset of %s reads instance('%s'), which the "
                       "form does not have",
                       control->field->path, id);
    }
    if (item) {
        verify_member(load, control, item, set->label, "label");
        verify_member(load, control, item, set->value, "value");
    }
    verify_own_items(load, control);
}

static void verify_control(struct load *load, const struct element *control)
{
    const struct field *field = control->field;

    verify_caption(load, &control->label, control->line);
    verify_caption(load, &control->hint, control->line);
    if (control->items_count)
        verify_items(load, control);
    if (control->itemset) {
        verify_expr(load, control->itemset->nodes, control->line, field->path);
        verify_itemset(load, control);
    }
    if (control->kind == KIND_REPEAT && !field->template)
        load_error(load, control->line,
                   "<repeat> of %s, of which the primary instance holds none",
                   field->path);
    for (const struct element *c = control->first; c; c = c->next)
        verify_control(load, c);
}

static bool is_below(const struct field *field, const struct field *top)
{
    return top->index <= field->index && field->index < top->end;
}

/* A question is asked in the repeat in which its node repeats, so that it is
 * clear which instance is meant. */
static void verify_scope(struct load *load, const struct element *control,
                         const struct field *repeat)
{
    const struct field *field = control->field;
    bool is_repeat = control->kind == KIND_REPEAT;

    assert(repeat);
    if (!field)
        field = repeat;
    else if (!is_below(field, repeat))
        load_error(load, control->line,
                   "%s stands in the <repeat> of %s, but is no part of it",
                   field->path, repeat->path);
    else if (is_repeat && field == repeat)
        load_error(load, control->line,
                   "the <repeat> of %s stands in a <repeat> of the same node",
                   field->path);
    for (const struct field *f = is_repeat ? field->parent : field;
         f && is_below(f, repeat) && f != repeat; f = f->parent) {
        if (f->is_repeat)
            load_error(load, control->line,
                       "%s is asked outside of the <repeat> of %s", field->path,
                       f->path);
    }
    for (const struct element *c = control->first; c; c = c->next)
        verify_scope(load, c, is_repeat ? field : repeat);
}

static void verify_field(struct load *load, const struct field *field)
{
    for (size_t i = 0; i < COUNT_OF(field->rules); i++) {
        if (field->rules[i])
            verify_expr(load, field->rules[i]->expr, field->line, field->path);
    }
    verify_expr(load, field->constraint, field->line, field->path);
    verify_caption(load, field->constraint_message, field->line);
    verify_caption(load, field->required_message, field->line);
}

/* "Consumers MUST reject forms with a version code that is newer than what
 * they can process" (ODK XForms Entities, Versioning); the patch number after
 * the second dot does not count. */
static bool knows_entities(const char *version)
{
    static const char *const KNOWN[] = {"2022.1", "2023.1", "2024.1", "2025.1"};

    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        size_t size = strlen(KNOWN[i]);
        if (!strncmp(version, KNOWN[i], size) &&
            (!version[size] || version[size] == '.'))
            return true;
    }
    return false;
}

/* In the form's meta block, or in that of a repeat. */
static bool has_entity(const struct xform *form)
{
    for (size_t i = 0; i < form->fields_count; i++) {
        const struct field *f = form->fields[i];
        if (f->parent && !strcmp(f->name->local, "entity") &&
            !strcmp(f->parent->name->local, "meta"))
            return true;
    }
    return false;
}

/* Entities need a version that says how to read them. */
static void verify_entities(struct load *load)
{
    const char *version =
        part_get_ns(load->model, "entities-version", NS_ENTITIES);

    if (version && !knows_entities(version))
        load_error(load, load->model->line,
                   "entities:entities-version=\"%s\" is not known; write "
                   "\"2024.1.0\"",
                   version);
    else if (!version && has_entity(load->form))
        load_error(load, load->model->line,
                   "the form has an <entity>, but <model> has no "
                   "entities:entities-version=\"2024.1.0\"");
}

void load_verify(struct load *load)
{
    const struct xform *form = load->form;

    for (size_t i = 0; i < form->fields_count; i++)
        verify_field(load, form->fields[i]);
    for (const struct element *c = form->body->first; c; c = c->next) {
        verify_control(load, c);
        verify_scope(load, c, form->fields[0]);
    }
    verify_entities(load);
    for (const struct part *p = part_next(load->model); p; p = part_next(p))
        load_warning(load, p->line, "only the first <model> is read");
}
