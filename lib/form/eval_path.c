#include "eval.h"

#include "base/arena.h"
#include "expr_index.h"
#include "form/node.h"
#include "form/node_path.h"

#include <string.h>

/* Nodes found so far, in the arena. */
struct found {
    struct node **items;
    size_t count, capacity;
};

/* A walk along the steps of one path.
 *
 * Absolute paths take over positions from the context node, step by step, as
 * long as the names agree and the step has no predicates: inside the second
 * person /data/person/age is that person's own. */
struct walk {
    struct eval *eval;
    struct node *root;  /* of the tree that the path is in */
    struct node *guide; /* context node that lends its positions, or NULL */
    size_t guide_depth; /* its distance from the root */
    size_t depth;       /* of the nodes in set */
    bool at_document;   /* above the root: the next step is the root */
    struct found set;
};

static void push(struct walk *walk, struct found *found, struct node *node)
{
    if (found->count == found->capacity) {
        size_t capacity = found->capacity ? found->capacity * 2 : 4;
        struct node **items = arena_array(walk->eval->context->arena, capacity,
                                          sizeof(struct node *));
        if (found->count)
            memcpy(items, found->items, found->count * sizeof *items);
        found->items = items;
        found->capacity = capacity;
    }
    found->items[found->count++] = node;
}

static size_t depth_of(const struct node *node)
{
    size_t depth = 0;

    for (; node->parent; node = node->parent)
        depth++;
    return depth;
}

static struct node *ancestor_at(const struct walk *walk, size_t depth)
{
    struct node *node = walk->guide;

    for (size_t i = walk->guide_depth; i > depth; i--)
        node = node->parent;
    return node;
}

static bool is_match(const struct node *node, const struct step *step)
{
    if (node_has(node, NODE_TEMPLATE))
        return false;
    switch (step->test) {
    case TEST_NAME:
        return !strcmp(node->name->local, step->local);
    case TEST_ANY_PREFIX:
        return !strcmp(node->name->prefix, step->name);
    default:
        return true;
    }
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
    if (strcmp(node->name->local, step->local) != 0) {
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
            push(walk, found, items[i]);
        return;
    }
    const struct expr_host *host = walk->eval->context->host;
    struct node *only = NULL;
    if (step->test == TEST_NAME && host && host->only_child)
        only = host->only_child(host->context, parent, step->local);
    if (only) {
        push(walk, found, only);
        return;
    }
    for (struct node *n = parent->first; n; n = n->next) {
        if (is_match(n, step))
            push(walk, found, n);
    }
}

static void push_nth(struct walk *walk, struct node *parent, struct node *model,
                     struct found *found)
{
    if (parent == model->parent) {
        push(walk, found, model);
        return;
    }
    size_t position = node_position(model);
    for (struct node *n = node_child(parent, model->name->local); n;
         n = node_next_same(n)) {
        if (node_position(n) == position)
            push(walk, found, n);
    }
}

static enum err step_to_root(struct walk *walk, const struct step *step)
{
    walk->at_document = false;
    walk->depth = 0;
    walk->set = (struct found){0};
    push(walk, &walk->set, walk->root);
    guide_for(walk, step, 0);
    return filter(walk, step, &walk->set);
}

static enum err step_to_children(struct walk *walk, const struct step *step)
{
    struct found next = {0};

    if (walk->at_document)
        return step_to_root(walk, step);
    struct node *model = guide_for(walk, step, ++walk->depth);
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
            push(walk, &next, own.items[j]);
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
            push(walk, &next, node);
    }
    walk->set = next;
    walk->guide = NULL;
    return filter(walk, step, &walk->set);
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
            push(walk, &next, parent);
    }
    walk->set = next;
    return ERR_NONE;
}

static enum err take_step(struct walk *walk, const struct step *step)
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
    if (step->axis == AXIS_ATTRIBUTE)
        return step_to_attribute(walk, step);
    return eval_fail(walk->eval, "a step other than a name, '.', '..' or "
                                 "'@name' is not supported");
}

static enum err start_absolute(struct walk *walk, struct node *root)
{
    struct node *node = walk->eval->node;

    walk->root = root;
    walk->at_document = true;
    if (node && node_root(node) == root) {
        walk->guide = node;
        walk->guide_depth = depth_of(node);
    }
    return root ? ERR_NONE
                : eval_fail(walk->eval, "there is no instance to read from");
}

static enum err start_relative(struct walk *walk, struct node *node)
{
    if (!node)
        return eval_fail(walk->eval, "there is no current node");
    walk->root = node_root(node);
    push(walk, &walk->set, node);
    return ERR_NONE;
}

static enum err start_instance(struct walk *walk, const struct term *call)
{
    const struct expr_host *host = walk->eval->context->host;
    struct node *root = NULL;

    if (call->args_count != 1 || call->args[0]->kind != TERM_TEXT)
        return eval_fail(walk->eval, "instance() takes one name in quotes");
    if (host && host->instance)
        root = host->instance(host->context, call->args[0]->text);
    if (!root)
        return eval_fail(walk->eval, "there is no instance '%s'",
                         call->args[0]->text);
    return start_absolute(walk, root);
}

/* A path may begin with instance() or current(). */
static enum err start_term(struct walk *walk, const struct term *filter_term)
{
    const struct term *call = filter_term->args[0];
    struct eval *eval = walk->eval;

    if (filter_term->args_count == 1 && call->kind == TERM_CALL) {
        if (!strcmp(call->text, "instance"))
            return start_instance(walk, call);
        if (!strcmp(call->text, "current") && call->args_count == 0)
            return start_relative(walk,
                                  eval->current ? eval->current : eval->node);
    }
    return eval_fail(eval, "a path may only begin with a name, '/', "
                           "instance() or current()");
}

static void drop_irrelevant(struct found *found)
{
    size_t kept = 0;

    for (size_t i = 0; i < found->count; i++) {
        if (!node_has(found->items[i], NODE_IRRELEVANT))
            found->items[kept++] = found->items[i];
    }
    found->count = kept;
}

enum err eval_path(struct eval *eval, const struct term *term, bool all,
                   struct value *out)
{
    struct walk walk = {.eval = eval};
    enum err err;

    if (term->start == START_ROOT)
        err = start_absolute(&walk, eval->context->root);
    else if (term->start == START_CONTEXT)
        err = start_relative(&walk, eval->node);
    else
        err = start_term(&walk, term->args[0]);
    for (size_t i = 0; !err && i < term->steps_count; i++)
        err = take_step(&walk, &term->steps[i]);
    if (!err && walk.at_document)
        err = eval_fail(eval, "a path ends above the root");
    if (err)
        return err;
    if (!all)
        drop_irrelevant(&walk.set);
    *out = (struct value){.kind = VALUE_NODES,
                          .as.nodes.items = walk.set.items,
                          .as.nodes.count = walk.set.count};
    return ERR_NONE;
}
