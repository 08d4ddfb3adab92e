#include "resume.h"

#include "base/log.h"
#include "base/xml.h"
#include "fill.h"
#include "form/node_path.h"
#include "tree.h"

#include <string.h>

/* What a program of another kind wrote is kept, even if it is not typed. */
static void take_text(struct node *node, const struct node *saved)
{
    struct buf text;

    buf_init(&text, 0);
    node->type = node->bound;
    if (!datatype_canonical((enum datatype)node->bound, node_text(saved),
                            &text)) {
        buf_puts(&text, node_text(saved));
        node->type = TYPE_STRING;
    }
    node_set_text(node, buf_text(&text));
    buf_clear(&text);
}

static void fill(struct session *s, struct node *node,
                 const struct node *saved);

/* As many instances as were saved, none of the blank form's own. */
static void fill_repeat(struct session *s, struct node *parent,
                        const struct field *field, const struct node *saved)
{
    const char *name = field->name->local;
    struct node *after = NULL;

    for (struct node *n = parent->first, *next; n; n = next) {
        next = n->next;
        if (node_field(n)->index < field->index)
            after = n;
        if (node_field(n) != field)
            continue;
        node_unlink(n);
        node_free(s->pool, n);
    }
    for (struct node *n = node_child(saved, name); n && field->template;
         n = node_next_same(n)) {
        struct node *copy = node_copy(s->pool, field->template);
        if (after)
            node_insert_after(parent, after, copy);
        else
            node_prepend(parent, copy);
        after = copy;
        fill(s, copy, n);
    }
}

/* Attributes of the root are the form's: its id and version. */
static void fill_attributes(struct node *node, const struct node *saved)
{
    for (struct node *a = node->attributes; a; a = a->next) {
        const struct node *old = node_attribute(saved, a->name->local);
        if (old && node->parent)
            take_text(a, old);
    }
}

/* What the saved instance leaves out was not relevant: it keeps what the
 * blank form gives, hidden until its rule says otherwise. */
static void fill(struct session *s, struct node *node, const struct node *saved)
{
    fill_attributes(node, saved);
    if (!node->first && !node_field(node)->first)
        take_text(node, saved);
    for (const struct field *f = node_field(node)->first; f; f = f->next) {
        if (f->is_repeat)
            fill_repeat(s, node, f, saved);
    }
    for (struct node *n = node->first; n; n = n->next) {
        const struct node *old = node_child(saved, n->name->local);
        if (node_field(n)->is_repeat)
            continue;
        if (old)
            fill(s, n, old);
        else
            node_mark(n, NODE_OWN_IRRELEVANT, true);
    }
}

void resume_show_new(struct session *s)
{
    for (struct node *n = s->root; n; n = node_walk(s->root, n)) {
        const struct field *field = node_field(n);
        if (!field->rules[RULE_RELEVANT])
            node_mark(n, NODE_OWN_IRRELEVANT, field->never_relevant);
    }
    compute_inherit(s->root);
}

static enum err read_tree(struct session *s, const char *data, size_t size,
                          struct node **out)
{
    struct xml_error why = {0};
    enum err err = tree_read(s->pool, s->names, s->kept, data, size, out, &why);

    if (err)
        log_error("instance of %s, line %d: %s", s->form->id, why.line,
                  why.reason);
    return err;
}

enum err resume_instance(struct session *s)
{
    struct node *saved;
    enum err err =
        read_tree(s, s->start.instance, s->start.instance_size, &saved);

    if (err)
        return err;
    const struct node *id = node_attribute(saved, "id");
    if (strcmp(saved->name->local, s->root->name->local) != 0 ||
        (id && *s->form->id && strcmp(node_text(id), s->form->id) != 0)) {
        log_error("the instance to resume is none of %s", s->form->id);
        node_free(s->pool, saved);
        return ERR_FORMAT;
    }
    fill(s, s->root, saved);
    node_free(s->pool, saved);
    return ERR_NONE;
}

enum err resume_last_saved(struct session *s)
{
    struct node *saved = NULL;

    if (!s->start.last_saved)
        return ERR_NONE;
    enum err err =
        read_tree(s, s->start.last_saved, s->start.last_saved_size, &saved);
    for (size_t i = 0; !err && i < s->form->instances.count; i++) {
        const struct instance *instance = s->form->instances.items[i];
        if (instance->is_last_saved)
            s->last_saved[i] = saved;
    }
    return err;
}
