/* What can be said of a form only when all of it is there. */
#include "form/node_path.h"
#include "itext.h"
#include "load.h"
#include "lookup.h"

#include <string.h>

void load_submission(struct load *load)
{
    const struct part *part = part_child(load->model, "submission");
    struct arena *arena = load->form->arena;

    if (!part)
        return;
    const char *key = part_get(part, "base64RsaPublicKey");
    load->form->submission = (struct submission){
        .key = key && *key ? arena_strdup(arena, key) : NULL,
        .action = arena_strdup(arena, part_get(part, "action")),
        .auto_send =
            arena_strdup(arena, part_get_ns(part, "auto-send", NS_ORX)),
        .auto_delete =
            arena_strdup(arena, part_get_ns(part, "auto-delete", NS_ORX)),
    };
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
    if (caption && caption->itext &&
        !itext_has(load->form->itext, caption->itext))
        load_warning(load, line, "itext has no text \"%s\"", caption->itext);
}

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

/* The first item stands for all: lists are made by programs. */
static void verify_itemset(struct load *load, const struct element *control)
{
    struct node *item = itemset_first(load->form, control, load->scratch);

    if (item)
        verify_member(load, control, item, control->itemset->label, "label");
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

/* Entities need a version that says how to read them. */
static void verify_entities(struct load *load)
{
    const struct xform *form = load->form;
    const char *version =
        part_get_ns(load->model, "entities-version", NS_ENTITIES);
    const struct field *entity = NULL;

    for (struct field *f = form->meta ? form->meta->first : NULL; f;
         f = f->next) {
        if (!strcmp(f->name->local, "entity"))
            entity = f;
    }
    if (!entity)
        return;
    if (!version)
        load_error(load, load->model->line,
                   "the form has an <entity>, but <model> has no "
                   "entities:entities-version=\"2024.1.0\"");
    else if (strspn(version, "0123456789") != 4 || version[4] != '.' ||
             strcmp(version, "2022.1") < 0)
        load_error(load, load->model->line,
                   "entities:entities-version=\"%s\" is not known; write "
                   "\"2024.1.0\"",
                   version);
}

void load_verify(struct load *load)
{
    const struct xform *form = load->form;

    for (size_t i = 0; i < form->fields_count; i++)
        verify_field(load, form->fields[i]);
    for (const struct element *c = form->body->first; c; c = c->next)
        verify_control(load, c);
    verify_entities(load);
    for (const struct part *p = part_next(load->model); p; p = part_next(p))
        load_warning(load, p->line, "only the first <model> is read");
}
