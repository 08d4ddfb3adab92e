#include "screen/screen.h"

#include "base/arena.h"

#include <string.h>

/* One row of the operator's self-test. */
struct row {
    const char *what, *detail;
    bool is_well;
};

enum { ROWS = 7, WELL_MB = 64, DAY_MS = 24 * 3600 * 1000 };

static struct row network(struct stage *s, const struct kiosk_status *st)
{
    int64_t age = stamp_now().wall_ms - st->last_contact_ms;
    bool is_well = st->last_contact_ms && age < DAY_MS;
    const char *detail =
        st->last_contact_ms
            ? stage_print(s, stage_text(s, /* max 24 */ "%d min ago"),
                          (int)(age / 60000))
            : stage_text(s, /* max 15 */ "never");

    return (struct row){stage_text(s, /* max 12 */ "Network"), detail, is_well};
}

/* The finger or the key that asked for this is itself the test of it. */
static struct row hands(struct stage *s)
{
    const struct visit *v = &s->kiosk->visit;

    return (struct row){
        stage_text(s, /* max 12 */ "Hands"),
        stage_print(s, stage_text(s, /* max 24 */ "%u taps, %u keys"), v->taps,
                    v->digits + v->keys),
        true};
}

static void check(struct stage *s, struct row out[ROWS])
{
    struct kiosk_status st = {0};
    bool answers = kiosk_status(s->kiosk, &st) == ERR_NONE;
    enum clock_quality clock = stamp_now().quality;
    unsigned long long mb = (unsigned long long)(st.free_bytes >> 20);

    out[0] = (struct row){stage_text(s, /* max 12 */ "Store"),
                          stage_print(s, "%lld", (long long)st.waiting),
                          answers && s->store_works};
    out[1] = (struct row){stage_text(s, /* max 12 */ "Disk"),
                          stage_print(s, "%llu MB", mb), mb >= WELL_MB};
    out[2] = (struct row){stage_text(s, /* max 12 */ "Clock"),
                          clock_quality_name(clock), clock != CLOCK_UNKNOWN};
    out[3] = network(s, &st);
    out[4] =
        (struct row){stage_text(s, /* max 12 */ "Forms"),
                     stage_print(s, "%zu + %zu", st.forms, st.forms_refused),
                     st.forms && !st.forms_refused};
    out[5] = (struct row){stage_text(s, /* max 12 */ "Screen"),
                          stage_print(s, "%d x %d, %s", canvas_width(s->canvas),
                                      canvas_height(s->canvas), s->theme.name),
                          true};
    out[6] = hands(s);
}

static void enter(struct stage *s)
{
    s->store_works = kiosk_try_store(s->kiosk) == ERR_NONE;
}

static void draw_row(struct stage *s, struct rect line, const struct row *row)
{
    const char *mark = row->is_well ? GLYPH_CHECK : "!!";
    int role = row->is_well ? ROLE_SUCCESS : ROLE_ERROR;

    canvas_text(s->canvas, line.x, line.y, role | STYLE_BOLD, mark);
    canvas_text(s->canvas, line.x + 3, line.y, ROLE_TEXT | STYLE_BOLD,
                row->what);
    line.x += 17;
    line.width -= 17;
    canvas_line(s->canvas, line, ALIGN_START, ROLE_TEXT, row->detail);
}

static void draw(struct stage *s)
{
    struct row rows[ROWS];
    bool small = stage_is_small(s);

    check(s, rows);
    stage_page(s, stage_text(s, /* max 20 */ "Self-test"), "", NULL);
    struct rect line = s->grid.body;
    line.height = 1;
    line.x++;
    line.width -= 2;
    line.y -= small ? 1 : 0;
    for (size_t i = 0; i < ROWS; i++, line.y++)
        draw_row(s, line, &rows[i]);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL, NULL};
    stage_footer(s, labels, false);
}

static enum place act(struct stage *s, const struct act *act)
{
    (void)s;
    bool leaves = (act->kind == ACT_TARGET && act->id == '0') ||
                  (act->kind == ACT_NAV && act->nav == NAV_ESCAPE);

    return leaves ? PLACE_OPERATOR : PLACE_STAY;
}

const struct screen SCREEN_SELFTEST = {
    .name = "selftest",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
