/* What is shown and not asked: a note, and the box that is ticked below one. */
#include "screen/ask_list.h"

#include "screen/screen.h"

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
        stage_write(s, area, ROLE_TEXT, q->display);
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
    (void)q;
    ask_list_begin(s, 1, true);
    ask_list_add(&s->ask, stage_text(s, /* max 30 */ "Yes, I have read it"),
                 "OK", *value != '\0');
}

const struct asker ASK_TRIGGER = {
    .name = "trigger",
    .hint = WORD(/* max 38 */ "Tick it if you agree."),
    .load = trigger_load,
    .draw = ask_list_draw,
    .act = ask_list_act,
    .value = ask_list_value,
};
