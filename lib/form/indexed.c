#include "indexed.h"

#include "base/arena.h"
#include "form/node.h"
#include "form/node_path.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { LEVELS_MOST = 64 };

/* A path as names and positions from the root; position 0: any. */
struct level {
    const char *name;
    size_t position;
};

struct levels {
    struct level items[LEVELS_MOST];
    size_t count;
};

/* The chain from the root down to a node. */
static bool climb(const struct node *node, struct levels *out)
{
    size_t depth = 0;

    for (const struct node *n = node; n; n = n->parent)
        depth++;
    if (depth > LEVELS_MOST)
        return false;
    out->count = depth;
    for (const struct node *n = node; n; n = n->parent)
        out->items[--depth] = (struct level){n->name->local, node_position(n)};
    return true;
}

static bool add_step(const struct step *step, struct levels *out)
{
    if (step->axis == AXIS_SELF && step->test == TEST_NODE)
        return true;
    if (step->axis == AXIS_PARENT && step->test == TEST_NODE)
        return out->count-- > 0;
    if (step->axis != AXIS_CHILD || step->test != TEST_NAME ||
        out->count == LEVELS_MOST)
        return false;
    out->items[out->count++] = (struct level){step->local, 0};
    return true;
}

/* Takes over the positions of the context where the names agree. */
static void take_positions(struct levels *levels, const struct levels *own)
{
    for (size_t i = 0; i < levels->count && i < own->count; i++) {
        if (strcmp(levels->items[i].name, own->items[i].name) != 0)
            return;
        levels->items[i].position = own->items[i].position;
    }
}

static enum err read_levels(struct call *call, size_t arg, struct levels *out)
{
    const struct term *term = call->term->args[arg];
    struct levels own = {.count = 0};
    struct eval *eval = call->eval;
    bool reads = term->kind == TERM_PATH && term->start != START_TERM;

    if (reads && eval->node)
        reads = climb(eval->node, &own);
    *out = (struct levels){.count = 0};
    if (reads && term->start == START_CONTEXT)
        *out = own;
    for (size_t i = 0; reads && i < term->steps_count; i++)
        reads = add_step(&term->steps[i], out);
    if (!reads || !out->count)
        return eval_fail(eval,
                         "indexed-repeat() takes plain paths, "
                         "argument %zu is none",
                         arg + 1);
    if (term->start == START_ROOT)
        take_positions(out, &own);
    return ERR_NONE;
}

static bool is_above(const struct levels *group, const struct levels *field)
{
    if (group->count >= field->count)
        return false;
    for (size_t i = 0; i < group->count; i++) {
        assert(group->items[i].name && field->items[i].name);
        if (strcmp(group->items[i].name, field->items[i].name) != 0)
            return false;
    }
    return true;
}

/* Positions below 1 mean the first: a new instance may be asked for before its
 * own index is known. */
static enum err set_position(struct call *call, size_t arg,
                             struct levels *field)
{
    struct levels group = {.count = 0};
    struct value value;
    enum err err = read_levels(call, arg, &group);

    if (err)
        return err;
    if (!is_above(&group, field))
        return eval_fail(call->eval,
                         "indexed-repeat(): argument %zu is not "
                         "above the field",
                         arg + 1);
    err = eval_simple(call->eval, call->term->args[arg + 1], &value);
    if (err)
        return err;
    double wanted = trunc(value_to_number(&value));
    field->items[group.count - 1].position =
        wanted >= 1 && wanted < 1e9 ? (size_t)wanted : 1;
    return ERR_NONE;
}

/* Appends what is found below node from a level on. */
static void descend(struct call *call, const struct levels *field, size_t level,
                    struct node *node, struct node **items, size_t *count)
{
    if (level == field->count) {
        if (!node_has(node, NODE_IRRELEVANT) && items)
            items[*count] = node;
        *count += !node_has(node, NODE_IRRELEVANT);
        return;
    }
    const struct level *wanted = &field->items[level];
    for (struct node *n = node_child(node, wanted->name); n;
         n = node_next_same(n)) {
        if (!wanted->position || node_position(n) == wanted->position)
            descend(call, field, level + 1, n, items, count);
    }
}

enum err indexed_repeat(struct call *call)
{
    struct levels field = {.count = 0};
    size_t count = 0;
    struct node *root = call->eval->context->root;
    enum err err = read_levels(call, 0, &field);

    if (!err && (call->count % 2 == 0 || !root))
        err = eval_fail(call->eval, "indexed-repeat() takes a field and pairs");
    for (size_t i = 1; !err && i + 1 < call->count; i += 2)
        err = set_position(call, i, &field);
    if (err)
        return err;
    descend(call, &field, 1, root, NULL, &count);
    struct node **items =
        arena_array(call->eval->context->arena, count, sizeof(struct node *));
    count = 0;
    descend(call, &field, 1, root, items, &count);
    *call->out = (struct value){
        .kind = VALUE_NODES, .as.nodes.items = items, .as.nodes.count = count};
    return ERR_NONE;
}
