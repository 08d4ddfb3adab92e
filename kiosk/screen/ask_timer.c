/* A number of seconds that is measured instead of typed: a stopwatch, or a
 * countdown that rings at its end. */
#include "screen/ask.h"

#include "screen/screen.h"

#include "form/session.h"

#include <stdlib.h>

enum { TARGET_CLOCK = TARGET_FIRST, SECOND_MS = 1000 };

static void load(struct stage *s, const struct question *q, const char *value)
{
    int64_t end;

    clock_is_asked(q->appearance, &end);
    clock_init(&s->ask.timer, strtoll(value, NULL, 10), end);
    s->ask.is_timed = *value != '\0';
}

static void draw(struct stage *s, const struct question *q)
{
    struct rect area = s->grid.body;
    char text[CLOCK_TEXT_SIZE];
    bool is_over = clock_is_over(&s->ask.timer, s->now_ms);
    const struct cap cap = {
        .id = TARGET_CLOCK,
        .key = "1",
        .press = '1',
        .label = s->ask.timer.runs ? stage_text(s, /* max 20 */ "Stop")
                                   : stage_text(s, /* max 20 */ "Start"),
    };

    (void)q;
    clock_print(&s->ask.timer, s->now_ms, text);
    area.height = 1;
    area.y += s->grid.small ? 0 : 1;
    stage_write(s, area, is_over ? ROLE_WARNING : ROLE_TEXT | STYLE_BOLD,
                stage_print(s, "  %s", text));
    area.y += s->grid.small ? 1 : 2;
    area.height = s->grid.slot_height;
    if (!is_over)
        cap_draw(s->canvas, &s->rack, area, &cap);
    if (is_over)
        s->note = stage_text(s, /* max 38 */ "The time is over.");
}

static enum asked act(struct stage *s, const struct act *act)
{
    if (act->kind != ACT_TARGET || act->id != TARGET_CLOCK)
        return ASKED_UNUSED;
    clock_toggle(&s->ask.timer, s->now_ms);
    s->ask.is_timed = true;
    return ASKED_USED;
}

static void value(const struct stage *s, struct buf *out)
{
    if (s->ask.is_timed)
        buf_printf(out, "%lld",
                   (long long)clock_passed_ms(&s->ask.timer, s->now_ms) /
                       SECOND_MS);
}

const struct asker ASK_TIMER = {
    .name = "timer",
    .hint = WORD(/* max 38 */ "Start it, and stop it at the end."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = value,
};
