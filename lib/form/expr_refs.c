#include "expr_tree.h"

#include "base/buf.h"

#include <string.h>

/* A walk over a tree that follows each path through the model. Paths are
 * texts: a step down appends "/name", a step up cuts it off. */
struct tracer {
    void (*visit)(void *context, const struct expr_reference *reference);
    void *context;
    const char *original; /* path of current() */
    bool in_predicate;
};

/* Where a path begins: its text and the instance it is in. */
struct place {
    const char *path;
    const char *instance;
};

static void trace(struct tracer *tracer, const struct term *term,
                  const struct place *at);

static bool cut_last(struct buf *path)
{
    const char *text = buf_text(path);
    const char *slash = strrchr(text, '/');

    if (!slash)
        return false;
    buf_truncate(path, (size_t)(slash - text));
    return true;
}

static void trace_predicates(struct tracer *tracer, const struct step *step,
                             const struct place *at)
{
    struct tracer inner = *tracer;

    inner.in_predicate = true;
    for (size_t i = 0; i < step->predicates_count; i++)
        trace(&inner, step->predicates[i], at);
}

static bool trace_step(struct tracer *tracer, const struct step *step,
                       const char *instance, struct buf *path)
{
    if (step->axis == AXIS_PARENT)
        return cut_last(path);
    if (step->axis == AXIS_SELF)
        return true;
    if (step->axis != AXIS_CHILD && step->axis != AXIS_ATTRIBUTE)
        return false;
    buf_puts(path, step->axis == AXIS_ATTRIBUTE ? "/@" : "/");
    buf_puts(path, step->test == TEST_NAME ? step->local : "*");
    struct place at = {buf_text(path), instance};
    trace_predicates(tracer, step, &at);
    return true;
}

/* The beginning of a path; false for one that cannot be followed. */
static bool trace_start(const struct tracer *tracer, const struct term *term,
                        const struct place *at, struct place *out)
{
    *out = (struct place){.path = ""};
    if (term->start == START_ROOT)
        return true;
    if (term->start == START_CONTEXT) {
        *out = *at;
        return true;
    }
    const struct term *call = term->args[0]->args[0];
    if (call->kind != TERM_CALL)
        return false;
    if (!strcmp(call->text, "current"))
        out->path = tracer->original;
    else if (!strcmp(call->text, "instance") && call->args_count == 1 &&
             call->args[0]->kind == TERM_TEXT)
        out->instance = call->args[0]->text;
    else
        return false;
    return true;
}

static void trace_path(struct tracer *tracer, const struct term *term,
                       const struct place *at)
{
    struct place start;
    struct buf path;
    bool holds = trace_start(tracer, term, at, &start);

    buf_init(&path, 0);
    if (holds)
        buf_puts(&path, start.path);
    for (size_t i = 0; holds && i < term->steps_count; i++)
        holds = trace_step(tracer, &term->steps[i], start.instance, &path);
    if (holds && path.size) {
        struct expr_reference reference = {buf_text(&path), start.instance,
                                           tracer->in_predicate};
        tracer->visit(tracer->context, &reference);
    }
    buf_clear(&path);
}

static void trace(struct tracer *tracer, const struct term *term,
                  const struct place *at)
{
    if (term->kind == TERM_PATH)
        trace_path(tracer, term, at);
    for (size_t i = 0; i < term->args_count; i++)
        trace(tracer, term->args[i], at);
}

void expr_references(const struct expr *expr, const char *context_path,
                     void (*visit)(void *context,
                                   const struct expr_reference *reference),
                     void *context)
{
    struct tracer tracer = {visit, context, context_path, false};
    struct place at = {.path = context_path};

    trace(&tracer, expr->root, &at);
}
