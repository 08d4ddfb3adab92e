#include "ui/wheels.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The four keys of a wheel, and their ids from TARGET_WHEELS + 4 * wheel. */
enum turn { TURN_UP, TURN_DOWN, TURN_LEAP_UP, TURN_LEAP_DOWN, TURNS };

static bool is_leap_year(long year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static long days_of(long month, long year)
{
    static const long DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month - 1] + (month == 2 && is_leap_year(year));
}

static void fit_day(struct wheels *w)
{
    struct wheel *day = &w->wheel[0];
    day->max = days_of(w->wheel[1].value, w->wheel[2].value);
    if (day->value > day->max)
        day->value = day->max;
}

static long within(long value, long min, long max)
{
    if (value < min)
        return min;
    return value > max ? max : value;
}

void wheels_set_date(struct wheels *w, const char *iso)
{
    enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };
    int year = 2000, month = 1, day = 1;
    sscanf(iso, "%4d-%2d-%2d", &year, &month, &day);
    w->count = 3;
    w->is_date = true;
    struct wheel *d = &w->wheel[0], *m = &w->wheel[1], *y = &w->wheel[2];
    d->min = m->min = 1;
    m->max = 12;
    y->min = FIRST_YEAR;
    y->max = LAST_YEAR;
    d->step = m->step = y->step = 1;
    d->round = m->round = true;
    d->leap = y->leap = 10;
    d->value = day < 1 ? 1 : day;
    m->value = within(month, 1, 12);
    y->value = within(year, FIRST_YEAR, LAST_YEAR);
    fit_day(w);
}

void wheels_set_time(struct wheels *w, const char *iso, long step_minutes)
{
    int hour = 0, minute = 0;
    sscanf(iso, "%2d:%2d", &hour, &minute);
    w->count = 2;
    w->is_date = false;
    struct wheel *h = &w->wheel[0], *m = &w->wheel[1];
    h->min = m->min = 0;
    h->max = 23;
    m->max = 59;
    h->step = 1;
    m->step = step_minutes < 1 ? 1 : step_minutes;
    h->round = m->round = true;
    h->digits = m->digits = 2;
    m->leap = m->step < 10 ? 10 : 0;
    h->value = within(hour, 0, 23);
    m->value = within(minute, 0, 59);
}

void wheels_print(const struct wheels *w, char out[16])
{
    if (w->is_date)
        snprintf(out, 16, "%04ld-%02ld-%02ld", w->wheel[2].value % 10000,
                 w->wheel[1].value % 100, w->wheel[0].value % 100);
    else
        snprintf(out, 16, "%02ld:%02ld", w->wheel[0].value % 100,
                 w->wheel[1].value % 100);
}

/* What stands on a wheel; the caller frees it. */
static char *shown(const struct wheels *w, const struct wheel *wheel)
{
    if (w->empty)
        return xstrdup("--");
    if (wheel->names)
        return xstrdup(wheel->names[wheel->value - wheel->min]);
    return xasprintf("%0*ld", wheel->digits, wheel->value);
}

static void draw_key(const struct wheels *w, struct canvas *canvas,
                     struct rack *rack, struct rect area, int wheel,
                     enum turn turn)
{
    static const char PRESSES[TURNS][WHEELS_MAX + 1] = {"123", "456", "", ""};
    bool leap = turn == TURN_LEAP_UP || turn == TURN_LEAP_DOWN;
    bool up = turn == TURN_UP || turn == TURN_LEAP_UP;
    const struct wheel *of = &w->wheel[wheel];
    int id = TARGET_WHEELS + wheel * TURNS + (int)turn;
    int middle = area.y + (area.height - 1) / 2;
    struct target target = {
        .area = area,
        .id = id,
        .key = leap ? '\0' : PRESSES[turn][wheel],
        .typing = true,
        .cursor_x = area.x + (area.width - 3) / 2, /* on the digit */
        .cursor_y = middle,
    };
    int style = ROLE_ACCENT | STYLE_SURFACE;
    if (rack_has_focus(rack, id))
        style = ROLE_FOCUS;
    if (rack_is_pressed(rack, id))
        style ^= STYLE_REVERSE;
    canvas_fill(canvas, area, style);
    if (area.height >= 3)
        canvas_box(canvas, area, style);
    char press[3] = {target.key ? target.key : ' ', ' ', '\0'};
    char *text = leap ? xasprintf("%s%ld", up ? "+" : "−", of->leap)
                      : xasprintf("%s%s", press, up ? GLYPH_UP : GLYPH_DOWN);
    struct rect line = {area.x + 1, middle, area.width - 2, 1};
    canvas_line(canvas, line, ALIGN_CENTRE, style, text);
    if (rack_has_focus(rack, id)) {
        canvas_text(canvas, area.x + 1, middle, style, GLYPH_FOCUS);
        canvas_set_cursor(canvas, target.cursor_x, middle);
    }
    char *say = xasprintf("%s %s%ld", of->label ? of->label : "",
                          up ? "+" : "-", leap ? of->leap : of->step);
    rack_add(rack, &target, say);
    free(say);
    free(text);
}

static void draw_pair(const struct wheels *w, struct canvas *canvas,
                      struct rack *rack, struct rect area, int wheel, bool up)
{
    struct rect half = area;
    if (w->wheel[wheel].leap)
        half.width = area.width / 2;
    draw_key(w, canvas, rack, half, wheel, up ? TURN_UP : TURN_DOWN);
    half.x += half.width + 1;
    half.width = area.width - half.width - 1;
    if (w->wheel[wheel].leap)
        draw_key(w, canvas, rack, half, wheel,
                 up ? TURN_LEAP_UP : TURN_LEAP_DOWN);
}

static void draw_value(const struct wheels *w, struct canvas *canvas,
                       struct rect line, int wheel)
{
    char *value = shown(w, &w->wheel[wheel]);
    canvas_line(canvas, line, ALIGN_CENTRE, ROLE_TEXT | STYLE_BOLD, value);
    free(value);
}

static struct rect column_of(const struct wheels *w, struct rect area, size_t i)
{
    enum { WIDEST = 25 };
    int width = area.width / (int)w->count;
    if (width > WIDEST)
        width = WIDEST;
    int gap = width >= WIDEST - 2 ? 2 : 1;
    return (struct rect){area.x + (int)i * width, area.y, width - gap,
                         area.height};
}

/* Reading order is by row, so that arrows go along the upper keys first. */
void wheels_draw(const struct wheels *w, struct canvas *canvas,
                 struct rack *rack, struct rect area)
{
    bool small = area.height < 10;
    int key = small ? (area.height - 1) / 2 : 3;
    int value = small ? 1 : 2;
    if (key > 2 && small)
        key = 2;
    if (key < 1)
        return;
    for (int row = 0; row < 2; row++) {
        for (size_t i = 0; i < w->count; i++) {
            struct rect place = column_of(w, area, i);
            struct rect line = {place.x, place.y, place.width, 1};
            const char *label = w->wheel[i].label;
            if (!small && row == 0)
                canvas_line(canvas, line, ALIGN_CENTRE, ROLE_MUTED,
                            label ? label : "");
            place.y += small ? 0 : 1;
            line.y = place.y + key + (small ? 0 : 1);
            place.height = key;
            place.y += row == 0 ? 0 : key + value + !small;
            draw_pair(w, canvas, rack, place, (int)i, row == 0);
            draw_value(w, canvas, line, (int)i);
        }
    }
}

static void turn(struct wheel *wheel, long by)
{
    long value = wheel->value + by;
    long span = wheel->max - wheel->min + 1;
    if (wheel->round && value > wheel->max)
        value -= span;
    if (wheel->round && value < wheel->min)
        value += span;
    wheel->value = within(value, wheel->min, wheel->max);
}

bool wheels_act(struct wheels *w, const struct act *act)
{
    int index = act->id - TARGET_WHEELS;
    if (act->kind != ACT_TARGET || index < 0 || index >= (int)w->count * TURNS)
        return false;
    struct wheel *wheel = &w->wheel[index / TURNS];
    enum turn which = (enum turn)(index % TURNS);
    bool leap = which == TURN_LEAP_UP || which == TURN_LEAP_DOWN;
    bool up = which == TURN_UP || which == TURN_LEAP_UP;
    long by = leap ? wheel->leap : wheel->step;
    /* The first turn only shows where the wheels begin. */
    if (!w->empty)
        turn(wheel, up ? by : -by);
    w->empty = false;
    if (w->is_date)
        fit_day(w);
    return true;
}
