/* What an expression reads: each path, followed through the model with no
 * instance at hand. The graph of dependencies comes from it (graph.h), so a
 * path too many costs time, and one too few a stale value. */
#include "expr_tree.h"

#include "base/buf.h"

#include <stdint.h>
#include <string.h>

/* A walk over a tree that follows each path through the model. Paths are
 * texts: a step down appends "/name", a step up cuts it off. */
struct tracer {
    void (*visit)(void *context, const struct expr_reference *reference);
    void *context;
    const char *original; /* path of current() */
    size_t own_most;      /* no path has more own steps than this */
    bool in_predicate;
};

/* Where a path stands: what it is, the instance it is in, and how many of
 * its first steps are the asking node's own ancestors. */
struct place {
    const char *path;
    const char *instance;
    size_t own;
};

/* A path being followed; guide lends its positions while names agree. */
struct trail {
    struct buf path;
    const char *instance;
    const char *guide;
    size_t own;
};

static void trace(struct tracer *tracer, struct term *term,
                  const struct place *at);

static size_t count_steps(const char *path)
{
    size_t count = 0;

    for (; *path; path++)
        count += *path == '/';
    return count;
}

static bool step_up(struct trail *trail)
{
    const char *text = buf_text(&trail->path);
    const char *slash = strrchr(text, '/');

    if (!slash)
        return false;
    buf_truncate(&trail->path, (size_t)(slash - text));
    size_t depth = count_steps(buf_text(&trail->path));
    trail->own = trail->own < depth ? trail->own : depth;
    trail->guide = NULL;
    return true;
}

/* Whether the guide's next step has that name; it then moves behind it. */
static bool guide_agrees(struct trail *trail, const char *name)
{
    size_t length = strlen(name);

    if (!trail->guide || trail->guide[0] != '/' ||
        strncmp(trail->guide + 1, name, length) != 0 ||
        (trail->guide[length + 1] && trail->guide[length + 1] != '/')) {
        trail->guide = NULL;
        return false;
    }
    trail->guide += length + 1;
    return true;
}

static void trace_predicates(struct tracer *tracer, const struct step *step,
                             const struct trail *trail)
{
    struct tracer inner = *tracer;
    struct place at = {buf_text(&trail->path), trail->instance, trail->own};

    inner.in_predicate = true;
    for (size_t i = 0; i < step->predicates_count; i++)
        trace(&inner, step->predicates[i], &at);
}

static bool step_down(struct tracer *tracer, const struct step *step,
                      struct trail *trail)
{
    const char *name = step->test == TEST_NAME ? step->local : "*";
    bool is_attribute = step->axis == AXIS_ATTRIBUTE;

    buf_puts(&trail->path, is_attribute ? "/@" : "/");
    buf_puts(&trail->path, name);
    bool agrees = !is_attribute && guide_agrees(trail, name);
    if (step->predicates_count)
        trail->guide = NULL;
    else if (agrees)
        trail->own++;
    trace_predicates(tracer, step, trail);
    return true;
}

static bool take_step(struct tracer *tracer, const struct step *step,
                      struct trail *trail)
{
    switch (step->axis) {
    case AXIS_PARENT:
        return step_up(trail);
    case AXIS_SELF:
        return true;
    case AXIS_DESCENDANT_OR_SELF: /* "/" here and "/name" next: "//name" */
        buf_putc(&trail->path, '/');
        trail->guide = NULL;
        return true;
    case AXIS_CHILD:
    case AXIS_ATTRIBUTE:
        return step_down(tracer, step, trail);
    default:
        return false;
    }
}

static void start_at(struct trail *trail, const struct place *place)
{
    buf_puts(&trail->path, place->path);
    trail->instance = place->instance;
    trail->own = place->own;
}

/* The beginning of a path; false for one that cannot be followed. */
static bool start(const struct tracer *tracer, const struct term *term,
                  const struct place *at, struct trail *trail)
{
    struct place original = {tracer->original, NULL,
                             count_steps(tracer->original)};

    if (term->start == START_CONTEXT) {
        start_at(trail, at);
        return true;
    }
    if (term->start == START_ROOT) {
        trail->guide = at->instance ? NULL : at->path;
        return true;
    }
    const struct term *call = term->args[0]->args[0];
    if (call->kind != TERM_CALL)
        return false;
    if (!strcmp(call->text, "current"))
        start_at(trail, &original);
    else if (!strcmp(call->text, "instance") && call->args_count == 1 &&
             call->args[0]->kind == TERM_TEXT)
        trail->instance = call->args[0]->text;
    else
        return false;
    return true;
}

/* The root of the main instance is everybody's own; in a predicate no more
 * than what the candidate itself has in common with the asker. */
static size_t own_of(const struct tracer *tracer, const struct term *term,
                     const struct place *at, const struct trail *trail)
{
    size_t own = trail->own;

    if (trail->instance)
        return 0;
    if (term->start == START_ROOT && !at->instance && own > at->own)
        own = at->own;
    if (own > tracer->own_most)
        own = tracer->own_most;
    return own ? own : 1;
}

/* Each step leads to one name, all nodes of that name alike. */
static bool is_plain(const struct term *term)
{
    for (size_t i = 0; i < term->steps_count; i++) {
        const struct step *step = &term->steps[i];
        bool is_named =
            step->axis == AXIS_CHILD || step->axis == AXIS_ATTRIBUTE;
        if (step->predicates_count || step->axis == AXIS_DESCENDANT_OR_SELF ||
            (is_named && step->test != TEST_NAME))
            return false;
    }
    return true;
}

static void trace_path(struct tracer *tracer, struct term *term,
                       const struct place *at)
{
    struct trail trail = {.guide = NULL};

    buf_init(&trail.path, 0);
    bool holds = start(tracer, term, at, &trail);
    for (size_t i = 0; holds && i < term->steps_count; i++)
        holds = take_step(tracer, &term->steps[i], &trail);
    if (holds && trail.path.size) {
        struct expr_reference reference = {
            .path = buf_text(&trail.path),
            .instance = trail.instance,
            .own_steps = own_of(tracer, term, at, &trail),
            .in_predicate = tracer->in_predicate,
            .way = is_plain(term) ? &term->way : NULL};
        tracer->visit(tracer->context, &reference);
    }
    buf_clear(&trail.path);
}

static void trace(struct tracer *tracer, struct term *term,
                  const struct place *at)
{
    struct tracer any = *tracer;

    if (term->kind == TERM_PATH)
        trace_path(tracer, term, at);
    /* The field and the repeats of indexed-repeat() are of any instance. */
    any.own_most = 1;
    bool is_indexed =
        term->kind == TERM_CALL && !strcmp(term->text, "indexed-repeat");
    for (size_t i = 0; i < term->args_count; i++)
        trace(is_indexed && (i == 0 || i % 2) ? &any : tracer, term->args[i],
              at);
}

void expr_references(const struct expr *expr, const char *context_path,
                     void (*visit)(void *context,
                                   const struct expr_reference *reference),
                     void *context)
{
    struct tracer tracer = {.visit = visit,
                            .context = context,
                            .original = context_path,
                            .own_most = SIZE_MAX};
    struct place at = {context_path, NULL, count_steps(context_path)};

    trace(&tracer, expr->root, &at);
}
