/* One switch: the mark goes from row to row by itself; the switch stops it at
 * a row and it goes from one thing of that row to the next, then to the way
 * back out, and the switch chooses what it is on. Whatever sends a blank or
 * Enter is a switch; its first press begins the scanning, for this person
 * only. */
#include "screen/screen.h"

#include "ui/row.h"

#include <string.h>

/* How often a row is gone through before it is left without a press. */
enum { ROUNDS = 2 };

/* Paces to choose from, in percent of the station's, its own first. */
static const int PACES[] = {100, 150, 200, 300, 50, 75};

static struct row row_here(const struct stage *s)
{
    return row_of(&s->rack, s->rack.focus);
}

/* A row of one thing is that thing. */
static bool is_whole_row(const struct stage *s)
{
    return s->ease.scan && s->ease.level == SCAN_ROWS && s->rack.count > 0 &&
           row_count(&s->rack, row_here(s)) > 1;
}

/* What is spoken takes longer than what is seen: the longer, the more of it
 * there is. */
static int64_t rest_ms(const struct stage *s)
{
    enum { SPOKEN = 2, ITEMS_A_REST = 4 };
    int64_t rest = s->kiosk->config.scan_ms * PACES[s->ease.pace] / PACES[0];

    if (!s->ease.voice)
        return rest;
    int more = is_whole_row(s)
                   ? (int)row_count(&s->rack, row_here(s)) / ITEMS_A_REST
                   : 0;
    return rest * (SPOKEN + more);
}

static bool is_switch(const struct input *input)
{
    return (input->kind == INPUT_TEXT && strcmp(input->text, " ") == 0) ||
           (input->kind == INPUT_KEY && input->key == NAV_ENTER);
}

static void enter_level(struct stage *s, enum scan_level level)
{
    s->ease.level = level;
    s->ease.scan_ms = s->now_ms;
}

bool scan_takes(struct stage *s, struct input *input)
{
    bool begins = !s->ease.scan && s->place == PLACE_ATTRACT;

    if (!s->kiosk->config.scan_ms || !is_switch(input) ||
        !(s->ease.scan || begins))
        return false;
    bool into = is_whole_row(s), out = s->ease.level == SCAN_OUT;
    s->ease.scan = true;
    s->ease.rounds = 0;
    enter_level(s, into && !begins ? SCAN_ITEMS : SCAN_ROWS);
    *input = (struct input){.kind = INPUT_NONE};
    if (!begins && !into && !out)
        *input = (struct input){.kind = INPUT_KEY, .key = NAV_ENTER};
    return true;
}

int scan_wait_ms(const struct stage *s)
{
    int64_t left = s->ease.scan_ms + rest_ms(s) - s->now_ms;

    if (!s->ease.scan)
        return -1;
    return left > 0 ? (int)left : 0;
}

static void next_row(struct stage *s)
{
    struct row next = row_after(&s->rack, row_here(s));

    enter_level(s, SCAN_ROWS);
    ease_focus(s, row_begin(&s->rack, next));
}

static void next_item(struct stage *s)
{
    struct row row = row_here(s);
    int next = row_next(&s->rack, row, s->rack.focus);

    enter_level(s, next == TARGET_NONE ? SCAN_OUT : SCAN_ITEMS);
    if (next != TARGET_NONE)
        ease_focus(s, next);
}

/* Nobody chose the way out: once more from the row's beginning. */
static void again(struct stage *s)
{
    if (++s->ease.rounds == ROUNDS) {
        s->ease.rounds = 0;
        next_row(s);
        return;
    }
    enter_level(s, SCAN_ITEMS);
    ease_focus(s, row_begin(&s->rack, row_here(s)));
}

void scan_move(struct stage *s)
{
    static void (*const MOVES[])(struct stage *) = {
        [SCAN_ROWS] = next_row,
        [SCAN_ITEMS] = next_item,
        [SCAN_OUT] = again,
    };

    if (!s->ease.scan || scan_wait_ms(s) > 0)
        return;
    s->ease.scan_ms = s->now_ms;
    if (s->rack.count > 0 && !ease_turns_to_focus(s))
        MOVES[s->ease.level](s);
}

void scan_mark(struct stage *s)
{
    if (is_whole_row(s))
        row_restyle(&s->rack, row_here(s), s->canvas, ROLE_FOCUS);
    else if (s->ease.scan && s->ease.level == SCAN_OUT && s->rack.count > 0)
        row_restyle(&s->rack, row_here(s), s->canvas,
                    ROLE_MUTED | STYLE_REVERSE);
}

const char *scan_note(const struct stage *s)
{
    if (!s->ease.scan)
        return NULL;
    if (s->ease.level == SCAN_ITEMS)
        return stage_text(s, /* max 38 */ "One of this row.");
    return s->ease.level == SCAN_OUT
               ? stage_text(s, /* max 38 */ "Out of this row.")
               : NULL;
}

bool scan_holds(const struct stage *s, size_t target)
{
    if (!is_whole_row(s))
        return false;
    struct row row = row_here(s);
    return target >= row.first && target <= row.last;
}

void scan_change_pace(struct stage *s)
{
    s->ease.pace = (s->ease.pace + 1) % (int)COUNT_OF(PACES);
}

long scan_pace_ms(const struct stage *s)
{
    return s->kiosk->config.scan_ms * PACES[s->ease.pace] / PACES[0];
}
