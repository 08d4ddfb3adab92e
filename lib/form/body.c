/* The body of a form: its controls in order, groups and repeats. */
#include "load.h"

#include "appearance.h"
#include "lookup.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    enum control_kind kind;
    enum control question;
} ELEMENTS[] = {
    {"input", KIND_QUESTION, CONTROL_INPUT},
    {"select1", KIND_QUESTION, CONTROL_SELECT1},
    {"select", KIND_QUESTION, CONTROL_SELECT},
    {"rank", KIND_QUESTION, CONTROL_RANK},
    {"range", KIND_QUESTION, CONTROL_RANGE},
    {"trigger", KIND_QUESTION, CONTROL_TRIGGER},
    {"upload", KIND_QUESTION, CONTROL_UPLOAD},
    {"secret", KIND_QUESTION, CONTROL_SECRET},
    {"group", KIND_GROUP, CONTROL_INPUT},
    {"repeat", KIND_REPEAT, CONTROL_INPUT},
};

static void read_children(struct load *load, const struct part *part,
                          struct element *parent);

/* The path that relative refs inside a control begin at. */
static const char *context_path(const struct load *load,
                                const struct element *control)
{
    while (control && !control->field)
        control = control->parent;
    return control ? control->field->path : load->form->fields[0]->path;
}

static struct field *bound_field(struct load *load, const struct part *part,
                                 struct element *parent)
{
    const char *ref = part_get(part, "ref");
    const char *bind = part_get(part, "bind");

    if (!ref)
        ref = part_get(part, "nodeset");
    if (bind) {
        struct field *field = lookup_get(load->bind_ids, bind);
        if (!field)
            load_error(load, part->line, "no <bind> has the id \"%s\"", bind);
        return field;
    }
    if (!ref)
        return NULL;
    const char *path = load_path(load, ref, context_path(load, parent));
    struct field *field = path ? lookup_get(load->form->paths, path) : NULL;
    if (!field)
        load_error(load, part->line,
                   "<%s> asks for %s, which is no node of the primary "
                   "instance",
                   part->name->local, ref);
    return field;
}

/* strtod would also take "1e5", "0x10" and "inf". */
static bool is_decimal(const char *text)
{
    size_t size;

    text += strspn(text, " ");
    text += *text == '-' || *text == '+';
    size = strspn(text, "0123456789");
    text += size;
    if (*text == '.') {
        size_t more = strspn(text + 1, "0123456789");
        size += more;
        text += 1 + more;
    }
    return size && !text[strspn(text, " ")];
}

static const char *range_bound(struct load *load, const struct part *part,
                               const char *name)
{
    const char *value = part_get(part, name);

    if (!value) {
        load_error(load, part->line, "<range> without %s", name);
        return NULL;
    }
    if (!is_decimal(value))
        load_error(load, part->line,
                   "<range> has %s=\"%s\", which is no decimal number", name,
                   value);
    return arena_strdup(load->form->arena, value);
}

/* "odk:tick-interval" and "odk:placeholder" (ODK XForms, Range): they show the
 * range and restrict no answer, so a wrong one is left out. */
static const char *range_look(struct load *load, const struct part *part,
                              const char *name)
{
    const char *value = part_get_ns(part, name, NS_ODK);

    if (!value || is_decimal(value))
        return arena_strdup(load->form->arena, value);
    load_warning(load, part->line,
                 "<range> has odk:%s=\"%s\", which is no decimal number; it "
                 "is left out",
                 name, value);
    return NULL;
}

/* "accuracyThreshold" and its kin (ODK XForms, Geopoint): they guide whoever
 * takes a position and restrict no answer. */
static const char *metres(struct load *load, const struct part *part,
                          const char *name)
{
    const char *value = part_get(part, name);

    if (!value || is_decimal(value))
        return arena_strdup(load->form->arena, value);
    load_warning(load, part->line,
                 "%s=\"%s\" is no number of metres; it is left out", name,
                 value);
    return NULL;
}

static void read_item(struct load *load, const struct part *part,
                      struct item *item)
{
    const struct part *label = part_child(part, "label");
    const struct part *value = part_child(part, "value");

    if (!label || !value) {
        load_error(load, part->line, "<item> without <%s>",
                   label ? "value" : "label");
        return;
    }
    load_caption(load, label, &item->label);
    item->value = part_content(value, load->form->arena);
    if (strpbrk(item->value, " \t\r\n"))
        load_warning(load, part->line,
                     "the value \"%s\" of an <item> contains blanks, which "
                     "separate choices",
                     item->value);
}

static void read_items(struct load *load, const struct part *part,
                       struct element *control)
{
    size_t count = 0;

    for (struct part *p = part_child(part, "item"); p; p = part_next(p))
        count++;
    struct item *items =
        arena_array(load->form->arena, count + 1, sizeof *items);
    for (struct part *p = part_child(part, "item"); p; p = part_next(p))
        read_item(load, p, &items[control->items_count++]);
    control->items = items;
}

/* The path inside jr:itext(path), NULL when it is none. */
static const char *inside_itext(struct load *load, const char *ref)
{
    static const char CALL[] = "jr:itext(";
    const char *at = ref + strspn(ref, " ");
    const char *end = strrchr(at, ')');

    if (strncmp(at, CALL, sizeof CALL - 1) != 0 || !end)
        return NULL;
    at += sizeof CALL - 1;
    return arena_strndup(load->scratch, at, (size_t)(end - at));
}

/* The label is needed: choices nobody can read are no choices. */
static void read_itemset(struct load *load, const struct part *part,
                         struct element *control)
{
    const struct part *value = part_child(part, "value");
    const struct part *label = part_child(part, "label");
    const char *nodeset = part_get(part, "nodeset");
    struct itemset *set = arena_alloc(load->form->arena, sizeof *set);

    if (!nodeset || !value || !part_get(value, "ref")) {
        load_error(load, part->line, "<itemset> without %s",
                   nodeset ? "<value ref=\"...\">" : "nodeset");
        return;
    }
    set->nodes = load_expr(load, nodeset, part->line, "nodeset of an itemset");
    set->value = load_expr(load, part_get(value, "ref"), value->line, "value");
    const char *ref = label ? part_get(label, "ref") : NULL;
    if (!ref) {
        load_error(load, part->line, "<itemset> without <label ref=\"...\">");
        return;
    }
    const char *id = inside_itext(load, ref);
    set->label_is_itext = id != NULL;
    set->label = load_expr(load, id ? id : ref, label->line, "label");
    control->itemset = set;
}

static void read_select(struct load *load, const struct part *part,
                        struct element *control)
{
    const struct part *itemset = part_child(part, "itemset");

    read_items(load, part, control);
    if (itemset)
        read_itemset(load, itemset, control);
    else
        load_search(load, part, control);
    if (itemset && control->items_count)
        load_error(load, part->line,
                   "<%s> has both <item> and <itemset>; keep one of them",
                   part->name->local);
    if (!control->itemset && !itemset && !control->items_count)
        load_error(load, part->line,
                   "<%s> of %s has no choices; give it <item> or <itemset>",
                   part->name->local,
                   control->field ? control->field->path : "nothing");
}

/* The labels that stand at a range's steps are written as an itemset
 * (xlsform.org, Range: tick_labelset); they restrict no answer. */
static void read_ticks(struct load *load, const struct part *part,
                       struct element *control)
{
    const struct part *itemset = part_child(part, "itemset");

    if (!itemset)
        return;
    read_itemset(load, itemset, control);
    control->ticks = control->itemset;
    control->itemset = NULL;
}

static void read_question(struct load *load, const struct part *part,
                          struct element *control)
{
    const char *media = part_get(part, "mediatype");

    control->media_type = arena_strdup(load->form->arena, media);
    control->accuracy = metres(load, part, "accuracyThreshold");
    control->accuracy_limit =
        metres(load, part, "unacceptableAccuracyThreshold");
    if (control->question == CONTROL_RANGE) {
        control->range_start = range_bound(load, part, "start");
        control->range_end = range_bound(load, part, "end");
        control->range_step = range_bound(load, part, "step");
        control->tick_interval = range_look(load, part, "tick-interval");
        control->placeholder = range_look(load, part, "placeholder");
        read_ticks(load, part, control);
    }
    if (control->question == CONTROL_SELECT ||
        control->question == CONTROL_SELECT1 ||
        control->question == CONTROL_RANK)
        read_select(load, part, control);
    if (!control->field) {
        if (!part_get(part, "ref") && !part_get(part, "bind"))
            load_error(load, part->line, "<%s> without ref", part->name->local);
        return;
    }
    if (!control->field->control)
        control->field->control = control;
}

/* jr:count is resolved from outside of the repeat: the instance that it would
 * make is not there yet. */
static void read_count(struct load *load, const struct part *part,
                       const char *count, struct element *control)
{
    const char *digits = count + strspn(count, " ");
    size_t size = strspn(digits, "0123456789");

    if (size && size < 10 && !digits[size + strspn(digits + size, " ")]) {
        control->fixed_count = strtoul(digits, NULL, 10);
        return;
    }
    const char *path =
        load_path(load, count, context_path(load, control->parent));
    control->count = path ? lookup_get(load->form->paths, path) : NULL;
    if (!control->count)
        load_error(load, part->line,
                   "jr:count=\"%s\" is neither a number nor a node of the "
                   "primary instance; write the path of one",
                   count);
}

static void read_repeat(struct load *load, const struct part *part,
                        struct element *control)
{
    const char *count = part_get_ns(part, "count", NS_JR);
    const char *fixed = part_get_ns(part, "noAddRemove", NS_JR);

    control->no_add_remove = count || (fixed && strncmp(fixed, "true", 4) == 0);
    if (!control->field) {
        if (!part_get(part, "nodeset"))
            load_error(load, part->line, "<repeat> without nodeset");
        return;
    }
    control->field->is_repeat = true;
    control->field->control = control;
    if (count)
        read_count(load, part, count, control);
}

/* Order in the body is the order of asking. */
static void link_control(struct element *parent, struct element *control)
{
    control->parent = parent;
    if (parent->last)
        parent->last->next = control;
    else
        parent->first = control;
    parent->last = control;
}

/* Every word without effect is told of, in the order of the form. */
static void warn_of_appearance(struct load *load, int line, const char *words)
{
    bool is_known;
    size_t size = 0;

    for (const char *at = words; (at = appearance_odd(at, &size, &is_known));
         at += size)
        load_warning(load, line,
                     is_known ? "the appearance \"%.*s\" has no form on a "
                                "terminal: the plain control is shown"
                              : "nobody knows the appearance \"%.*s\": the "
                                "plain control is shown",
                     (int)(size < 60 ? size : 60), at);
}

static void read_appearance(struct load *load, const struct part *part,
                            struct element *control)
{
    const char *words = part_get(part, "appearance");

    control->appearance = words ? arena_strdup(load->form->arena, words) : "";
    warn_of_appearance(load, part->line, control->appearance);
    control->is_heading = (control->question == CONTROL_SELECT ||
                           control->question == CONTROL_SELECT1) &&
                          control->kind == KIND_QUESTION &&
                          appearance_has(control->appearance, "label");
}

static void read_control(struct load *load, const struct part *part,
                         struct element *parent, size_t element)
{
    struct element *control = arena_alloc(load->form->arena, sizeof *control);
    const struct part *label = part_child(part, "label");
    const struct part *hint = part_child(part, "hint");

    link_control(parent, control);
    control->kind = ELEMENTS[element].kind;
    control->question = ELEMENTS[element].question;
    control->line = part->line;
    read_appearance(load, part, control);
    control->field = bound_field(load, part, parent);
    /* A repeat is labelled by the group around it. */
    control->has_label = label && control->kind != KIND_REPEAT;
    if (control->has_label)
        load_caption(load, label, &control->label);
    if (hint)
        load_caption(load, hint, &control->hint);
    if (control->kind == KIND_QUESTION) {
        read_question(load, part, control);
        read_children(load, part, control);
        return;
    }
    control->is_field_list = appearance_has(control->appearance, "field-list");
    if (control->kind == KIND_REPEAT)
        read_repeat(load, part, control);
    read_children(load, part, control);
}

static void read_children(struct load *load, const struct part *part,
                          struct element *parent)
{
    for (const struct part *p = part->first; p; p = p->next) {
        if (!p->name)
            continue;
        if (load_is_action(p)) {
            load_action(load, p, parent);
            continue;
        }
        if (parent->kind == KIND_QUESTION)
            continue;
        for (size_t i = 0; i < COUNT_OF(ELEMENTS); i++) {
            if (part_is(p, ELEMENTS[i].name))
                read_control(load, p, parent, i);
        }
    }
}

/* A group around nothing but one repeat is that repeat, with its label. */
static void collapse_groups(struct element *parent)
{
    struct element **link = &parent->first;

    for (struct element *c = parent->first; c; c = c->next) {
        struct element *only = c->first;
        if (c->kind == KIND_GROUP && only && !only->next &&
            only->kind == KIND_REPEAT) {
            only->label = c->label;
            only->has_label = c->has_label;
            only->is_field_list |= c->is_field_list;
            only->next = c->next;
            only->parent = parent;
            if (parent->last == c)
                parent->last = only;
            *link = c = only;
        }
        collapse_groups(c);
        link = &c->next;
    }
}

void load_body(struct load *load)
{
    struct element *body = arena_alloc(load->form->arena, sizeof *body);

    body->kind = KIND_GROUP;
    body->appearance = "";
    load->form->body = body;
    if (!load->body)
        return;
    read_children(load, load->body, body);
    collapse_groups(body);
}
