/* Ways from one node of an instance to instances of a field. */
#include "fill.h"

#include "form/node_path.h"

static bool is_above(const struct field *above, const struct field *field)
{
    return above->index <= field->index && field->index < above->end;
}

static struct node *first_below(struct node *node, const struct field *step)
{
    struct node *n = step->is_attribute ? node->attributes : node->first;

    while (n && node_field(n) != step)
        n = n->next;
    return n;
}

static struct node *next_same(struct node *node)
{
    struct node *n = node_field(node)->is_many ? node->next : NULL;

    while (n && n->meta != node->meta)
        n = n->next;
    return n;
}

/* The field one step below `above` on the way to `field`. */
static const struct field *step_towards(const struct field *above,
                                        const struct field *field)
{
    while (field->parent != above)
        field = field->parent;
    return field;
}

/* Up to the first ancestor that both share, then down the first of each. */
struct node *near_node(const struct session *session, const struct field *field,
                       struct node *node)
{
    if (session->single[field->index])
        return session->single[field->index];
    while (node->parent && !is_above(node_field(node), field))
        node = node->parent;
    while (node && node_field(node) != field)
        node = first_below(node, step_towards(node_field(node), field));
    return node;
}

/* A field in no repeat needs no search. */
static struct node *shortcut(const struct session *session,
                             const struct field *field, struct node *below)
{
    const struct field *top = node_field(below);

    for (const struct field *f = field; f != top; f = f->parent) {
        if (session->single[f->index])
            return session->single[f->index];
    }
    return below;
}

/* next is taken first: the visitor may remove the node. */
static void each(const struct field *field, struct node *below,
                 void (*visit)(void *context, struct node *node), void *context)
{
    if (node_field(below) == field) {
        visit(context, below);
        return;
    }
    const struct field *step = step_towards(node_field(below), field);
    for (struct node *n = first_below(below, step), *next; n; n = next) {
        next = next_same(n);
        each(field, n, visit, context);
    }
}

void near_each(const struct session *session, const struct field *field,
               struct node *below,
               void (*visit)(void *context, struct node *node), void *context)
{
    each(field, shortcut(session, field, below), visit, context);
}
