/* The operator's self-test: each part of the machine with what it says. */
#include "screen/screen.h"

#include "status.h"

#include "base/arena.h"

#include <stdio.h>
#include <string.h>

/* One row of the operator's self-test. */
struct row {
    const char *what, *detail;
    bool is_well;
};

enum { TARGET_PAGE = TARGET_FIRST };
enum { ROWS = 7, WELL_MB = 64, DAY_MS = 24 * 3600 * 1000 };

static struct row network(struct stage *s, const struct status *st)
{
    int64_t age = stamp_wall_ms() - st->last_contact_ms;
    bool is_well = st->last_contact_ms && age < DAY_MS;
    const char *detail =
        st->last_contact_ms
            ? stage_print(s, stage_text(s, /* max 24 */ "%d min ago"),
                          (int)(age / 60000))
            : stage_text(s, /* max 15 */ "never");

    return (struct row){stage_text(s, /* max 12 */ "Network"), detail, is_well};
}

/* Whatever is touched or pressed here is counted and named. */
static struct row hands(struct stage *s)
{
    const struct visit *v = &s->kiosk->visit;
    const char *counts =
        stage_print(s, stage_text(s, /* max 24 */ "%u taps, %u keys"), v->taps,
                    v->digits + v->keys);

    return (struct row){stage_text(s, /* max 12 */ "Hands"),
                        *s->tested ? stage_print(s, "%s: %s", counts, s->tested)
                                   : counts,
                        v->taps + v->digits + v->keys > 0};
}

static const char *clock_words(const struct stage *s, enum clock_quality clock)
{
    switch (clock) {
    case CLOCK_SET:
        return stage_text(s, /* max 20 */ "set by the network");
    case CLOCK_GUESSED:
        return stage_text(s, /* max 20 */ "as it was before");
    default:
        return stage_text(s, /* max 20 */ "not set");
    }
}

static void check(struct stage *s, struct row out[ROWS])
{
    struct status st = {0};
    bool answers = status_read(s->kiosk, &st) == ERR_NONE;
    enum clock_quality clock = stamp_now().quality;
    unsigned long long mb = (unsigned long long)(st.free_bytes >> 20);

    out[0] = (struct row){stage_text(s, /* max 12 */ "Store"),
                          stage_print(s, "%lld", (long long)st.waiting),
                          answers && s->store_works};
    out[1] = (struct row){stage_text(s, /* max 12 */ "Disk"),
                          stage_print(s, "%llu MB", mb), mb >= WELL_MB};
    out[2] = (struct row){stage_text(s, /* max 12 */ "Clock"),
                          clock_words(s, clock), clock != CLOCK_UNKNOWN};
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
    rack_focus(&s->rack, '0');
    s->store_works = status_try_store(s->kiosk) == ERR_NONE;
    s->tested[0] = '\0';
}

static void draw_row(struct stage *s, struct rect line, const struct row *row)
{
    const char *mark = row->is_well ? GLYPH_CHECK : "!!";
    int role = row->is_well ? ROLE_SUCCESS : ROLE_ERROR;

    stage_tell(s, stage_print(s, "%s: %s, %s", row->what, row->detail,
                              row->is_well ? "ok" : "!!"));
    canvas_text(s->canvas, line.x, line.y, role | STYLE_BOLD, mark);
    canvas_text(s->canvas, line.x + 3, line.y, ROLE_TEXT | STYLE_BOLD,
                row->what);
    line.x += 17;
    line.width -= 17;
    canvas_line(s->canvas, line, ALIGN_START, ROLE_TEXT, row->detail);
}

/* Every colour and mark that the screens use, to be looked at. */
static void draw_samples(struct stage *s, int x, int y)
{
    static const int STYLES[] = {ROLE_TEXT,    ROLE_MUTED,   ROLE_ACCENT,
                                 ROLE_SUCCESS, ROLE_WARNING, ROLE_ERROR,
                                 ROLE_FOCUS,   ROLE_CHOSEN};

    for (size_t i = 0; i < COUNT_OF(STYLES); i++)
        x += canvas_text(s->canvas, x, y, STYLES[i], " Ññ ") + 1;
    canvas_text(s->canvas, x + 1, y, ROLE_TEXT, "╭╮╰╯ ▶ ○● ✓ ▲▼ ←→ ■· ▐▌ ▀▄");
}

/* The whole page under the other targets takes taps. */
static void hang_page(struct stage *s)
{
    const struct target page = {
        .area = {0, 0, canvas_width(s->canvas), canvas_height(s->canvas)},
        .id = TARGET_PAGE,
        .counting = true,
    };

    rack_add(&s->rack, &page, NULL);
}

static void draw(struct stage *s)
{
    struct row rows[ROWS];
    bool small = stage_is_small(s);

    check(s, rows);
    hang_page(s);
    stage_page(s, stage_text(s, /* max 20 */ "Self-test"), "", NULL);
    struct rect line = s->grid.body;
    line.height = 1;
    line.x++;
    line.width -= 2;
    line.y -= small ? 1 : 0;
    for (size_t i = 0; i < ROWS; i++, line.y++)
        draw_row(s, line, &rows[i]);
    if (!small)
        draw_samples(s, line.x, line.y + 1);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL, NULL};
    stage_footer(s, labels, false);
}

static enum place act(struct stage *s, const struct act *act)
{
    const struct rack_last *last = &s->rack.last;
    bool leaves = (act->kind == ACT_TARGET && act->id == '0') ||
                  (act->kind == ACT_NAV && act->nav == NAV_ESCAPE);

    if (act->kind == ACT_TEXT)
        snprintf(s->tested, sizeof s->tested, "%s", act->text);
    if (act->kind == ACT_TARGET && act->id == TARGET_PAGE && !last->key)
        snprintf(s->tested, sizeof s->tested, "%d, %d", last->x, last->y);
    return leaves ? PLACE_OPERATOR : PLACE_STAY;
}

const struct screen SCREEN_SELFTEST = {
    .name = "selftest",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
