/* A position by the name of a place, or typed. */
#include "screen/ask_list.h"

#include "position.h"

#include "screen/screen.h"

#include "base/buf.h"
#include "base/file.h"
#include "form/session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PLACES = 1000, LARGEST_FILE = 1 << 20 };

/* "Market, north gate = 19.4326 -99.1332": adds it when it is one. */
static void add_place(struct ask *ask, char *line, const char *value)
{
    char *equals = strrchr(line, '='), *end, given[64];

    if (*line == '#' || !equals)
        return;
    *equals = '\0';
    double latitude = strtod(equals + 1, &end);
    double longitude = strtod(end, NULL);
    double was = strtod(value, &end);
    char *name_end = equals;
    while (name_end > line && name_end[-1] == ' ')
        *--name_end = '\0';
    snprintf(given, sizeof given, "%.9g %.9g 0 0", latitude, longitude);
    /* The answer comes back as text: equal means within its last digit. */
    ask_list_add(ask, line, given,
                 *value && fabs(latitude - was) < 1e-7 &&
                     fabs(longitude - strtod(end, NULL)) < 1e-7);
}

static void load(struct stage *s, const struct question *q, const char *value)
{
    struct buf file;
    char *rest = NULL;

    (void)q;
    value = ask_spot_lift(s, value);
    ask_list_begin(s, MOST_PLACES, false);
    buf_init(&file, LARGEST_FILE);
    if (file_read(s->kiosk->config.places, &file))
        buf_reset(&file);
    for (char *line = file.data ? strtok_r(file.data, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        add_place(&s->ask, line, value);
    buf_clear(&file);
}

/* To the ways of giving a position, where there are several; a point that was
 * given is taken along. */
static bool back(struct stage *s)
{
    struct buf value;
    struct position p;

    if (!s->ask.spot.has_menu)
        return false;
    buf_init(&value, 0);
    s->ask.asker->value(s, &value);
    if (!s->ask.spot.is_line &&
        position_read(buf_text(&value), &p) == POSITION_GOOD)
        ask_spot_take(s, buf_text(&value));
    buf_clear(&value);
    ask_turn(s, &ASK_POSITION);
    return true;
}

static void chosen_place(const struct stage *s, struct buf *out)
{
    struct buf place;

    buf_init(&place, 0);
    ask_list_value(s, &place);
    ask_spot_print(s, buf_text(&place), out);
    buf_clear(&place);
}

/* A point of a line is one of several: the next one may come another way. */
static const char *to_the_line(struct stage *s, const char *point)
{
    if (!s->ask.spot.is_line)
        return NULL;
    if (*point)
        ask_spot_take(s, point);
    back(s);
    return "";
}

static const char *hold_place(struct stage *s)
{
    struct buf place;

    buf_init(&place, 0);
    ask_list_value(s, &place);
    const char *missing = to_the_line(s, buf_text(&place));
    buf_clear(&place);
    return missing;
}

const struct asker ASK_PLACES = {
    .name = "places",
    .hint = WORD(/* max 38 */ "Choose the nearest place."),
    .load = load,
    .draw = ask_list_draw,
    .act = ask_list_act,
    .value = chosen_place,
    .back = back,
    .hold = hold_place,
};

static const char *typed(const struct stage *s)
{
    return s->ask.field.text ? s->ask.field.text : "";
}

/* The remedy, in words. */
static const char *remedy(const struct stage *s, enum position_fault fault)
{
    static const char *const REMEDIES[POSITION_FAULTS] = {
        [POSITION_GOOD] = "",
        [POSITION_SHORT] = WORD(/* max 38 */ "Two numbers: 19.4326 -99.1332"),
        [POSITION_SIGN] = WORD(/* max 38 */ "Only numbers, and N S E W or O."),
        [POSITION_LATITUDE] = WORD(/* max 38 */ "Latitude first, at most 90."),
        [POSITION_LONGITUDE] = WORD(/* max 38 */ "Longitude is at most 180."),
        [POSITION_MINUTES] = WORD(/* max 38 */ "Minutes are fewer than 60."),
    };

    return stage_text(s, REMEDIES[fault]);
}

/* How it is understood stands below while it is typed, or what is missing. */
static void draw_typed(struct stage *s, const struct question *q)
{
    struct position p;

    ask_text_draw(s, q);
    if (!*typed(s))
        return;
    enum position_fault fault = position_read(typed(s), &p);
    s->note = fault ? remedy(s, fault)
                    : stage_print(s, GLYPH_LEFT_TO_RIGHT "= %.5f, %.5f",
                                  p.latitude, p.longitude);
}

/* What cannot be read is left as it is, for the form to refuse. */
static void print_typed(const struct stage *s, struct buf *out)
{
    struct position p;

    if (!*typed(s))
        return;
    if (position_read(typed(s), &p) == POSITION_GOOD)
        position_print(&p, out);
    else if (!s->ask.spot.is_line)
        buf_puts(out, typed(s));
}

static void typed_value(const struct stage *s, struct buf *out)
{
    struct buf point;

    buf_init(&point, 0);
    print_typed(s, &point);
    ask_spot_print(s, buf_text(&point), out);
    buf_clear(&point);
}

static const char *hold_typed(struct stage *s)
{
    struct position p;
    struct buf point;
    enum position_fault fault = position_read(typed(s), &p);

    if (*typed(s) && fault)
        return remedy(s, fault);
    buf_init(&point, 0);
    print_typed(s, &point);
    const char *missing = to_the_line(s, buf_text(&point));
    buf_clear(&point);
    return missing;
}

static void load_typed(struct stage *s, const struct question *q,
                       const char *value)
{
    ask_text_load(s, q, ask_spot_lift(s, value));
    s->ask.field.numbers = true;
}

const struct asker ASK_PLACE = {
    .name = "place",
    .tells = true,
    .digits = true,
    .writes = true,
    .hint = WORD(/* max 38 */ "Type latitude and longitude."),
    .load = load_typed,
    .draw = draw_typed,
    .act = ask_text_act,
    .value = typed_value,
    .back = back,
    .hold = hold_typed,
};
