#include "ui/rack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { GUARD_MS = 500, TYPING_GUARD_MS = 150, LONGEST_WORDS = 65536 };

void rack_init(struct rack *r)
{
    *r =
        (struct rack){.guard_ms = GUARD_MS, .typing_guard_ms = TYPING_GUARD_MS};
    buf_init(&r->words, LONGEST_WORDS);
    r->last.at_ms = INT64_MIN / 2;
}

void rack_clear(struct rack *r)
{
    buf_clear(&r->words);
    patches_clear(&r->patches);
    r->count = 0;
}

void rack_begin(struct rack *r, const struct canvas *canvas)
{
    r->count = 0;
    patches_begin(&r->patches);
    buf_reset(&r->words);
    buf_putc(&r->words, '\0');
    r->pad_moves = false;
    r->mark = TARGET_NONE;
    r->is_tied = false;
    r->light.id = TARGET_NONE;
    r->free_keys = false;
    r->all_typed = false;
    r->enter = TARGET_NONE;
    r->breaks = false;
    r->mirrored = canvas_is_mirrored(canvas);
    r->width = canvas_width(canvas);
}

void rack_add(struct rack *r, const struct target *target, const char *say)
{
    assert(target->id != TARGET_NONE);
    if (r->count == RACK_MAX)
        return;
    r->said[r->count] = 0;
    if (say && *say) {
        r->said[r->count] = r->words.size;
        buf_add(&r->words, say, strlen(say) + 1);
    }
    if (r->words.overflow)
        r->said[r->count] = 0;
    r->targets[r->count++] = *target;
}

void rack_say_also(struct rack *r, const char *before, const char *text)
{
    if (!text || !*text || r->count == 0)
        return;
    size_t *said = &r->said[r->count - 1];
    if (*said)
        buf_truncate(&r->words, r->words.size - 1);
    else
        *said = r->words.size;
    buf_puts(&r->words, before);
    buf_add(&r->words, text, strlen(text) + 1);
    if (r->words.overflow)
        *said = 0;
}

const struct target *rack_find(const struct rack *r, int id)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->targets[i].id == id)
            return &r->targets[i];
    return NULL;
}

bool rack_end(struct rack *r)
{
    if (r->pressed != TARGET_NONE && !rack_find(r, r->pressed))
        r->pressed = TARGET_NONE;
    if (r->count == 0 || rack_find(r, r->focus))
        return false;
    r->focus = r->targets[0].id;
    return true;
}

void rack_focus(struct rack *r, int id)
{
    r->focus = id;
}

bool rack_has_focus(struct rack *r, int id)
{
    r->is_tied = true;
    return r->focus == id;
}

bool rack_is_pressed(const struct rack *r, int id)
{
    return r->pressed == id;
}

const char *rack_said(const struct rack *r, size_t index)
{
    return buf_text(&r->words) + r->said[index];
}

const char *rack_say(const struct rack *r, int id)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->targets[i].id == id)
            return rack_said(r, i);
    return "";
}

static bool covers(const struct target *t, int x, int y)
{
    return x >= t->area.x && x < t->area.x + t->area.width && y >= t->area.y &&
           y < t->area.y + t->area.height;
}

/* The last one drawn lies on top. */
static const struct target *target_at(const struct rack *r, int x, int y)
{
    for (size_t i = r->count; i > 0; i--)
        if (covers(&r->targets[i - 1], x, y))
            return &r->targets[i - 1];
    return NULL;
}

static struct act redraw(void)
{
    return (struct act){.kind = ACT_REDRAW};
}

static struct act nothing(void)
{
    return (struct act){.kind = ACT_NONE};
}

static bool has_starred(const struct rack *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->targets[i].starred)
            return true;
    return false;
}

static int guard_of(const struct rack *r, const struct target *t)
{
    if (t->counting)
        return 0;
    return t->typing ? r->typing_guard_ms : r->guard_ms;
}

static struct act choose(struct rack *r, const struct target *t)
{
    r->focus = t->id;
    return (struct act){.kind = ACT_TARGET, .id = t->id};
}

/* A second tap within the guard time that falls on the same place counts as
 * the first one's tremor, whatever the screen shows there by now. */
static struct act tapped(struct rack *r, const struct target *t, int x, int y,
                         int64_t now_ms)
{
    struct rack_last last = r->last;
    r->last = (struct rack_last){now_ms, x, y, 0};
    bool again = last.key == 0 && covers(t, last.x, last.y) &&
                 now_ms - last.at_ms < guard_of(r, t);
    if (!again)
        return choose(r, t);
    r->last = last;
    return redraw();
}

static struct act by_key(struct rack *r, const struct target *t, char key,
                         int64_t now_ms)
{
    bool again = r->last.key == key && now_ms - r->last.at_ms < guard_of(r, t);
    if (again)
        return nothing();
    r->last = (struct rack_last){now_ms, -1, -1, key};
    return choose(r, t);
}

static struct act press(struct rack *r, int x, int y)
{
    const struct target *t = target_at(r, x, y);
    if (!t)
        return nothing();
    r->pressed = t->id;
    r->focus = t->id;
    return redraw();
}

static struct act release(struct rack *r, int x, int y, int64_t now_ms)
{
    int pressed = r->pressed;
    r->pressed = TARGET_NONE;
    if (pressed == TARGET_NONE)
        return nothing();
    const struct target *t = target_at(r, x, y);
    if (!t || t->id != pressed)
        return redraw();
    return tapped(r, t, x, y, now_ms);
}

static size_t index_of(const struct rack *r, int id)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->targets[i].id == id)
            return i;
    return 0;
}

static int middle(const struct target *t)
{
    return t->area.x * 2 + t->area.width;
}

/* The nearest target in the next row of targets, up or down; NULL when the
 * focus is on the outermost row. */
static const struct target *across(const struct rack *r,
                                   const struct target *from, bool down)
{
    const struct target *best = NULL;
    for (size_t i = 0; i < r->count; i++) {
        const struct target *t = &r->targets[i];
        if (t->aside)
            continue;
        int ahead = down ? t->area.y - (from->area.y + from->area.height - 1)
                         : from->area.y - (t->area.y + t->area.height - 1);
        if (ahead <= 0)
            continue;
        int rows = best ? abs(t->area.y - from->area.y) -
                              abs(best->area.y - from->area.y)
                        : -1;
        bool nearer = best && abs(middle(t) - middle(from)) <
                                  abs(middle(best) - middle(from));
        if (rows < 0 || (rows == 0 && nearer))
            best = t;
    }
    return best;
}

/* The next one in reading order, round the end. */
static const struct target *along(const struct rack *r, size_t at, bool onward)
{
    size_t step = onward ? 1 : r->count - 1;
    size_t next = (at + step) % r->count;

    while (r->targets[next].aside && next != at)
        next = (next + step) % r->count;
    return &r->targets[next];
}

static struct act walk(struct rack *r, enum nav key)
{
    if (r->count == 0)
        return nothing();
    size_t at = index_of(r, r->focus);
    bool swap = r->mirrored && (key == NAV_LEFT || key == NAV_RIGHT);
    bool onward = key == NAV_DOWN || key == NAV_NEXT ||
                  key == (swap ? NAV_LEFT : NAV_RIGHT);
    const struct target *next = NULL;
    if (key == NAV_UP || key == NAV_DOWN)
        next = across(r, &r->targets[at], onward);
    if (!next && (key == NAV_UP || key == NAV_DOWN))
        next = along(r, onward ? r->count - 1 : 0, onward);
    if (!next)
        next = along(r, at, onward);
    r->focus = next->id;
    return redraw();
}

static const struct target *target_of_key(const struct rack *r, char key,
                                          bool starred)
{
    for (size_t i = 0; i < r->count; i++)
        if (key && r->targets[i].key == key && r->targets[i].starred == starred)
            return &r->targets[i];
    return NULL;
}

/* On number screens '*' makes the next digit a command; twice it is '*'. */
static struct act starred(struct rack *r, char key, int64_t now_ms)
{
    r->star = false;
    const struct target *t = target_of_key(r, key, true);
    if (!t)
        t = target_of_key(r, key, false);
    return t ? by_key(r, t, key, now_ms) : redraw();
}

static struct act pressed_enter(struct rack *r, int64_t now_ms)
{
    int id = r->enter && r->types ? r->enter : r->focus;
    const struct target *t = rack_find(r, id);
    return t ? by_key(r, t, '\r', now_ms) : nothing();
}

static struct act named(struct rack *r, enum nav key, int64_t now_ms)
{
    if (r->free_keys)
        return (struct act){.kind = ACT_NAV, .nav = key};
    switch (key) {
    case NAV_UP:
    case NAV_DOWN:
    case NAV_LEFT:
    case NAV_RIGHT:
    case NAV_NEXT:
    case NAV_PREVIOUS:
        r->last.key = 1; /* a walk parts two presses of the same key */
        return walk(r, key);
    case NAV_ENTER:
        /* Where a line of keys says that Enter goes on, it does. */
        if (r->breaks && r->types && !r->enter)
            return (struct act){.kind = ACT_NAV, .nav = key};
        return pressed_enter(r, now_ms);
    case NAV_ESCAPE: {
        const struct target *back = rack_find(r, '0');
        return back ? by_key(r, back, 0x1b, now_ms) : nothing();
    }
    default:
        return (struct act){.kind = ACT_NAV, .nav = key};
    }
}

static enum nav pad_nav(char key)
{
    static const enum nav MOVES[] = {
        ['2'] = NAV_UP,    ['4'] = NAV_LEFT, ['5'] = NAV_ENTER,
        ['6'] = NAV_RIGHT, ['8'] = NAV_DOWN,
    };
    size_t index = (unsigned char)key;
    return index < COUNT_OF(MOVES) ? MOVES[index] : NAV_NONE;
}

static struct act as_text(const struct input *input)
{
    struct act act = {.kind = ACT_TEXT};

    memcpy(act.text, input->text, sizeof act.text);
    return act;
}

static struct act typed(struct rack *r, const struct input *input,
                        int64_t now_ms)
{
    char key = input->text[1] ? '\0' : input->text[0];
    if (r->all_typed)
        return as_text(input);
    if (r->pad_moves && !r->star && pad_nav(key) != NAV_NONE)
        return named(r, pad_nav(key), now_ms);
    if (key == '?')
        key = target_of_key(r, '?', false) ? '?' : '*';
    if (r->star && key)
        return starred(r, key, now_ms);
    if (key == '*' && has_starred(r)) {
        r->star = true;
        return redraw();
    }
    const struct target *t = target_of_key(r, key, false);
    if (t)
        return by_key(r, t, key, now_ms);
    struct act act = {.kind = ACT_TEXT};
    memcpy(act.text, input->text, sizeof act.text);
    return act;
}

/* The focus stays: a chord is pressed from anywhere. */
static struct act chord(const struct rack *r, char letter)
{
    if (!rack_find(r, letter))
        return nothing();
    return (struct act){.kind = ACT_TARGET, .id = letter};
}

static struct act take(struct rack *r, const struct input *input,
                       int64_t now_ms)
{
    int x = r->mirrored ? r->width - 1 - input->x : input->x;
    switch (input->kind) {
    case INPUT_PRESS:
        return press(r, x, input->y);
    case INPUT_RELEASE:
        return release(r, x, input->y, now_ms);
    case INPUT_KEY:
        return named(r, input->key, now_ms);
    case INPUT_TEXT:
        return typed(r, input, now_ms);
    case INPUT_CHORD:
        return chord(r, input->text[0]);
    default:
        return nothing();
    }
}

/* A key that is held down sends itself again and again: what comes sooner
 * than fingers can is no second press. */
static bool is_held(struct rack *r, const struct input *input, int64_t now_ms)
{
    enum { FASTEST_FINGER_MS = 60 };
    struct rack_held *held = &r->held;
    bool is_key = input->kind == INPUT_TEXT || input->kind == INPUT_KEY;
    bool same = is_key && held->input.kind == input->kind &&
                held->input.key == input->key &&
                strcmp(held->input.text, input->text) == 0 &&
                now_ms - held->seen_ms < FASTEST_FINGER_MS;

    if (!r->repeat_ms || !is_key)
        return false;
    if (!same)
        *held = (struct rack_held){.since_ms = now_ms, .input = *input};
    held->seen_ms = now_ms;
    return same && now_ms - held->since_ms < r->repeat_ms;
}

struct act rack_input(struct rack *r, const struct input *input, int64_t now_ms)
{
    if (is_held(r, input, now_ms))
        return nothing();
    struct act act = take(r, input, now_ms);
    if (act.kind != ACT_NONE)
        r->types = act.kind == ACT_TEXT || act.kind == ACT_NAV;
    return act;
}
