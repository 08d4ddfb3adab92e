#include "screen/ask.h"

#include "screen/screen.h"

#include "base/arena.h"
#include "form/session.h"

#include <string.h>

static void note_load(struct stage *s, const struct question *q,
                      const char *value)
{
    (void)s;
    (void)q;
    (void)value;
}

/* What was calculated for the resident to see. */
static void note_draw(struct stage *s, const struct question *q)
{
    struct rect area = s->grid.body;

    area.x += 2;
    area.width -= 4;
    if (*q->display)
        canvas_wrap(s->canvas, area, 0, ROLE_TEXT, q->display);
}

static enum asked note_act(struct stage *s, const struct act *act)
{
    (void)s;
    (void)act;
    return ASKED_UNUSED;
}

static void note_value(const struct stage *s, struct buf *out)
{
    (void)s;
    (void)out;
}

const struct asker ASK_NOTE = {
    .name = "note",
    .hint = WORD(/* max 38 */ "Nothing to answer here."),
    .load = note_load,
    .draw = note_draw,
    .act = note_act,
    .value = note_value,
};

/* One box to tick: the form means "OK" by it. */
static void trigger_load(struct stage *s, const struct question *q,
                         const char *value)
{
    struct list_item *item = arena_array(s->ask.arena, 1, sizeof *item);

    (void)q;
    item->label = stage_text(s, /* max 30 */ "Yes, I have read it");
    item->chosen = *value != '\0';
    s->ask.list = (struct list){
        .items = item,
        .count = 1,
        .many = true,
        .word_chosen = stage_text(s, /* max 9 */ "chosen"),
        .word_back = "",
        .word_more = "",
    };
}

static void trigger_draw(struct stage *s, const struct question *q)
{
    (void)q;
    list_draw(&s->ask.list, s->canvas, &s->rack, s->grid.body,
              s->grid.slot_height);
}

static enum asked trigger_act(struct stage *s, const struct act *act)
{
    enum list_outcome outcome =
        list_act(&s->ask.list, &s->rack, act, s->now_ms, &(size_t){0});

    return outcome == LIST_UNUSED ? ASKED_UNUSED : ASKED_USED;
}

static void trigger_value(const struct stage *s, struct buf *out)
{
    if (s->ask.list.items[0].chosen)
        buf_puts(out, "OK");
}

const struct asker ASK_TRIGGER = {
    .name = "trigger",
    .hint = WORD(/* max 38 */ "Tick it if you agree."),
    .load = trigger_load,
    .draw = trigger_draw,
    .act = trigger_act,
    .value = trigger_value,
};
