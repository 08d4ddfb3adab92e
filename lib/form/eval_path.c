/* Paths, walked step by step from the document, the context or a value. While
 * a step goes where the context node itself came from, it stays in the same
 * instances of repeats: JavaRosa's contextualisation, which XPath has not. */
#include "eval_step.h"

#include "base/arena.h"

#include "form/node.h"
#include "form/node_path.h"

#include <string.h>

static size_t depth_of(const struct node *node)
{
    size_t depth = 0;

    for (; node->parent; node = node->parent)
        depth++;
    return depth;
}

/* A context in another instance lends no positions. */
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

/* Relative steps keep the context node itself, and so its instance of a repeat.
 */
static enum err start_relative(struct walk *walk, struct node *node)
{
    if (!node)
        return eval_fail(walk->eval, "there is no current node");
    walk->root = node_root(node);
    eval_push(walk, &walk->set, node);
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

struct node *eval_only_node(const struct eval *eval, const struct term *path)
{
    const struct expr_host *host = eval->context->host;

    if (!path->way || !host || !host->only_node)
        return NULL;
    return host->only_node(host->context, path->way, eval->current);
}

/* A set of one node, or of none when it is not relevant. */
static void return_one(struct eval *eval, struct node *node, bool all,
                       struct value *out)
{
    *out = (struct value){.kind = VALUE_NODES};
    ++*eval->work;
    if (!all && node_has(node, NODE_IRRELEVANT))
        return;
    out->as.nodes.items =
        arena_memdup(eval->context->arena, &node, sizeof node);
    out->as.nodes.count = 1;
}

enum err eval_path(struct eval *eval, const struct term *term, bool all,
                   struct value *out)
{
    struct walk walk = {.eval = eval};
    struct node *only = eval_only_node(eval, term);
    enum err err;

    if (only) {
        return_one(eval, only, all, out);
        return ERR_NONE;
    }
    if (term->start == START_ROOT)
        err = start_absolute(&walk, eval->context->root);
    else if (term->start == START_CONTEXT)
        err = start_relative(&walk, eval->node);
    else
        err = start_term(&walk, term->args[0]);
    for (size_t i = 0; !err && i < term->steps_count; i++)
        err = eval_step(&walk, &term->steps[i]);
    if (!err && walk.at_document)
        err = eval_fail(eval, "a path ends above the root");
    if (err)
        return err;
    if (walk.is_unsorted)
        eval_sort(walk.set.items, &walk.set.count);
    if (!all)
        drop_irrelevant(&walk.set);
    *out = (struct value){.kind = VALUE_NODES,
                          .as.nodes.items = walk.set.items,
                          .as.nodes.count = walk.set.count};
    return ERR_NONE;
}
