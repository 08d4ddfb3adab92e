/* Days and hours, turned on wheels: nobody types a date alike, and a wheel
 * shows no day that the calendar has not. A moment is two pages, the day
 * first. */
#include "screen/ask.h"

#include "screen/screen.h"

#include "form/session.h"

#include <stdio.h>
#include <string.h>

enum { MINUTES = 5 };

static void label(struct stage *s)
{
    struct wheels *date = &s->ask.wheels, *clock = &s->ask.clock;

    date->wheel[0].label = stage_text(s, /* max 9 */ "Day");
    date->wheel[1].label = stage_text(s, /* max 9 */ "Month");
    date->wheel[2].label = stage_text(s, /* max 9 */ "Year");
    clock->wheel[0].label = stage_text(s, /* max 9 */ "Hour");
    clock->wheel[1].label = stage_text(s, /* max 9 */ "Minute");
}

/* "month-year" and "year" leave out what is finer. */
static void leave_out(struct wheels *date, const struct question *q)
{
    size_t gone = ask_looks(q, "year") ? 2 : 1;

    date->count -= gone;
    date->is_date = false;
    memmove(date->wheel, date->wheel + gone, date->count * sizeof *date->wheel);
}

/* Wheels begin at today, at this hour; but empty, until one is turned. */
static void load(struct stage *s, const struct question *q, const char *value)
{
    char now[STAMP_TEXT_SIZE], part[11] = "";
    const char *time = strchr(value, 'T');

    stamp_print_local(stamp_wall_ms(), now);
    snprintf(part, sizeof part, "%.10s", *value ? value : now);
    wheels_set_date(&s->ask.wheels, q->type == TYPE_TIME ? now : part);
    s->ask.wheels.empty = !*value;
    time = time ? time + 1 : q->type == TYPE_TIME && *value ? value : now + 11;
    snprintf(part, sizeof part, "%.5s", time);
    wheels_set_time(&s->ask.clock, part, MINUTES);
    s->ask.clock.empty = !*value;
    label(s);
    if (s->ask.asker == &ASK_MONTH)
        leave_out(&s->ask.wheels, q);
}

static struct wheels *shown(struct stage *s)
{
    if (s->ask.asker == &ASK_TIME || s->ask.at_clock)
        return &s->ask.clock;
    return &s->ask.wheels;
}

static void draw(struct stage *s, const struct question *q)
{
    (void)q;
    wheels_draw(shown(s), s->canvas, &s->rack, s->grid.body);
}

static enum asked act(struct stage *s, const struct act *act)
{
    return wheels_act(shown(s), act) ? ASKED_USED : ASKED_UNUSED;
}

static void date_value(const struct stage *s, struct buf *out)
{
    const struct wheels *wheels = &s->ask.wheels;
    char date[16];

    if (wheels->empty)
        return;
    if (!wheels->is_date) {
        buf_printf(out, "%04ld-%02ld-01",
                   wheels->wheel[wheels->count - 1].value,
                   wheels->count > 1 ? wheels->wheel[0].value : 1);
        return;
    }
    wheels_print(wheels, date);
    buf_puts(out, date);
}

static void time_value(const struct stage *s, struct buf *out)
{
    char clock[16];

    if (s->ask.clock.empty)
        return;
    wheels_print(&s->ask.clock, clock);
    buf_printf(out, "%s:00.000", clock);
}

static void moment_value(const struct stage *s, struct buf *out)
{
    if (s->ask.wheels.empty || s->ask.clock.empty)
        return;
    date_value(s, out);
    buf_putc(out, 'T');
    time_value(s, out);
}

/* The day first, then the hour, in the same place. */
static const char *moment_hold(struct stage *s)
{
    if (s->ask.at_clock || s->ask.wheels.empty)
        return NULL;
    s->ask.at_clock = true;
    return "";
}

const struct asker ASK_DATE = {
    .name = "date",
    .tells = true,
    .hint = WORD(/* max 38 */ "Turn day, month and year."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = date_value,
};

const struct asker ASK_MONTH = {
    .name = "month",
    .tells = true,
    .hint = WORD(/* max 38 */ "Turn it up or down."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = date_value,
};

const struct asker ASK_TIME = {
    .name = "time",
    .tells = true,
    .hint = WORD(/* max 38 */ "Turn hours and minutes."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = time_value,
};

const struct asker ASK_MOMENT = {
    .name = "moment",
    .tells = true,
    .hint = WORD(/* max 38 */ "First the day, then the time."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = moment_value,
    .hold = moment_hold,
};
