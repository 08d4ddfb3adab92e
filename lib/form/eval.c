#include "eval.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/stamp.h"
#include "call.h"
#include "form/node.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Numbers closer than this are equal. */
static const double NEAR = 1e-12;

enum err eval_fail(struct eval *eval, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(eval->why->reason, sizeof eval->why->reason, format, args);
    va_end(args);
    return ERR_FORMAT;
}

int64_t eval_now(const struct eval *eval)
{
    const struct expr_host *host = eval->context->host;

    return host && host->now_ms ? host->now_ms(host->context) : stamp_wall_ms();
}

double eval_random(const struct eval *eval)
{
    const struct expr_host *host = eval->context->host;
    uint64_t bits;

    if (host && host->random)
        return host->random(host->context);
    digest_random(&bits, sizeof bits);
    return (double)(bits >> 11) / 9007199254740992.0; /* 2^53 */
}

struct value eval_node_value(struct eval *eval, const struct node *node)
{
    if (node_has(node, NODE_IRRELEVANT))
        return value_text("");
    if (node->type == TYPE_TIME)
        return value_of_node_at(node, eval_now(eval));
    return value_of_node_at(node, 0);
}

enum err eval_unpack(struct eval *eval, const struct value *value,
                     struct value *out)
{
    if (value->kind != VALUE_NODES) {
        *out = *value;
    } else if (value->as.nodes.count == 0) {
        *out = value_text("");
    } else if (value->as.nodes.count == 1) {
        *out = eval_node_value(eval, value->as.nodes.items[0]);
    } else {
        return eval_fail(eval,
                         "%zu nodes named %s where one value is wanted; "
                         "indexed-repeat() picks one",
                         value->as.nodes.count,
                         value->as.nodes.items[0]->name->local);
    }
    return ERR_NONE;
}

enum err eval_simple(struct eval *eval, const struct term *term,
                     struct value *out)
{
    struct value value = {.kind = VALUE_TEXT};
    const struct node *only =
        term->kind == TERM_PATH ? eval_only_node(eval, term) : NULL;

    if (only) {
        ++*eval->work;
        *out = eval_node_value(eval, only);
        return ERR_NONE;
    }
    enum err err = eval_term(eval, term, &value);
    return err ? err : eval_unpack(eval, &value, out);
}

/* The narrowest type of the two decides: a truth, else a number, else a text.
 */
static bool are_equal(struct eval *eval, const struct value *a,
                      const struct value *b)
{
    struct arena *arena = eval->context->arena;

    if (a->kind == VALUE_BOOLEAN || b->kind == VALUE_BOOLEAN)
        return value_to_boolean(a) == value_to_boolean(b);
    if (a->kind == VALUE_NUMBER || b->kind == VALUE_NUMBER)
        return fabs(value_to_number(a) - value_to_number(b)) < NEAR;
    return !strcmp(value_to_text(a, arena), value_to_text(b, arena));
}

/* No check for division by zero: the dialect has Infinity and NaN. */
static double calculate(enum op op, double a, double b)
{
    switch (op) {
    case OP_ADD:
        return a + b;
    case OP_SUB:
        return a - b;
    case OP_MUL:
        return a * b;
    case OP_DIV:
        return a / b;
    default:
        return fmod(a, b);
    }
}

/* Always by number: "10" is more than "9", and two words are never in order. */
static bool compare(enum op op, double a, double b)
{
    switch (op) {
    case OP_LT:
        return a < b;
    case OP_LE:
        return a <= b;
    case OP_GT:
        return a > b;
    default:
        return a >= b;
    }
}

/* The second operand counts only where the first leaves it open. */
static enum err eval_logic(struct eval *eval, const struct term *term,
                           struct value *out)
{
    enum err err = eval_simple(eval, term->args[0], out);
    bool decided = term->op == OP_OR;

    if (!err && value_to_boolean(out) != decided)
        err = eval_simple(eval, term->args[1], out);
    if (!err)
        *out = value_boolean(value_to_boolean(out));
    return err;
}

static enum err eval_binary(struct eval *eval, const struct term *term,
                            struct value *out)
{
    struct value a = {.kind = VALUE_TEXT}, b = a;

    if (term->op == OP_OR || term->op == OP_AND)
        return eval_logic(eval, term, out);
    if (term->op == OP_UNION)
        return eval_union(eval, term, out);
    enum err err = eval_simple(eval, term->args[0], &a);
    if (!err)
        err = eval_simple(eval, term->args[1], &b);
    if (err)
        return err;

    if (term->op == OP_EQ || term->op == OP_NE)
        *out = value_boolean(are_equal(eval, &a, &b) == (term->op == OP_EQ));
    else if (term->op >= OP_ADD)
        *out = value_number(
            calculate(term->op, value_to_number(&a), value_to_number(&b)));
    else
        *out = value_boolean(
            compare(term->op, value_to_number(&a), value_to_number(&b)));
    return ERR_NONE;
}

static enum err eval_negate(struct eval *eval, const struct term *term,
                            struct value *out)
{
    enum err err = eval_simple(eval, term->args[0], out);

    if (!err)
        *out = value_number(-value_to_number(out));
    return err;
}

/* Arguments are unpacked here, once for all functions that want plain values.
 */
static enum err eval_args(struct call *call)
{
    const struct term *term = call->term;
    enum err err = ERR_NONE;

    call->args = arena_array(call->eval->context->arena, term->args_count,
                             sizeof *call->args);
    for (size_t i = 0; !err && i < term->args_count; i++) {
        if (term->function->flags & FUNCTION_RAW)
            err = eval_term(call->eval, term->args[i], &call->args[i]);
        else
            err = eval_simple(call->eval, term->args[i], &call->args[i]);
    }
    return err;
}

static enum err eval_call(struct eval *eval, const struct term *term,
                          struct value *out)
{
    const struct function *function = term->function;
    struct call call = {
        .eval = eval, .term = term, .count = term->args_count, .out = out};

    if (!function)
        return eval_fail(eval, "there is no function %s()", term->text);
    if ((int)term->args_count < function->least ||
        (function->most >= 0 && (int)term->args_count > function->most))
        return eval_fail(eval, "%s() does not take %zu arguments", term->text,
                         term->args_count);
    if (!(function->flags & FUNCTION_LAZY)) {
        enum err err = eval_args(&call);
        if (err)
            return err;
    }
    return function->run(&call);
}

enum err eval_term(struct eval *eval, const struct term *term,
                   struct value *out)
{
    switch (term->kind) {
    case TERM_NUMBER:
        *out = value_number(term->number);
        return ERR_NONE;
    case TERM_TEXT:
        *out = value_text(term->text);
        return ERR_NONE;
    case TERM_VARIABLE:
        *out = value_text(""); /* forms cannot set any */
        return ERR_NONE;
    case TERM_NEGATE:
        return eval_negate(eval, term, out);
    case TERM_BINARY:
        return eval_binary(eval, term, out);
    case TERM_CALL:
        return eval_call(eval, term, out);
    case TERM_PATH:
        return eval_path(eval, term, false, out);
    case TERM_FILTER:
        break;
    }
    return eval_fail(eval, "only the steps of a path may be filtered");
}
