#include "form/expr.h"

#include "base/arena.h"
#include "base/mem.h"
#include "eval.h"
#include "call.h"
#include "expr_tree.h"
#include "form/node.h"
#include "form/number.h"

#include <stdlib.h>
#include <string.h>

/* What one look over a tree finds out. */
struct survey {
    struct expr *expr;
    size_t instances_capacity;
};

static void survey_term(struct survey *survey, struct term *term);

/* The loader complains about instances that are not there. */
static void note_instance(struct survey *survey, const char *id)
{
    struct expr *expr = survey->expr;

    expr->instances = mem_grow(expr->instances, expr->instances_count,
                               &survey->instances_capacity, sizeof(char *));
    expr->instances[expr->instances_count++] = id;
}

static void survey_call(struct survey *survey, struct term *term)
{
    const struct function *function = term->function;
    struct expr *expr = survey->expr;
    bool is_instance = !strcmp(term->text, "instance");
    bool is_current = !strcmp(term->text, "current");

    if (is_instance && term->args_count == 1 &&
        term->args[0]->kind == TERM_TEXT)
        note_instance(survey, term->args[0]->text);
    if (is_current)
        expr->traits |= EXPR_USES_CURRENT;
    if (is_instance || is_current)
        return;
    if (!function) {
        if (!expr->unknown_function)
            expr->unknown_function = term->text;
        term->is_steady = false;
        return;
    }
    expr->traits |= function->traits;
    if (!strcmp(function->name, "randomize") && term->args_count > 1)
        expr->traits &= ~(unsigned)EXPR_USES_RANDOM;
    if (function->flags & FUNCTION_CONTEXT ||
        function->traits & EXPR_USES_RANDOM)
        term->is_steady = false;
}

/* A relative path differs from candidate to candidate; an absolute one does
 * not. */
static void survey_path(struct survey *survey, struct term *term)
{
    if (term->start == START_CONTEXT) {
        survey->expr->traits |= EXPR_USES_CURRENT;
        term->is_steady = false;
    }
    for (size_t i = 0; i < term->steps_count; i++) {
        const struct step *step = &term->steps[i];
        for (size_t j = 0; j < step->predicates_count; j++)
            survey_term(survey, step->predicates[j]);
    }
}

static void survey_term(struct survey *survey, struct term *term)
{
    term->is_steady = true;
    for (size_t i = 0; i < term->args_count; i++) {
        survey_term(survey, term->args[i]);
        term->is_steady &= term->args[i]->is_steady;
    }
    if (term->kind == TERM_CALL)
        survey_call(survey, term);
    else if (term->kind == TERM_PATH)
        survey_path(survey, term);
}

enum err expr_parse(struct expr **out, struct arena *arena, const char *source,
                    struct expr_error *why)
{
    struct expr *expr = arena_alloc(arena, sizeof *expr);
    struct survey survey = {.expr = expr};
    struct expr_error ignored;

    if (!why)
        why = &ignored;
    *out = NULL;
    *why = (struct expr_error){0};
    expr->source = arena_strdup(arena, source);
    enum err err = parser_run(&expr->root, arena, source, why);
    if (err)
        return err;
    survey_term(&survey, expr->root);
    if (expr->instances_count) {
        const char **ids = expr->instances;
        expr->instances =
            arena_memdup(arena, ids, expr->instances_count * sizeof *ids);
        free(ids);
    }
    *out = expr;
    return ERR_NONE;
}

const char *expr_source(const struct expr *expr)
{
    return expr->source;
}

bool expr_is_path(const struct expr *expr)
{
    return expr->root->kind == TERM_PATH;
}

/* The step that is all of the expression, a child's name; or NULL. */
static const struct step *only_step(const struct term *root)
{
    const struct step *step = root->steps;
    bool is_one = root->kind == TERM_PATH && root->start == START_CONTEXT &&
                  root->steps_count == 1;

    return is_one && step->axis == AXIS_CHILD && step->test == TEST_NAME &&
                   !step->predicates_count
               ? step
               : NULL;
}

bool expr_is_child(const struct expr *expr)
{
    return only_step(expr->root) != NULL;
}

bool expr_is_whole_list(const struct expr *expr)
{
    const struct term *root = expr->root;

    if (root->kind != TERM_PATH || root->start != START_TERM ||
        root->args[0]->args_count != 1)
        return false;
    const struct term *call = root->args[0]->args[0];
    if (call->kind != TERM_CALL || strcmp(call->text, "instance") != 0)
        return false;
    for (size_t i = 0; i < root->steps_count; i++) {
        if (root->steps[i].predicates_count)
            return false;
    }
    return true;
}

const char *expr_child_text(const struct expr *expr, const struct node *node)
{
    const struct step *step = only_step(expr->root);
    const struct node *found = NULL;

    for (const struct node *n = step ? node->first : NULL; n; n = n->next) {
        if (n->name->hash != step->hash ||
            strcmp(n->name->local, step->local) != 0)
            continue;
        if (found)
            return NULL;
        found = n;
    }
    bool is_text = found && found->type == TYPE_STRING &&
                   !node_has(found, NODE_TEMPLATE) &&
                   !node_has(found, NODE_IRRELEVANT);
    return is_text ? node_text(found) : NULL;
}

unsigned expr_traits(const struct expr *expr)
{
    return expr->traits;
}

const char *expr_unknown_function(const struct expr *expr)
{
    return expr->unknown_function;
}

const char *expr_instance(const struct expr *expr, size_t i)
{
    return i < expr->instances_count ? expr->instances[i] : NULL;
}

static struct eval begin(const struct expr_context *context,
                         struct expr_error *why, unsigned long *work)
{
    *work = 0;
    why->offset = 0;
    why->reason[0] = '\0';
    return (struct eval){
        .context = context,
        .node = context->node,
        .current = context->current ? context->current : context->node,
        .position = context->position,
        .why = why,
        .work = work,
    };
}

enum err expr_eval(const struct expr *expr, const struct expr_context *context,
                   struct value *out, struct expr_error *why)
{
    struct expr_error ignored;
    unsigned long work;
    struct eval eval = begin(context, why ? why : &ignored, &work);

    return eval_term(&eval, expr->root, out);
}

enum err expr_eval_value(const struct expr *expr,
                         const struct expr_context *context, struct value *out,
                         struct expr_error *why)
{
    struct expr_error ignored;
    unsigned long work;
    struct eval eval = begin(context, why ? why : &ignored, &work);

    return eval_simple(&eval, expr->root, out);
}

enum err expr_eval_boolean(const struct expr *expr,
                           const struct expr_context *context, bool *out,
                           struct expr_error *why)
{
    struct value value;
    enum err err = expr_eval_value(expr, context, &value, why);

    *out = !err && value_to_boolean(&value);
    return err;
}

enum err expr_eval_text(const struct expr *expr,
                        const struct expr_context *context, const char **out,
                        struct expr_error *why)
{
    struct value value;
    enum err err = expr_eval_value(expr, context, &value, why);

    *out = err ? "" : value_to_text(&value, context->arena);
    return err;
}

enum err expr_eval_nodes(const struct expr *expr,
                         const struct expr_context *context, bool all,
                         struct node ***out, size_t *count,
                         struct expr_error *why)
{
    struct expr_error ignored;
    unsigned long work;
    struct eval eval = begin(context, why ? why : &ignored, &work);
    struct value value;
    enum err err;

    if (expr->root->kind == TERM_PATH)
        err = eval_path(&eval, expr->root, all, &value);
    else
        err = eval_term(&eval, expr->root, &value);
    if (!err && value.kind != VALUE_NODES)
        err = eval_fail(&eval, "'%.80s' names no nodes", expr->source);
    *out = err ? NULL : value.as.nodes.items;
    *count = err ? 0 : value.as.nodes.count;
    return err;
}
