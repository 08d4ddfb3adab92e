#include "sample.h"

#include "archive.h"
#include "base/arena.h"
#include "hub.h"
#include "page.h"
#include "plan.h"
#include "projection.h"

struct sample {
    const struct plan *plan;
    struct cell *cells;
    bool may_text;
    void (*take)(void *context, const struct cell *cells);
    void *context;
};

static enum err take_row(void *context, const struct flat *row)
{
    struct sample *s = context;

    if (row->state != STATE_ACCEPTED)
        return ERR_NONE;
    plan_place(s->plan, row->form, row->cells, row->cells_size, s->cells);
    if (!s->may_text && row->review != REVIEW_APPROVED)
        plan_close_texts(s->plan, s->cells);
    s->take(s->context, s->cells);
    return ERR_NONE;
}

enum err sample_each(struct visit *visit, const struct plan *plan,
                     void (*take)(void *context, const struct cell *cells),
                     void *context)
{
    const struct areas areas =
        visit_areas(visit, visit->route->action, visit->part[0]);
    struct sample s = {
        .plan = plan,
        .cells = arena_array(visit->arena, plan_columns_count(plan) + 1,
                             sizeof *s.cells),
        .may_text = visit_covers(visit, ACTION_TEXT, visit->part[0], &areas),
        .take = take,
        .context = context};

    struct back which = {.family = plan_family(plan),
                         .part = plan_path(plan),
                         .areas = &areas,
                         .below = INT64_MAX,
                         .limit = SAMPLE_MOST};

    return projection_back(visit->hub->archive, &which, take_row, &s);
}

void sample_say(struct visit *visit, struct buf *out)
{
    const struct areas areas =
        visit_areas(visit, visit->route->action, visit->part[0]);

    if (areas.is_limited)
        page_note(visit, out, "muted",
                  N_("Those among the newest 20,000 answers of all "
                     "neighbourhoods."));
}
