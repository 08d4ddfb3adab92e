#include "eval_step.h"

#include "base/arena.h"
#include "expr_index.h"
#include "form/node.h"
#include "form/node_path.h"

#include <string.h>

/* What sorting a node costs beside finding it. */
enum { SORTING = 16 };

void eval_push(struct walk *walk, struct found *found, struct node *node)
{
    if (found->count == found->capacity) {
        size_t capacity = found->capacity ? found->capacity * 2 : 4;
        struct node **items = arena_array(walk->eval->context->arena, capacity,
                                          sizeof(struct node *));
        if (found->count)
            memcpy(items, found->items, found->count * sizeof(struct node *));
        found->items = items;
        found->capacity = capacity;
    }
    found->items[found->count++] = node;
    ++*walk->eval->work;
}

/* Paths are short: climbing again costs less than keeping the chain. */
static struct node *ancestor_at(const struct walk *walk, size_t depth)
{
    struct node *node = walk->guide;

    for (size_t i = walk->guide_depth; i > depth; i--)
        node = node->parent;
    return node;
}

static bool is_called(const struct node *node, const struct step *step)
{
    return node->name->hash == step->hash &&
           !strcmp(node->name->local, step->local);
}

static bool is_match(const struct node *node, const struct step *step)
{
    if (node->flags & NODE_TEMPLATE)
        return false;
    if (step->test == TEST_NAME)
        return is_called(node, step);
    return step->test != TEST_ANY_PREFIX ||
           !strcmp(node->name->prefix, step->name);
}

/* The node whose position the step takes over; NULL when it is free. */
static struct node *guide_for(struct walk *walk, const struct step *step,
                              size_t depth)
{
    if (!walk->guide || depth > walk->guide_depth || step->test != TEST_NAME) {
        walk->guide = NULL;
        return NULL;
    }
    struct node *node = ancestor_at(walk, depth);
    if (!is_called(node, step)) {
        walk->guide = NULL;
        return NULL;
    }
    return step->predicates_count ? NULL : node;
}

static enum err keep_if(struct walk *walk, const struct term *predicate,
                        struct found *found, bool is_first)
{
    struct eval inner = *walk->eval;
    size_t kept = 0;

    for (size_t i = 0; i < found->count; i++) {
        struct value value;
        if (*inner.work > WORK_MOST)
            return eval_fail(&inner, "the expression looks at too many nodes");
        inner.node = found->items[i];
        inner.position = is_first ? node_position(inner.node) : i + 1;
        enum err err = eval_term(&inner, predicate, &value);
        if (err)
            return err;
        /* Only a boolean decides: [2] never matches. */
        if (value.kind == VALUE_BOOLEAN && value.as.boolean)
            found->items[kept++] = found->items[i];
    }
    found->count = kept;
    return ERR_NONE;
}

/* Each predicate sees what the one before has left, with new positions. */
static enum err filter(struct walk *walk, const struct step *step,
                       struct found *found)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < step->predicates_count; i++)
        err = keep_if(walk, step->predicates[i], found, i == 0);
    return err;
}

/* All children that may be meant, or those that an index leaves over. */
static void push_children(struct walk *walk, const struct step *step,
                          struct node *parent, struct found *found)
{
    struct node **items;
    size_t count;

    if (step->predicates_count && parent != walk->eval->context->root &&
        walk->root != walk->eval->context->root &&
        expr_index_find(walk->eval, parent, step, &items, &count)) {
        for (size_t i = 0; i < count; i++)
            eval_push(walk, found, items[i]);
        return;
    }
    const struct expr_host *host = walk->eval->context->host;
    struct node *only = NULL;
    if (step->test == TEST_NAME && host && host->only_child)
        only = host->only_child(host->context, parent, step->local);
    if (only) {
        eval_push(walk, found, only);
        return;
    }
    for (struct node *n = parent->first; n; n = n->next) {
        if (is_match(n, step))
            eval_push(walk, found, n);
    }
}

/* The child in the same place as the guide, in a parent that may be another. */
static void push_nth(struct walk *walk, struct node *parent, struct node *model,
                     struct found *found)
{
    if (parent == model->parent) {
        eval_push(walk, found, model);
        return;
    }
    size_t position = node_position(model);
    for (struct node *n = node_child(parent, model->name->local); n;
         n = node_next_same(n)) {
        if (node_position(n) == position)
            eval_push(walk, found, n);
    }
}

/* The name of the root is not compared: published forms get it wrong, and the
 * reference engine does not mind. */
static enum err step_to_root(struct walk *walk, const struct step *step)
{
    walk->at_document = false;
    walk->depth = 0;
    walk->set = (struct found){0};
    eval_push(walk, &walk->set, walk->root);
    guide_for(walk, step, 0);
    return filter(walk, step, &walk->set);
}

static enum err step_to_children(struct walk *walk, const struct step *step)
{
    struct found next = {0};

    if (walk->at_document)
        return step_to_root(walk, step);
    struct node *model = guide_for(walk, step, ++walk->depth);
    if (walk->document_too && is_match(walk->root, step))
        eval_push(walk, &next, walk->root);
    walk->document_too = false;
    for (size_t i = 0; i < walk->set.count; i++) {
        struct found own = {0};
        if (model)
            push_nth(walk, walk->set.items[i], model, &own);
        else
            push_children(walk, step, walk->set.items[i], &own);
        enum err err = filter(walk, step, &own);
        if (err)
            return err;
        for (size_t j = 0; j < own.count; j++)
            eval_push(walk, &next, own.items[j]);
    }
    walk->set = next;
    return ERR_NONE;
}

static enum err step_to_attribute(struct walk *walk, const struct step *step)
{
    struct found next = {0};

    if (step->test != TEST_NAME)
        return eval_fail(walk->eval, "an attribute must be named");
    for (size_t i = 0; i < walk->set.count; i++) {
        struct node *node = node_attribute(walk->set.items[i], step->local);
        if (node)
            eval_push(walk, &next, node);
    }
    walk->set = next;
    walk->guide = NULL;
    return filter(walk, step, &walk->set);
}

/* Templates are no part of what an expression sees. */
static void push_all(struct walk *walk, struct found *found, struct node *node)
{
    if (node_has(node, NODE_TEMPLATE))
        return;
    eval_push(walk, found, node);
    for (struct node *n = node->first; n; n = n->next)
        push_all(walk, found, n);
}

/* "//": every node below, and those that are there already. */
static void step_to_all(struct walk *walk)
{
    struct found next = {0};

    walk->guide = NULL;
    walk->document_too = walk->at_document;
    walk->is_unsorted = true;
    if (walk->at_document)
        push_all(walk, &next, walk->root);
    walk->at_document = false;
    for (size_t i = 0; i < walk->set.count; i++)
        push_all(walk, &next, walk->set.items[i]);
    /* Without doubles, or "//..//..//.." would make ever more of them. */
    *walk->eval->work += next.count * SORTING;
    eval_sort(next.items, &next.count);
    walk->set = next;
}

static enum err step_to_parent(struct walk *walk)
{
    struct found next = {0};

    walk->guide = NULL;
    if (walk->at_document)
        return eval_fail(walk->eval, "'..' leads above the root");
    for (size_t i = 0; i < walk->set.count; i++) {
        struct node *parent = walk->set.items[i]->parent;
        if (!parent)
            walk->at_document = true;
        else if (!next.count || next.items[next.count - 1] != parent)
            eval_push(walk, &next, parent);
    }
    if (walk->is_unsorted)
        eval_sort(next.items, &next.count);
    walk->set = next;
    return ERR_NONE;
}

enum err eval_step(struct walk *walk, const struct step *step)
{
    bool is_node = step->test == TEST_NODE;
    bool is_named = step->test == TEST_NAME || step->test == TEST_ANY ||
                    step->test == TEST_ANY_PREFIX;

    if (step->axis == AXIS_CHILD && is_named)
        return step_to_children(walk, step);
    if (step->axis == AXIS_SELF && is_node)
        return filter(walk, step, &walk->set);
    if (step->axis == AXIS_PARENT && is_node)
        return step_to_parent(walk);
    if (step->axis == AXIS_DESCENDANT_OR_SELF && is_node) {
        step_to_all(walk);
        return ERR_NONE;
    }
    if (step->axis == AXIS_ATTRIBUTE)
        return step_to_attribute(walk, step);
    return eval_fail(walk->eval, "a step other than a name, '.', '..' or "
                                 "'@name' is not supported");
}
