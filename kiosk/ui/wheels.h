/* Numbers side by side that are turned up and down: a date, a time, a range
 * with a step. */
#ifndef UI_WHEELS_H
#define UI_WHEELS_H

#include "ui/rack.h"

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

enum { WHEELS_MAX = 3, TARGET_WHEELS = TARGET_FIRST };

struct wheel {
    long value, min, max, step;
    int digits;               /* zeros before it up to that width */
    const char *label;        /* "Day" */
    const char *const *names; /* instead of the number, from min; or NULL */
    bool round;               /* after the last comes the first */
    long leap; /* a second pair of keys turns that far; 0: none */
};

struct wheels {
    struct wheel wheel[WHEELS_MAX];
    size_t count;
    bool is_date; /* day, month, year: the day follows the month's length */
    bool empty;   /* nothing chosen yet: shown as dashes */
};

/* Day, month and year, beginning on "YYYY-MM-DD". */
void wheels_set_date(struct wheels *wheels, const char *iso);
/* Hours and minutes, "HH:MM". */
void wheels_set_time(struct wheels *wheels, const char *iso, long step_minutes);
/* "YYYY-MM-DD" or "HH:MM" of what is shown. */
void wheels_print(const struct wheels *wheels, char out[16]);
/* Draws a key above and below each number, and a wider leap beside it. */
void wheels_draw(const struct wheels *wheels, struct canvas *canvas,
                 struct rack *rack, struct rect area);
/* True when the act turned a wheel. */
bool wheels_act(struct wheels *wheels, const struct act *act);

#endif
