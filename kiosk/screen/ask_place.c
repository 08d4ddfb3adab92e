#include "screen/ask_list.h"

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
    snprintf(given, sizeof given, "%.7g %.7g 0 0", latitude, longitude);
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
    ask_list_begin(s, MOST_PLACES, false);
    buf_init(&file, LARGEST_FILE);
    if (file_read(s->kiosk->config.places, &file))
        buf_reset(&file);
    for (char *line = file.data ? strtok_r(file.data, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        add_place(&s->ask, line, value);
    buf_clear(&file);
}

const struct asker ASK_PLACES = {
    .name = "places",
    .hint = WORD(/* max 38 */ "Choose the nearest place."),
    .load = load,
    .draw = ask_list_draw,
    .act = ask_list_act,
    .value = ask_list_value,
};
