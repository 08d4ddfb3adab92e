/* Numbers: on a pad, as steps of a scale, or on a wheel where the range has too
 * many steps to be seen at once. */
#include "screen/ask.h"

#include "screen/screen.h"

#include "form/session.h"

#include <stdlib.h>
#include <string.h>

enum { PAD_WIDTH = 36 };

/* The words that the form puts at a step; NULL: none. */
static const char *tick_of(const struct question *q, long number)
{
    for (size_t i = 0; i < q->ticks_count; i++) {
        char *end;
        double value = strtod(q->ticks[i].value, &end);
        if (!*end && value == (double)number)
            return q->ticks[i].label;
    }
    return NULL;
}

static void scale_load(struct stage *s, const struct question *q,
                       const char *value)
{
    struct scale *scale = &s->ask.scale;

    if (!ask_range_is_scale(q, scale))
        return;
    scale->word_chosen = stage_text(s, /* max 9 */ "chosen");
    if (*value)
        scale->chosen =
            (int)(strtol(value, NULL, 10) - scale->first) / scale->step;
}

/* What stands at the ends says what the numbers mean. */
static const char *ends_of(struct stage *s, const struct scale *scale)
{
    int last = scale->count - 1;
    const char *first = scale->label[0], *end = scale->label[last];

    if (!first || !end)
        return s->note;
    return stage_print(s, "%d: %s. %d: %s.", scale->first, first,
                       scale->first + last * scale->step, end);
}

/* Words stand at their steps where they fit. */
static void scale_show(struct stage *s, const struct question *q)
{
    struct scale scale = s->ask.scale;

    for (int i = 0; i < scale.count; i++)
        scale.label[i] = tick_of(q, scale.first + (long)i * scale.step);
    if (!scale_fits(&scale, s->grid.body.width)) {
        s->note = ends_of(s, &scale);
        memset(scale.label, 0, sizeof scale.label);
    }
    scale_draw(&scale, s->canvas, &s->rack, s->grid.body);
}

static enum asked scale_take(struct stage *s, const struct act *act)
{
    return scale_act(&s->ask.scale, act) ? ASKED_USED : ASKED_UNUSED;
}

static void scale_value(const struct stage *s, struct buf *out)
{
    const struct scale *scale = &s->ask.scale;

    if (scale->chosen >= 0)
        buf_printf(out, "%d", scale->first + scale->chosen * scale->step);
}

const struct asker ASK_SCALE = {
    .name = "scale",
    .hint = WORD(/* max 38 */ "Choose one."),
    .load = scale_load,
    .draw = scale_show,
    .act = scale_take,
    .value = scale_value,
};

/* Where the form lets an unanswered wheel begin, or its first number. */
static long first_of(const struct question *q, const struct wheel *wheel)
{
    long first = q->placeholder ? strtol(q->placeholder, NULL, 10) : wheel->min;

    return first < wheel->min || first > wheel->max ? wheel->min : first;
}

/* The second pair of keys leaps from mark to mark. */
static void range_load(struct stage *s, const struct question *q,
                       const char *value)
{
    struct wheel *wheel = &s->ask.wheels.wheel[0];
    long step = q->range_step ? labs(strtol(q->range_step, NULL, 10)) : 1;
    long leap = q->tick_interval ? labs(strtol(q->tick_interval, NULL, 10)) : 0;

    s->ask.wheels = (struct wheels){.count = 1, .empty = !*value};
    *wheel = (struct wheel){
        .min = strtol(q->range_start, NULL, 10),
        .max = strtol(q->range_end, NULL, 10),
        .step = step,
        .leap = leap > step ? leap / step * step : 0,
    };
    wheel->max -= (wheel->max - wheel->min) % step;
    wheel->value = *value ? strtol(value, NULL, 10) : first_of(q, wheel);
}

static void range_draw(struct stage *s, const struct question *q)
{
    const struct wheels *wheels = &s->ask.wheels;
    const char *tick =
        wheels->empty ? NULL : tick_of(q, wheels->wheel[0].value);

    if (tick)
        s->note = tick;
    wheels_draw(&s->ask.wheels, s->canvas, &s->rack, s->grid.body);
}

static enum asked range_act(struct stage *s, const struct act *act)
{
    return wheels_act(&s->ask.wheels, act) ? ASKED_USED : ASKED_UNUSED;
}

static void range_value(const struct stage *s, struct buf *out)
{
    if (!s->ask.wheels.empty)
        buf_printf(out, "%ld", s->ask.wheels.wheel[0].value);
}

const struct asker ASK_RANGE = {
    .name = "range",
    .tells = true,
    .hint = WORD(/* max 38 */ "Turn it up or down."),
    .load = range_load,
    .draw = range_draw,
    .act = range_act,
    .value = range_value,
};

enum { COUNTER_MOST = 9999 };

/* Counted up from nothing: the first turn only shows the wheel, so one. */
static void counter_load(struct stage *s, const struct question *q,
                         const char *value)
{
    (void)q;
    s->ask.wheels = (struct wheels){.count = 1, .empty = !*value};
    s->ask.wheels.wheel[0] =
        (struct wheel){.max = COUNTER_MOST,
                       .step = 1,
                       .leap = 10,
                       .value = *value ? strtol(value, NULL, 10) : 1};
}

const struct asker ASK_COUNTER = {
    .name = "counter",
    .tells = true,
    .hint = WORD(/* max 38 */ "Turn it up or down."),
    .load = counter_load,
    .draw = range_draw,
    .act = range_act,
    .value = range_value,
};

static void number_load(struct stage *s, const struct question *q,
                        const char *value)
{
    field_set(&s->ask.field, value);
    s->ask.pad = (struct pad){
        .decimal = q->type != TYPE_INT,
        .negative = true,
        .word_erase = stage_text(s, /* max 7 */ "erase"),
        .word_clear = stage_text(s, /* max 7 */ "clear"),
    };
}

/* "1 234 567": the hint's line tells thousands apart while they are typed. */
static const char *grouped(struct stage *s, const char *text)
{
    size_t sign = *text == '-', digits = strspn(text + sign, "0123456789");
    const char *out = sign ? "-" : "";

    for (size_t i = 0; i < digits; i++)
        out =
            stage_print(s, "%s%s%c", out, i && (digits - i) % 3 == 0 ? " " : "",
                        text[sign + i]);
    return stage_print(s, "%s%s", out, text + sign + digits);
}

/* Field and pad side by side, or one above the other on the small page. */
static void number_draw(struct stage *s, const struct question *q)
{
    struct rect field = s->grid.body, pad = s->grid.body;
    const char *text = s->ask.field.text ? s->ask.field.text : "";

    if (ask_looks(q, "thousands-sep") && strlen(text) > 3)
        s->note = grouped(s, text);
    if (s->grid.small) {
        field.height = 2;
        pad.y += field.height;
        pad.height -= field.height;
    } else {
        field.x += 2;
        field.width = s->grid.body.width - PAD_WIDTH - 6;
        field.height = 3;
        pad.x += s->grid.body.width - PAD_WIDTH - 2;
        pad.width = PAD_WIDTH;
    }
    pad_draw(&s->ask.pad, s->canvas, &s->rack, pad);
    field_draw(&s->ask.field, s->canvas, field, field_caret(&s->rack));
}

static enum asked number_act(struct stage *s, const struct act *act)
{
    bool refused = false;
    bool used = pad_act(&s->ask.pad, act, &s->ask.field, &refused);

    if (refused)
        return ASKED_FULL;
    return used ? ASKED_USED : ASKED_UNUSED;
}

static void field_value(const struct stage *s, struct buf *out)
{
    buf_puts(out, s->ask.field.text ? s->ask.field.text : "");
}

const struct asker ASK_NUMBER = {
    .name = "number",
    .tells = true,
    .digits = true,
    .hint = WORD(/* max 38 */ "Type a number."),
    .load = number_load,
    .draw = number_draw,
    .act = number_act,
    .value = field_value,
};
