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
                       struct value **out, size_t *count)
{
    *count = nodes->as.nodes.count;
    *out = arena_array(call->eval->context->arena, *count, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = eval_node_value(call->eval, nodes->as.nodes.items[i]);
}

enum err call_list(struct call *call, size_t first, struct value **out,
                   size_t *count)
{
    enum err err = ERR_NONE;

    if (call->count == first + 1 && call->args[first].kind == VALUE_NODES) {
        open_nodes(call, &call->args[first], out, count);
        return ERR_NONE;
    }
    *count = call->count > first ? call->count - first : 0;
    *out = arena_array(call->eval->context->arena, *count, sizeof **out);
    for (size_t i = 0; !err && i < *count; i++)
        err = eval_unpack(call->eval, &call->args[first + i], &(*out)[i]);
    return err;
}
