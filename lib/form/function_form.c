/* Functions that ask the form and the station. */
#include "call.h"

#include "base/arena.h"
#include "indexed.h"

static const struct expr_host NOBODY;

static const struct expr_host *host_of(const struct call *call)
{
    const struct expr_host *host = call->eval->context->host;

    return host ? host : &NOBODY;
}

/* Texts of the host live no longer than the evaluation. */
static enum err return_copy(struct call *call, const char *text)
{
    return call_return_text(
        call, text ? arena_strdup(call->eval->context->arena, text) : "");
}

static enum err run_choice_name(struct call *call)
{
    const struct expr_host *host = host_of(call);

    if (!host->choice_label)
        return eval_fail(call->eval, "there are no choices to name");
    return return_copy(
        call, host->choice_label(host->context, call_text(call, 1),
                                 call_text(call, 0), call->eval->node));
}

static enum err run_itext(struct call *call)
{
    const struct expr_host *host = host_of(call);
    const char *id = call_text(call, 0);
    const char *text = host->itext ? host->itext(host->context, id) : NULL;

    if (!text)
        return eval_fail(call->eval, "there is no itext '%.80s'", id);
    return return_copy(call, text);
}

static enum err run_pulldata(struct call *call)
{
    const struct expr_host *host = host_of(call);

    if (!host->pulldata)
        return eval_fail(call->eval, "there are no files to pull data from");
    return return_copy(call,
                       host->pulldata(host->context, call_text(call, 0),
                                      call_text(call, 1), call_text(call, 2),
                                      call_text(call, 3)));
}

/* Unknown properties are empty: a station has no telephone number. */
static enum err run_property(struct call *call)
{
    const struct expr_host *host = host_of(call);

    return return_copy(
        call, host->property ? host->property(host->context, call_text(call, 0))
                             : NULL);
}

/* The version that the form itself states. */
static enum err run_version(struct call *call)
{
    return return_copy(call, host_of(call)->version);
}

/* Names what a calculation depends on and returns the first. */
static enum err run_depend(struct call *call)
{
    *call->out = call->args[0];
    return ERR_NONE;
}

static enum err run_current(struct call *call)
{
    struct node *current = call->eval->current;
    struct node **items;

    if (!current)
        return eval_fail(call->eval, "there is no current node");
    items = arena_memdup(call->eval->context->arena, &current,
                         sizeof(struct node *));
    *call->out = (struct value){
        .kind = VALUE_NODES, .as.nodes.items = items, .as.nodes.count = 1};
    return ERR_NONE;
}

/* Where instance() may stand is the walk of paths; alone it has no value. */
static enum err run_instance(struct call *call)
{
    return eval_fail(call->eval, "instance() needs a path behind it");
}

const struct function FUNCTIONS_FORM[] = {
    {"jr:choice-name", 2, 2, run_choice_name, FUNCTION_CONTEXT,
     EXPR_USES_LANGUAGE},
    {"jr:itext", 1, 1, run_itext, 0, EXPR_USES_LANGUAGE},
    {"pulldata", 4, 4, run_pulldata, 0, EXPR_USES_FILES},
    {"property", 1, 1, run_property, 0, 0},
    {"version", 0, 0, run_version, 0, 0},
    {"depend", 1, -1, run_depend, FUNCTION_RAW, 0},
    {"current", 0, 0, run_current, 0, EXPR_USES_CURRENT},
    {"instance", 1, 1, run_instance, FUNCTION_LAZY, 0},
    {"indexed-repeat", 3, 11, indexed_repeat, FUNCTION_LAZY | FUNCTION_CONTEXT,
     EXPR_USES_POSITION},
    {0},
};
