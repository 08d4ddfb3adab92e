/* The sheet that says what every key does. */
#include "field/desk.h"

#include <stdlib.h>
#include <string.h>

static bool has_languages(struct stage *s)
{
    return desk_language_key(s).label != NULL;
}

static bool has_voice(struct stage *s)
{
    return desk_voice_key(s).label != NULL;
}

static const struct {
    const char *key;
    const char *what;
    bool (*is_there)(struct stage *stage); /* NULL: always */
} KEYS[] = {
    {"↵", WORD(/* max 32 */ "goes on, opens, chooses"), NULL},
    {"1-9", WORD(/* max 32 */ "choose an answer"), NULL},
    {"#", WORD(/* max 32 */ "on, where nothing is typed"), NULL},
    {"Esc", WORD(/* max 32 */ "back"), NULL},
    {"^D ^R", WORD(/* max 32 */ "don't know; rather not say"), NULL},
    {"^O", WORD(/* max 32 */ "outline: jump to any question"), NULL},
    {"^Z ^Y", WORD(/* max 32 */ "undo and redo, without limit"), NULL},
    {"^N", WORD(/* max 32 */ "your note on this question"), NULL},
    {"^L", WORD(/* max 32 */ "another language"), has_languages},
    {"^V", WORD(/* max 32 */ "a voice reads the screen"), has_voice},
    {"^X", WORD(/* max 32 */ "leave: it stays as a draft"), NULL},
    {"+ c -", WORD(/* max 32 */ "in a table: add, copy, remove"), NULL},
    {"Tab", WORD(/* max 32 */ "in a sheet: on to what follows"), NULL},
    {"^K ?", WORD(/* max 32 */ "these keys"), NULL},
};

static bool is_there(struct stage *s, size_t i)
{
    return !KEYS[i].is_there || KEYS[i].is_there(s);
}

static size_t count(struct stage *s)
{
    size_t n = 0;

    for (size_t i = 0; i < COUNT_OF(KEYS); i++)
        n += is_there(s, i);
    return n;
}

/* Where the n-th of those that are there stands. */
static size_t place_of(struct stage *s, size_t n)
{
    size_t i = 0;

    while (!is_there(s, i) || n-- > 0)
        i++;
    return i;
}

/* "Ctrl O" for "^O". */
static const char *said_of(struct stage *s, const char *key, const char *what)
{
    const char *said = "";

    for (; *key; key++)
        said = *key == '^' ? stage_print(s, "%sCtrl ", said)
                           : stage_print(s, "%s%c", said, *key);
    return stage_print(s, "%s: %s", said, what);
}

static void row(void *context, size_t n, struct roll_row *out)
{
    enum { KEY = 6 };
    struct stage *s = context;
    size_t i = place_of(s, n);
    int pad = KEY - text_width(KEYS[i].key);

    /* Keys are read from left to right in every script. */
    out->label = stage_print(s, "\u200e%s\u200e%*s %s", KEYS[i].key, pad, "",
                             stage_text(s, KEYS[i].what));
    out->said = said_of(s, KEYS[i].key, stage_text(s, KEYS[i].what));
}

static void enter(struct stage *s)
{
    s->desk->key_rows = (struct roll){.count = count(s)};
}

static void draw(struct stage *s)
{
    struct roll *rows = &s->desk->key_rows;
    const struct bar_key keys[] = {
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        desk_voice_key(s),
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
    return roll_act(&s->desk->key_rows, act) == ROLL_MOVED ? PLACE_STAY
                                                           : PLACE_BACK;
}

const struct screen SCREEN_KEYS = {
    .name = "keys",
    .idle = IDLE_LEAVES,
    .is_overlay = true, /* what was typed beneath is still there */
    .enter = enter,
    .draw = draw,
    .act = act,
};
