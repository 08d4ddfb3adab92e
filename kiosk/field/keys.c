/* The sheet that says what every key does. */
#include "field/desk.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *key;
    const char *what;
} KEYS[] = {
    {"↵", WORD(/* max 32 */ "goes on, opens, chooses")},
    {"1-9", WORD(/* max 32 */ "choose an answer")},
    {"#", WORD(/* max 32 */ "on, where nothing is typed")},
    {"Esc", WORD(/* max 32 */ "back")},
    {"^D ^R", WORD(/* max 32 */ "don't know; rather not say")},
    {"^O", WORD(/* max 32 */ "outline: jump to any question")},
    {"^Z ^Y", WORD(/* max 32 */ "undo and redo, without limit")},
    {"^N", WORD(/* max 32 */ "your note on this question")},
    {"^L", WORD(/* max 32 */ "another language")},
    {"^X", WORD(/* max 32 */ "leave: it stays as a draft")},
    {"+ c -", WORD(/* max 32 */ "in a table: add, copy, remove")},
    {"Tab", WORD(/* max 32 */ "in a sheet: on to what follows")},
    {"^K ?", WORD(/* max 32 */ "these keys")},
};

static void row(void *context, size_t i, struct roll_row *out)
{
    struct stage *s = context;

    enum { KEY = 6 };
    int pad = KEY - text_width(KEYS[i].key);

    /* Keys are read from left to right in every script. */
    out->label = stage_print(s, "\u200e%s\u200e%*s %s", KEYS[i].key, pad, "",
                             stage_text(s, KEYS[i].what));
}

static void enter(struct stage *s)
{
    s->desk->inner_rows = (struct roll){.count = COUNT_OF(KEYS)};
}

static void draw(struct stage *s)
{
    struct roll *rows = &s->desk->inner_rows;
    const struct bar_key keys[] = {
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        {0},
    };
    struct rect area =
        desk_page(s, stage_text(s, /* max 7 */ "Keys"),
                  stage_text(s, /* max 38 */ "Every answer is kept at once."));
    char where[48];
    struct rect message = area;

    area.height--;
    rows->row = row;
    rows->context = s;
    roll_draw(rows, s->canvas, &s->rack, area);
    s->rack.free_keys = true;
    desk_message(s, &message, roll_where(rows, where));
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static enum place act(struct stage *s, const struct act *act)
{
    if (roll_act(&s->desk->inner_rows, act) == ROLL_MOVED)
        return PLACE_STAY;
    return s->kiosk->journal.draft ? desk_here(s) : PLACE_DESK;
}

const struct screen SCREEN_KEYS = {
    .name = "keys",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
