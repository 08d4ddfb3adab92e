/* Counting what passes by: a key for each category, a clock, and undo. Every
 * count is an answer of its own in the interview's log, so that a crash loses
 * none. A form asks for it by a group with the appearance "field-list counter"
 * whose questions are whole numbers; "countdown-300" gives the clock an end,
 * "stopwatch" on a number keeps its seconds, "series" on a text the counts of
 * each minute (tally.h). */
#include "field/desk.h"

#include "tally.h"

#include "base/mem.h"
#include "form/session.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 12, SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

/* The group's questions by what they are for; refs live as long as desk.inner
 * is not read again. */
struct cells {
    const struct outline_item *items[MOST_CELLS];
    size_t count;
    const char *seconds, *series; /* refs, NULL: the form keeps none */
};

static struct session *session_of(const struct stage *s)
{
    return s->kiosk->visit.session;
}

/* False when the group has anything that counting cannot answer. */
static bool sort_out(struct stage *s, struct cells *out)
{
    const struct outline *all = &s->desk->inner;
    int64_t end;

    *out = (struct cells){.count = 0};
    for (size_t i = 0; i < all->count; i++) {
        const char *ref = all->items[i].ref;
        const struct question *q = session_question_at(session_of(s), ref);
        if (!q || q->readonly)
            return false;
        if (q->type == TYPE_STRING && ask_looks(q, "series"))
            out->series = ref;
        else if (q->type != TYPE_INT || out->count == MOST_CELLS)
            return false;
        else if (clock_is_asked(q->appearance, &end))
            out->seconds = ref;
        else
            out->items[out->count++] = &all->items[i];
    }
    return out->count > 0;
}

static void read_group(struct stage *s)
{
    outline_load(s, &s->desk->inner, buf_text(&s->desk->base), false);
}

bool desk_counts(struct stage *s)
{
    struct cells cells;
    const struct question *group =
        session_question_at(session_of(s), buf_text(&s->desk->base));

    if (!group || !ask_looks(group, "counter"))
        return false;
    read_group(s);
    return sort_out(s, &cells);
}

static const char *value_at(struct stage *s, const char *ref)
{
    const struct question *q =
        ref ? session_question_at(session_of(s), ref) : NULL;

    return q ? q->value : "";
}

/* Coming back to the same count, after an undo or a look elsewhere, the clock
 * is as it was; after a crash it is where the form keeps it. */
static void enter(struct stage *s)
{
    struct desk *d = s->desk;
    struct cells cells;
    int64_t end = 0;

    read_group(s);
    sort_out(s, &cells);
    if (d->counted == s->kiosk->journal.draft && d->counted_base &&
        strcmp(d->counted_base, buf_text(&d->base)) == 0)
        return;
    free(d->counted_base);
    d->counted_base = xstrdup(buf_text(&d->base));
    d->counted = s->kiosk->journal.draft;
    const struct question *group =
        session_question_at(session_of(s), d->counted_base);
    if (group)
        clock_is_asked(group->appearance, &end);
    clock_init(&d->clock, strtoll(value_at(s, cells.seconds), NULL, 10), end);
}

/* A letter of the label that no other has, or its number; beyond nine, any
 * letter that is left: there are more of them than cells. */
static char key_of(const struct cells *cells, size_t index, char *used)
{
    char *folded = text_fold(cells->items[index]->label);
    char key = '\0';

    for (const char *at = folded; *at && !key; at++) {
        if (*at >= 'a' && *at <= 'z' && !strchr(used, *at))
            key = *at;
    }
    free(folded);
    if (!key && index < 9)
        key = (char)('1' + (int)index);
    for (char letter = 'a'; !key; letter++)
        key = strchr(used, letter) ? '\0' : letter;
    used[strlen(used)] = key;
    return key;
}

static void draw_cell(struct stage *s, struct rect area, int id, char key,
                      const struct outline_item *item)
{
    int style = ROLE_ACCENT | STYLE_SURFACE;
    bool is_pressed = rack_is_pressed(&s->rack, id);
    struct rect line = {area.x + 1, area.y + (area.height - 1) / 2,
                        area.width - 3, 1};
    const struct target target = {
        .area = area,
        .id = id,
        .key = key,
        .counting = true,
        .cursor_x = line.x,
        .cursor_y = line.y,
    };
    const char *count = *item->shown ? item->shown : "0";

    area.width--;
    area.height -= area.height > 2;
    canvas_fill(s->canvas, area, is_pressed ? style ^ STYLE_REVERSE : style);
    canvas_line(s->canvas, line, ALIGN_END, style | STYLE_BOLD, count);
    line.width -= text_width(count) + 1;
    canvas_line(s->canvas, line, ALIGN_START, style,
                stage_print(s, "%c  %s", key, item->label));
    rack_add(&s->rack, &target, stage_print(s, "%s %s", item->label, count));
}

/* Fingers need height, words width: one line each where both are scarce, and
 * shorter words rather than a cell that has no line. */
static int columns_for(int count, struct rect area)
{
    enum { LOW = 3, NARROW = 19, NARROWEST = 9 };
    int columns = 1;

    for (;; columns++) {
        int height = area.height / ((count + columns - 1) / columns);
        int next = area.width / (columns + 1);
        if (height >= LOW || next < NARROWEST || (height && next < NARROW))
            return columns;
    }
}

/* Every cell has its number's key as well, for pads and for other scripts. */
static void draw_cells(struct stage *s, const struct cells *cells,
                       struct rect area)
{
    enum { TALL = 5 };
    char used[MOST_CELLS + 1] = "";
    int count = (int)cells->count, columns = columns_for(count, area);
    int rows = (count + columns - 1) / columns;
    int height = area.height / rows > TALL ? TALL : area.height / rows;
    int width = area.width / columns;
    for (int i = 0; i < count; i++) {
        const struct rect cell = {area.x + i % columns * width,
                                  area.y + i / columns * height, width,
                                  height < 1 ? 1 : height};
        int id = TARGET_FIRST + i;
        draw_cell(s, cell, id, key_of(cells, (size_t)i, used), cells->items[i]);
        if (i < 9)
            rack_add(&s->rack,
                     &(struct target){
                         .id = id, .key = (char)('1' + i), .counting = true},
                     NULL);
    }
}

static const char *how(struct stage *s)
{
    const struct clock *clock = &s->desk->clock;

    if (clock_is_over(clock, s->now_ms))
        return stage_text(s, /* max 38 */ "The time is over.");
    if (clock->runs)
        return "";
    return clock->passed_ms
               ? stage_text(s, /* max 38 */ "Paused. Enter goes on.")
               : stage_text(s,
                            /* max 38 */ "The first count starts the clock.");
}

static void draw_keys(struct stage *s)
{
    const struct bar_key keys[] = {
        {.id = '\r',
         .shown = "↵",
         .label = s->desk->clock.runs ? stage_text(s, /* max 20 */ "Stop")
                                      : stage_text(s, /* max 20 */ "Start")},
        {.id = '\t',
         .shown = "Tab",
         .label = stage_text(s, /* max 8 */ "Next")},
        {.id = 'z', .label = stage_text(s, /* max 9 */ "Undo")},
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        {.id = 'o', .label = stage_text(s, /* max 9 */ "Outline")},
        {.id = 'k', .label = stage_text(s, /* max 7 */ "Keys")},
        {.id = 'y', .label = stage_text(s, /* max 9 */ "Redo")},
        {.id = 'x', .label = stage_text(s, /* max 9 */ "Leave")},
        desk_language_key(s),
        {0},
    };

    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static void draw(struct stage *s)
{
    const struct question *group =
        session_question_at(session_of(s), buf_text(&s->desk->base));
    struct rect area =
        desk_page(s, s->kiosk->worker, group ? group->label : "");
    char text[CLOCK_TEXT_SIZE];
    struct cells cells;

    read_group(s);
    if (!sort_out(s, &cells))
        return;
    desk_message(s, &area, how(s));
    clock_print(&s->desk->clock, s->now_ms, text);
    stage_write(s, (struct rect){area.x + 1, area.y, area.width - 2, 1},
                ROLE_TEXT | STYLE_BOLD, text);
    area.y++;
    area.height--;
    draw_cells(s, &cells, area);
    s->rack.free_keys = true;
    draw_keys(s);
}

static void complain(struct stage *s)
{
    stage_complain(s, stage_text(s, /* max 38 */
                                 "This does not fit. Please change it."));
}

static void keep_number(struct stage *s, const char *ref, long long number,
                        bool joined)
{
    const char *text = stage_print(s, "%lld", number);

    if (ref && strcmp(value_at(s, ref), text) != 0 &&
        journal_answer_joined(s->kiosk, ref, text, joined) != ANSWER_TAKEN)
        complain(s);
}

static void keep_seconds(struct stage *s, const struct cells *cells,
                         bool joined)
{
    int64_t ms = clock_passed_ms(&s->desk->clock, s->now_ms);

    keep_number(s, cells->seconds, (long long)(ms / SECOND_MS), joined);
}

static void keep_series(struct stage *s, const struct cells *cells, size_t cell)
{
    int64_t ms = clock_passed_ms(&s->desk->clock, s->now_ms);
    char count[TALLY_COUNT_SIZE];

    if (!cells->series)
        return;
    tally_print((size_t)(ms / MINUTE_MS), cell, cells->count, count);
    if (journal_tally(s->kiosk, cells->series, count) != ANSWER_TAKEN)
        complain(s);
}

/* One more of a category, with its minute: taken back together. */
static void count(struct stage *s, const struct cells *cells, size_t cell)
{
    struct clock *clock = &s->desk->clock;
    const char *ref = cells->items[cell]->ref;
    long long before = strtoll(value_at(s, ref), NULL, 10);

    if (!clock->runs && !clock->passed_ms)
        clock_toggle(clock, s->now_ms);
    if (!clock->runs || clock_is_over(clock, s->now_ms)) {
        stage_complain(s, how(s));
        return;
    }
    const char *text = stage_print(s, "%lld", before + 1);
    if (journal_answer(s->kiosk, ref, text) != ANSWER_TAKEN) {
        complain(s);
        return;
    }
    keep_series(s, cells, cell);
    keep_seconds(s, cells, true);
}

static enum place toggle(struct stage *s, const struct cells *cells)
{
    clock_toggle(&s->desk->clock, s->now_ms);
    if (!s->desk->clock.runs)
        keep_seconds(s, cells, false);
    return PLACE_STAY;
}

/* The clock rests while one is elsewhere. */
static void rest(struct stage *s, const struct cells *cells)
{
    if (s->desk->clock.runs)
        toggle(s, cells);
}

void desk_rest_clock(struct stage *s)
{
    struct cells cells;

    if (s->place == PLACE_TALLY && sort_out(s, &cells))
        rest(s, &cells);
}

/* Once it was counted, who was not seen was none. */
static enum place done(struct stage *s, const struct cells *cells)
{
    rest(s, cells);
    for (size_t i = 0; i < cells->count && s->desk->clock.passed_ms; i++) {
        const char *ref = cells->items[i]->ref;
        if (!*value_at(s, ref))
            keep_number(s, ref, 0, false);
    }
    desk_pass(s, buf_text(&s->desk->base));
    return desk_here(s);
}

static enum place back(struct stage *s, const struct cells *cells)
{
    rest(s, cells);
    session_jump(session_of(s), buf_text(&s->desk->base));
    return desk_back(s);
}

static enum place nav(struct stage *s, const struct cells *cells, enum nav key)
{
    switch (key) {
    case NAV_ENTER:
        return toggle(s, cells);
    case NAV_NEXT:
        return done(s, cells);
    case NAV_ESCAPE:
        return back(s, cells);
    default:
        return PLACE_STAY;
    }
}

static enum place act(struct stage *s, const struct act *act)
{
    struct cells cells;
    int cell = act->id - TARGET_FIRST;

    if (!sort_out(s, &cells))
        return PLACE_STAY;
    if (act->kind == ACT_NAV)
        return nav(s, &cells, act->nav);
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    if (cell >= 0 && cell < (int)cells.count)
        count(s, &cells, (size_t)cell);
    else if (act->id == '\r')
        return toggle(s, &cells);
    else if (act->id == '\t')
        return done(s, &cells);
    else if (act->id == 'b')
        return back(s, &cells);
    return PLACE_STAY;
}

const struct screen SCREEN_TALLY = {
    .name = "tally",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
