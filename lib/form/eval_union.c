/* Document order, and the union of two node-sets in it. */
#include "eval.h"

#include "base/arena.h"
#include "form/node.h"

#include <stdlib.h>
#include <string.h>

static size_t depth_of(const struct node *node)
{
    size_t depth = 0;

    for (; node->parent; node = node->parent)
        depth++;
    return depth;
}

/* Whether a stands before b among the children, or attributes, of one. */
static bool stands_before(const struct node *a, const struct node *b)
{
    bool a_first = node_has(a, NODE_ATTRIBUTE);

    if (a_first != node_has(b, NODE_ATTRIBUTE))
        return a_first;
    for (const struct node *n = a->next; n; n = n->next) {
        if (n == b)
            return true;
    }
    return false;
}

/* Trees of other instances have no order among each other: any will do. */
static int compare_places(const void *left, const void *right)
{
    const struct node *a = *(struct node *const *)left;
    const struct node *b = *(struct node *const *)right;
    size_t a_depth = depth_of(a), b_depth = depth_of(b);
    int deeper = (a_depth > b_depth) - (a_depth < b_depth);

    for (; a_depth > b_depth; a_depth--)
        a = a->parent;
    for (; b_depth > a_depth; b_depth--)
        b = b->parent;
    if (a == b)
        return deeper;
    while (a->parent != b->parent) {
        a = a->parent;
        b = b->parent;
    }
    if (!a->parent)
        return (a > b) - (a < b);
    return stands_before(a, b) ? -1 : 1;
}

void eval_sort(struct node **items, size_t *count)
{
    size_t kept = 0;

    if (*count)
        qsort(items, *count, sizeof(struct node *), compare_places);
    for (size_t i = 0; i < *count; i++) {
        if (!kept || items[kept - 1] != items[i])
            items[kept++] = items[i];
    }
    *count = kept;
}

static enum err operand(struct eval *eval, const struct term *term,
                        struct value *out)
{
    enum err err = eval_term(eval, term, out);

    if (!err && out->kind != VALUE_NODES)
        err = eval_fail(eval, "'|' joins nodes, not values");
    return err;
}

enum err eval_union(struct eval *eval, const struct term *term,
                    struct value *out)
{
    struct value a = {.kind = VALUE_TEXT}, b = a;
    enum err err = operand(eval, term->args[0], &a);

    if (!err)
        err = operand(eval, term->args[1], &b);
    if (err)
        return err;
    size_t count = a.as.nodes.count + b.as.nodes.count;
    struct node **items =
        arena_array(eval->context->arena, count, sizeof(struct node *));
    if (a.as.nodes.count)
        memcpy(items, a.as.nodes.items,
               a.as.nodes.count * sizeof(struct node *));
    if (b.as.nodes.count)
        memcpy(items + a.as.nodes.count, b.as.nodes.items,
               b.as.nodes.count * sizeof(struct node *));
    eval_sort(items, &count);
    *out = (struct value){
        .kind = VALUE_NODES, .as.nodes.items = items, .as.nodes.count = count};
    return ERR_NONE;
}
