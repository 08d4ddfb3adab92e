/* Functions of node-sets and of lists of choices. */
#include "call.h"

#include "base/arena.h"
#include "base/buf.h"
#include "random.h"
#include "form/node.h"
#include "form/node_path.h"

#include <math.h>
#include <string.h>

/* A value in place of nodes is a mistake of the form that silence would hide.
 */
static enum err need_nodes(struct call *call, size_t i)
{
    if (call->args[i].kind == VALUE_NODES)
        return ERR_NONE;
    return eval_fail(call->eval, "%s() takes nodes, not a value",
                     call->term->text);
}

static enum err run_count(struct call *call)
{
    enum err err = need_nodes(call, 0);

    return err ? err
               : call_return_number(call, (double)call->args[0].as.nodes.count);
}

/* A group counts as filled by having children. */
static enum err run_count_non_empty(struct call *call)
{
    enum err err = need_nodes(call, 0);
    size_t count = 0;

    if (err)
        return err;
    for (size_t i = 0; i < call->args[0].as.nodes.count; i++) {
        const struct node *node = call->args[0].as.nodes.items[i];
        count += node->first != NULL || !node_is_empty(node);
    }
    return call_return_number(call, (double)count);
}

/* What is no number adds nothing: an unanswered question must not spoil a sum.
 */
static enum err run_sum(struct call *call)
{
    struct value *values;
    size_t count;
    double sum = 0;
    enum err err = need_nodes(call, 0);

    if (!err)
        err = call_list(call, 0, &values, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++) {
        double number = value_to_number(&values[i]);
        sum += isnan(number) ? 0 : number;
    }
    return call_return_number(call, sum);
}

/* The extreme of all numbers among the arguments, NaN when there are none. */
static enum err run_extreme(struct call *call)
{
    bool is_max = !strcmp(call->term->text, "max");
    struct value *values;
    size_t count;
    double best = NAN;
    enum err err = call_list(call, 0, &values, &count);

    if (err)
        return err;
    for (size_t i = 0; i < count; i++) {
        double number = value_to_number(&values[i]);
        best = is_max ? fmax(best, number) : fmin(best, number);
    }
    return call_return_number(call, best);
}

size_t eval_position(const struct eval *eval)
{
    if (eval->position)
        return eval->position;
    return eval->node ? node_position(eval->node) : 0;
}

/* Without an argument, of the node in question or of the candidate of a
 * predicate; of no node at all it is 0. */
static enum err run_position(struct call *call)
{
    if (call->count == 0)
        return call_return_number(call, (double)eval_position(call->eval));
    enum err err = need_nodes(call, 0);
    if (err)
        return err;
    if (call->args[0].as.nodes.count == 0)
        return call_return_number(call, 0);
    return call_return_number(
        call, (double)node_position(call->args[0].as.nodes.items[0]));
}

/* Nodes are shuffled in a copy: the same list may be asked for again. */
static enum err run_randomize(struct call *call)
{
    enum err err = need_nodes(call, 0);
    struct value seed = value_number(eval_random(call->eval) * 2147483646.0);

    if (!err && call->count > 1)
        err = eval_unpack(call->eval, &call->args[1], &seed);
    if (err)
        return err;
    *call->out = call->args[0];
    size_t count = call->out->as.nodes.count;
    call->out->as.nodes.items =
        arena_memdup(call->eval->context->arena, call->args[0].as.nodes.items,
                     count * sizeof(struct node *));
    random_shuffle(call->out->as.nodes.items, count, random_seed(&seed));
    return ERR_NONE;
}

/* The next blank-separated word, NULL at the end; *at moves behind it. */
static const char *next_word(const char **at, size_t *size)
{
    const char *word = *at + strspn(*at, " ");

    *size = strcspn(word, " ");
    *at = word + *size;
    return *size ? word : NULL;
}

/* Whole words only: "1" is not selected in "10". */
static enum err run_selected(struct call *call)
{
    const char *list = call_text(call, 0), *word, *wanted;
    size_t size, length;

    if (call->args[1].kind != VALUE_TEXT)
        return eval_fail(call->eval,
                         "%s() takes the name of a choice as a "
                         "text, such as '1'",
                         call->term->text);
    wanted = call_text(call, 1);
    wanted += strspn(wanted, " \t\r\n");
    length = strlen(wanted);
    while (length && strchr(" \t\r\n", wanted[length - 1]))
        length--;
    while (length && (word = next_word(&list, &size))) {
        if (size == length && !memcmp(word, wanted, size))
            return call_return_boolean(call, true);
    }
    /* Nothing is selected where nothing is. */
    return call_return_boolean(call, !length && !*call_text(call, 0));
}

static enum err run_count_selected(struct call *call)
{
    const char *list = call_text(call, 0);
    size_t size, count = 0;

    while (next_word(&list, &size))
        count++;
    return call_return_number(call, (double)count);
}

static enum err run_selected_at(struct call *call)
{
    const char *list = call_text(call, 0), *word;
    int wanted = call_int(call, 1);
    size_t size;

    for (int i = 0; (word = next_word(&list, &size)); i++) {
        if (i == wanted)
            return call_return_text(
                call, arena_strndup(call->eval->context->arena, word, size));
    }
    return call_return_text(call, "");
}

const struct function FUNCTIONS_NODES[] = {
    {"count", 1, 1, run_count, FUNCTION_RAW, 0},
    {"count-non-empty", 1, 1, run_count_non_empty, FUNCTION_RAW, 0},
    {"sum", 1, 1, run_sum, FUNCTION_RAW, 0},
    {"max", 0, -1, run_extreme, FUNCTION_RAW, 0},
    {"min", 0, -1, run_extreme, FUNCTION_RAW, 0},
    {"position", 0, 1, run_position, FUNCTION_RAW | FUNCTION_CONTEXT,
     EXPR_USES_POSITION},
    {"randomize", 1, 2, run_randomize, FUNCTION_RAW, EXPR_USES_RANDOM},
    {"selected", 2, 2, run_selected, 0, 0},
    {"is-selected", 2, 2, run_selected, 0, 0},
    {"count-selected", 1, 1, run_count_selected, 0, 0},
    {"selected-at", 2, 2, run_selected_at, 0, 0},
    {0},
};
