/* Functions that decide: booleans, conditions, checklists. */
#include "call.h"

#include "form/node.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static enum err run_true(struct call *call)
{
    return call_return_boolean(call, true);
}

static enum err run_false(struct call *call)
{
    return call_return_boolean(call, false);
}

static enum err run_boolean(struct call *call)
{
    return call_return_boolean(call, value_to_boolean(&call->args[0]));
}

/* The text 'false' is not empty, and so it is true. */
static enum err run_not(struct call *call)
{
    return call_return_boolean(call, !value_to_boolean(&call->args[0]));
}

static enum err run_boolean_from_string(struct call *call)
{
    const char *text = call_text(call, 0);

    return call_return_boolean(call,
                               !strcasecmp(text, "true") || !strcmp(text, "1"));
}

/* Only the branch that is taken is evaluated, so that the other one may fail.
 */
static enum err run_if(struct call *call)
{
    struct value condition;
    struct term *const *args = call->term->args;
    enum err err = eval_simple(call->eval, args[0], &condition);

    if (err)
        return err;
    return eval_term(call->eval, args[value_to_boolean(&condition) ? 1 : 2],
                     call->out);
}

static bool is_nothing(const struct value *value)
{
    return (value->kind == VALUE_TEXT && !*value->as.text) ||
           (value->kind == VALUE_NUMBER && isnan(value->as.number));
}

/* The first is given back as it is, nodes included, when it holds anything. */
static enum err run_coalesce(struct call *call)
{
    struct value simple;
    struct term *const *args = call->term->args;
    enum err err = eval_term(call->eval, args[0], call->out);

    if (!err)
        err = eval_unpack(call->eval, call->out, &simple);
    if (!err && is_nothing(&simple))
        err = eval_term(call->eval, args[1], call->out);
    return err;
}

/* The value that the node already has, else the argument. */
static enum err run_once(struct call *call)
{
    if (!call->eval->node)
        return eval_fail(call->eval, "once() needs a current node");
    struct value own = eval_node_value(call->eval, call->eval->node);
    *call->out = is_nothing(&own) ? call->args[0] : own;
    return ERR_NONE;
}

static enum err run_checklist(struct call *call)
{
    struct value least, most, *factors;
    size_t count;
    int checked = 0;
    enum err err = eval_unpack(call->eval, &call->args[0], &least);

    if (!err)
        err = eval_unpack(call->eval, &call->args[1], &most);
    if (!err)
        err = call_list(call, 2, &factors, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++)
        checked += value_to_boolean(&factors[i]);
    /* A bound below zero is none; what is no number counts as zero. */
    double low = trunc(fmax(-1, value_to_number(&least)));
    double high = trunc(fmax(-1, value_to_number(&most)));
    low = isnan(value_to_number(&least)) ? 0 : low;
    high = isnan(value_to_number(&most)) ? 0 : high;
    return call_return_boolean(call, (low < 0 || checked >= low) &&
                                         (high < 0 || checked <= high));
}

/* Factors and weights, from two node-sets or from alternating arguments. */
static enum err weigh(struct call *call, double *sum)
{
    struct value flag, weight;
    size_t count = call->count - 2;
    bool is_nodes = count == 2 && call->args[2].kind == VALUE_NODES &&
                    call->args[3].kind == VALUE_NODES;

    *sum = 0;
    if (is_nodes) {
        size_t nodes = call->args[2].as.nodes.count;
        if (nodes != call->args[3].as.nodes.count)
            return eval_fail(call->eval,
                             "weighted-checklist() has %zu flags "
                             "and %zu weights",
                             nodes, call->args[3].as.nodes.count);
        for (size_t i = 0; i < nodes; i++) {
            flag = eval_node_value(call->eval, call->args[2].as.nodes.items[i]);
            weight =
                eval_node_value(call->eval, call->args[3].as.nodes.items[i]);
            *sum += value_to_boolean(&flag) ? value_to_number(&weight) : 0;
        }
        return ERR_NONE;
    }
    for (size_t i = 2; i + 1 < call->count; i += 2) {
        enum err err = eval_unpack(call->eval, &call->args[i], &flag);
        if (!err)
            err = eval_unpack(call->eval, &call->args[i + 1], &weight);
        if (err)
            return err;
        *sum += value_to_boolean(&flag) ? value_to_number(&weight) : 0;
    }
    return ERR_NONE;
}

static enum err run_weighted_checklist(struct call *call)
{
    struct value least, most;
    double sum;
    enum err err = eval_unpack(call->eval, &call->args[0], &least);

    if (call->count % 2)
        return eval_fail(call->eval, "weighted-checklist() takes pairs");
    if (!err)
        err = eval_unpack(call->eval, &call->args[1], &most);
    if (!err)
        err = weigh(call, &sum);
    if (err)
        return err;
    return call_return_boolean(call, sum >= value_to_number(&least) &&
                                         sum <= value_to_number(&most));
}

const struct function FUNCTIONS_LOGIC[] = {
    {"true", 0, 0, run_true, 0, 0},
    {"false", 0, 0, run_false, 0, 0},
    {"boolean", 1, 1, run_boolean, 0, 0},
    {"not", 1, 1, run_not, 0, 0},
    {"boolean-from-string", 1, 1, run_boolean_from_string, 0, 0},
    {"if", 3, 3, run_if, FUNCTION_LAZY, 0},
    {"coalesce", 2, 2, run_coalesce, FUNCTION_LAZY, 0},
    {"once", 1, 1, run_once, FUNCTION_RAW | FUNCTION_CONTEXT, 0},
    {"checklist", 2, -1, run_checklist, FUNCTION_RAW, 0},
    {"weighted-checklist", 2, -1, run_weighted_checklist, FUNCTION_RAW, 0},
    {0},
};
