/* Words: typed on real keys, or by finger or pad on those of the screen. */
#include "screen/ask.h"

#include "screen/screen.h"

#include "base/arena.h"
#include "form/session.h"

#include <string.h>

enum { FEW_LEFT = 20 };

static bool is_long(const struct question *q)
{
    return ask_looks(q, "multiline") || ask_looks(q, "textarea");
}

/* The keyboard speaks the language that the resident chose. */
void ask_text_load(struct stage *s, const struct question *q, const char *value)
{
    struct ask *ask = &s->ask;

    field_set(&ask->field, value);
    ask->keyboard = (struct keyboard){
        .language = s->kiosk->visit.language,
        .words = &ask->keyboard_words,
        .signs = ask_is_position(q),
        .pad = ask_has_pad_only(s),
        .lines = is_long(q),
    };
}

/* Signs in place of words on the small page, where a key is four cells. */
static void find_words(struct stage *s)
{
    bool small = s->grid.small;

    s->ask.keyboard_words = (struct keyboard_words){
        .erase = small ? GLYPH_LEFT : stage_text(s, /* max 7 */ "erase"),
        .undo = small ? "<<" : stage_text(s, /* max 7 */ "undo"),
        .capitals = small ? GLYPH_UP : stage_text(s, /* max 7 */ "CAPS"),
        .signs = stage_text(s, /* max 3 */ "123"),
        .letters = stage_text(s, /* max 3 */ "abc"),
        .space = stage_text(s, /* max 10 */ "space"),
    };
}

/* How full it is, on the field's own frame: in the colours of what is typed,
 * and with its digits in place, it costs a slow line ten bytes a letter. The
 * small page has no frame; there it takes the hint's place when it matters. */
static void note_room(struct stage *s, struct rect field)
{
    size_t count = field_count(&s->ask.field), limit = s->ask.field.limit;
    struct rect line = {field.x + 2, field.y + field.height - 1,
                        field.width - 4, 1};

    if (field.height < 3 && count + FEW_LEFT < limit)
        return;
    buf_reset(&s->printed);
    buf_putc(&s->printed, ' ');
    buf_printf(&s->printed, stage_text(s, /* max 38 */ "%3zu of %zu letters"),
               count, limit);
    if (field.height < 3) {
        s->note = arena_strdup(s->frame, buf_text(&s->printed) + 1);
        return;
    }
    buf_putc(&s->printed, ' ');
    canvas_line(s->canvas, line, ALIGN_END, ROLE_TEXT | STYLE_SURFACE,
                buf_text(&s->printed));
}

void ask_text_draw(struct stage *s, const struct question *q)
{
    struct rect field = s->grid.body, keys = s->grid.body;
    /* A long text is seen whole: where room is scarce, its keys give some. */
    bool is_tight = is_long(q) && keys.height < 12 + 9;
    int wanted = s->grid.small ? 4 : is_tight ? 8 : 12;
    int most = is_long(q) ? 9 : 4;

    /* Keys on the screen are for fingers; a worker has a keyboard. */
    bool is_bare = s->kiosk->worker && !s->is_touched;
    if (is_bare)
        wanted = 0;
    keys.height = wanted < keys.height - 1 ? wanted : keys.height - 1;
    keys.y += s->grid.body.height - keys.height;
    field.height -= keys.height;
    if (field.height > most)
        field.height = most;
    find_words(s);
    s->rack.pad_moves = s->ask.keyboard.pad;
    s->rack.breaks = s->ask.keyboard.lines;
    if (s->ask.keyboard.pad)
        s->note = stage_text(s, /* max 38 */
                             "2 4 6 8 walk, 5 types, 1 erases");
    if (!is_bare)
        keyboard_draw(&s->ask.keyboard, s->canvas, &s->rack, keys);
    field_draw(&s->ask.field, s->canvas, field,
               is_bare ? CARET_CURSOR : field_caret(&s->rack));
    note_room(s, field);
    s->ask.written = field;
}

/* A field without a frame has its room written elsewhere; and a cap that has
 * the focus takes the cursor from it. */
static bool touch_up(struct stage *s)
{
    if (s->ask.written.height < 3 || s->rack.light.id != TARGET_NONE)
        return false;
    field_draw(&s->ask.field, s->canvas, s->ask.written, field_caret(&s->rack));
    note_room(s, s->ask.written);
    return true;
}

/* A letter from real keys changes what is written and nothing else, unless it
 * is the first one, which tells that there are such keys. */
enum asked ask_text_act(struct stage *s, const struct act *act)
{
    const struct keyboard before = s->ask.keyboard;
    struct keyboard *now = &s->ask.keyboard;
    bool refused = false;
    bool used = keyboard_act(now, act, &s->ask.field, &refused);
    bool is_same = now->shift == before.shift && now->signs == before.signs &&
                   now->pad == before.pad;

    if (refused)
        return ASKED_FULL;
    if (used && is_same && act->kind != ACT_TARGET)
        return ASKED_CHANGED;
    return used ? ASKED_USED : ASKED_UNUSED;
}

static void value(const struct stage *s, struct buf *out)
{
    buf_puts(out, s->ask.field.text ? s->ask.field.text : "");
}

const struct asker ASK_TEXT = {
    .name = "text",
    .tells = true,
    .digits = true,
    .writes = true,
    .hint = WORD(/* max 38 */ "Write it as you would say it."),
    .load = ask_text_load,
    .draw = ask_text_draw,
    .act = ask_text_act,
    .value = value,
    .touch_up = touch_up,
};
