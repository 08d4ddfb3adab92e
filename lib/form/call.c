#include "call.h"

#include "base/arena.h"
#include "base/buf.h"

#include <limits.h>
#include <math.h>

const char *call_text(struct call *call, size_t i)
{
    return value_to_text(&call->args[i], call->eval->context->arena);
}

double call_number(struct call *call, size_t i)
{
    return value_to_number(&call->args[i]);
}

int call_int(struct call *call, size_t i)
{
    double number = call_number(call, i);

    if (isnan(number))
        return 0;
    return (int)fmax(INT_MIN, fmin(INT_MAX, trunc(number)));
}

enum err call_return_text(struct call *call, const char *text)
{
    *call->out = value_text(text);
    return ERR_NONE;
}

enum err call_return_number(struct call *call, double number)
{
    *call->out = value_number(number);
    return ERR_NONE;
}

enum err call_return_boolean(struct call *call, bool boolean)
{
    *call->out = value_boolean(boolean);
    return ERR_NONE;
}

enum err call_return_buf(struct call *call, struct buf *buf)
{
    const char *text = arena_strdup(call->eval->context->arena, buf_text(buf));

    buf_clear(buf);
    return call_return_text(call, text);
}

static void open_nodes(struct call *call, const struct value *nodes,
                       struct value *out)
{
    for (size_t i = 0; i < nodes->as.nodes.count; i++)
        out[i] = eval_node_value(call->eval, nodes->as.nodes.items[i]);
}

/* How many values an argument stands for. Beside others an empty node-set is
 * one empty value, as in the reference engine. */
static size_t count_values(const struct value *argument, bool is_only)
{
    if (argument->kind != VALUE_NODES)
        return 1;
    size_t count = argument->as.nodes.count;
    return count || is_only ? count : 1;
}

enum err call_list(struct call *call, size_t first, struct value **out,
                   size_t *count)
{
    bool is_only = call->count == first + 1;
    enum err err = ERR_NONE;
    size_t total = 0;

    for (size_t i = first; i < call->count; i++)
        total += count_values(&call->args[i], is_only);
    *count = total;
    *out = arena_array(call->eval->context->arena, total, sizeof **out);
    struct value *at = *out;
    for (size_t i = first; !err && i < call->count; i++) {
        const struct value *argument = &call->args[i];
        if (argument->kind == VALUE_NODES && argument->as.nodes.count)
            open_nodes(call, argument, at);
        else if (!is_only || argument->kind != VALUE_NODES)
            err = eval_unpack(call->eval, argument, at);
        at += count_values(argument, is_only);
    }
    return err;
}
