/* The fields of a form: one for each generic path of its primary instance,
 * and the templates that new repeat instances are copied from. */
#include "base/mem.h"
#include "form/node_path.h"
#include "load.h"

#include <stdio.h>
#include "lookup.h"

#include <stdlib.h>
#include <string.h>

static struct field *field_new(struct load *load, struct field *parent,
                               struct node *node, const char *path)
{
    struct field *field = arena_alloc(load->form->arena, sizeof *field);

    field->path = path;
    field->name = node->name;
    field->parent = parent;
    field->depth = parent ? parent->depth + 1 : 1;
    field->is_attribute = node_has(node, NODE_ATTRIBUTE);
    field->model = node;
    lookup_put(load->form->paths, field->path, field);
    if (!parent)
        return field;
    if (parent->last)
        parent->last->next = field;
    else
        parent->first = field;
    parent->last = field;
    return field;
}

/* The same path again is another instance, or the template, of a field. */
static struct field *field_of(struct load *load, struct field *parent,
                              struct node *node)
{
    char small[512];
    bool is_attribute = node_has(node, NODE_ATTRIBUTE);
    int size =
        snprintf(small, sizeof small, "%s/%s%s", parent ? parent->path : "",
                 is_attribute ? "@" : "", node->name->local);
    struct field *field = (size_t)size < sizeof small
                              ? lookup_get(load->form->paths, small)
                              : NULL;

    if (field)
        return field;
    return field_new(load, parent, node,
                     arena_printf(load->form->arena, "%s/%s%s",
                                  parent ? parent->path : "",
                                  is_attribute ? "@" : "", node->name->local));
}

static void add_fields(struct load *load, struct field *parent,
                       struct node *node)
{
    struct field *field = field_of(load, parent, node);

    node->meta = field;
    field->is_many |= field->last_seen && field->last_seen == node->parent;
    field->last_seen = node->parent;
    for (struct node *a = node->attributes; a; a = a->next)
        a->meta = field_of(load, field, a);
    for (struct node *n = node->first; n; n = n->next)
        add_fields(load, field, n);
}

static size_t count_fields(const struct field *field)
{
    size_t count = 1;

    for (const struct field *f = field->first; f; f = f->next)
        count += count_fields(f);
    return count;
}

/* Pre-order: all below a field follows it without a gap. */
static void number_fields(struct xform *form, struct field *field)
{
    field->index = form->fields_count++;
    form->fields[field->index] = field;
    for (struct field *f = field->first; f; f = f->next)
        number_fields(form, f);
    field->end = form->fields_count;
}

enum { MANY_CHILDREN = 12 };

static void name_children(struct field *field)
{
    size_t count = 0;

    for (struct field *f = field->first; f; f = f->next)
        count += !f->is_attribute;
    if (count < MANY_CHILDREN)
        return;
    field->names = lookup_new();
    for (struct field *f = field->first; f; f = f->next) {
        if (!f->is_attribute)
            lookup_put(field->names, f->name->local, f);
    }
}

static void find_meta(struct xform *form)
{
    for (struct field *f = form->fields[0]->first; f; f = f->next) {
        if (!f->is_attribute && !strcmp(f->name->local, "meta"))
            form->meta = f;
    }
}

void load_fields(struct load *load)
{
    struct xform *form = load->form;

    add_fields(load, NULL, form->root);
    struct field *root = node_field(form->root);
    form->fields =
        arena_array(form->arena, count_fields(root), sizeof(struct field *));
    number_fields(form, root);
    for (size_t i = 0; i < form->fields_count; i++)
        name_children(form->fields[i]);
    find_meta(form);
}

/* Takes templates out of the tree; those inside a template stay in reach by
 * their field. Without a repeat in the body a template means nothing. */
static void take_templates(struct xform *form, struct node *node)
{
    for (struct node *n = node->first, *next; n; n = next) {
        next = n->next;
        if (!node_has(n, NODE_TEMPLATE)) {
            take_templates(form, n);
            continue;
        }
        struct field *field = node_field(n);
        node_unlink(n);
        n->flags &= ~(uint32_t)NODE_TEMPLATE;
        take_templates(form, n);
        if (field->is_repeat && !field->template)
            field->template = n;
        else
            node_free(form->pool, n);
    }
}

/* A template made of the first instance gives structure, not its answers. */
static void drop_values(struct node *node)
{
    if (!node->first)
        node_set_text(node, NULL);
    for (struct node *n = node->first; n; n = n->next)
        drop_values(n);
}

/* A new instance begins without instances of the repeats inside it. */
static void trim_repeats(struct xform *form, struct node *node)
{
    for (struct node *n = node->first, *next; n; n = next) {
        next = n->next;
        if (node_field(n)->is_repeat) {
            node_unlink(n);
            node_free(form->pool, n);
        } else {
            trim_repeats(form, n);
        }
    }
}

static struct node *first_instance(struct node *node, const struct field *field)
{
    if (node_field(node) == field)
        return node;
    for (struct node *n = node->first; n; n = n->next) {
        struct field *f = node_field(n);
        if (f->index <= field->index && field->index < f->end) {
            struct node *found = first_instance(n, field);
            if (found)
                return found;
        }
    }
    return NULL;
}

/* The first instance may stand inside a template that was taken out. */
static struct node *any_instance(struct xform *form, const struct field *field)
{
    struct node *found = first_instance(form->root, field);

    for (const struct field *f = field->parent; !found && f; f = f->parent) {
        if (f->template)
            found = first_instance(f->template, field);
    }
    return found;
}

static void make_template(struct xform *form, struct field *field)
{
    struct node *instance = any_instance(form, field);

    if (!instance)
        return;
    field->template = node_copy(form->pool, instance);
    field->template->flags |= NODE_REPEAT;
    trim_repeats(form, field->template);
    drop_values(field->template);
}

static void mark_repeats(struct node *node)
{
    node_mark(node, NODE_REPEAT, node_field(node)->is_repeat);
    for (struct node *n = node->first; n; n = n->next)
        mark_repeats(n);
}

/* What the fields give as defaults, after templates have moved. */
static void find_models(struct node *node)
{
    struct field *field = node_field(node);

    if (!field->model)
        field->model = node;
    for (struct node *a = node->attributes; a; a = a->next) {
        if (!node_field(a)->model)
            node_field(a)->model = a;
    }
    for (struct node *n = node->first; n; n = n->next)
        find_models(n);
}

void load_templates(struct load *load)
{
    struct xform *form = load->form;

    take_templates(form, form->root);
    for (size_t i = 0; i < form->fields_count; i++) {
        struct field *field = form->fields[i];
        field->model = NULL;
        if (!field->is_repeat)
            continue;
        form->repeats_count++;
        field->is_many = true;
        if (!field->template)
            make_template(form, field);
        if (field->template)
            mark_repeats(field->template);
    }
    mark_repeats(form->root);
    find_models(form->root);
    for (size_t i = 0; i < form->fields_count; i++) {
        if (form->fields[i]->template)
            find_models(form->fields[i]->template);
    }
}
