#include "screen/ask.h"

#include "screen/screen.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "form/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PLACES = 1000, LARGEST_FILE = 1 << 20 };

/* "Market, north gate = 19.4326 -99.1332": adds it when it is one. */
static void add_place(struct ask *ask, struct list_item *items, char *line,
                      const char *value)
{
    char *equals = strrchr(line, '='), *end;
    size_t n = ask->list.count;

    if (*line == '#' || !equals || n == MOST_PLACES)
        return;
    *equals = '\0';
    double latitude = strtod(equals + 1, &end);
    double longitude = strtod(end, NULL);
    double was = strtod(value, &end);
    char *name_end = equals;
    while (name_end > line && name_end[-1] == ' ')
        *--name_end = '\0';
    items[n].label = arena_strdup(ask->arena, line);
    items[n].chosen = *value && fabs(latitude - was) < 1e-7 &&
                      fabs(longitude - strtod(end, NULL)) < 1e-7;
    ask->values[n] =
        arena_printf(ask->arena, "%.7g %.7g 0 0", latitude, longitude);
    ask->list.count++;
}

static void load(struct stage *s, const struct question *q, const char *value)
{
    struct ask *ask = &s->ask;
    struct list_item *items =
        arena_array(ask->arena, MOST_PLACES, sizeof *items);
    struct buf file;
    char *rest = NULL;

    (void)q;
    ask->values = arena_array(ask->arena, MOST_PLACES, sizeof *ask->values);
    ask->list = (struct list){
        .items = items,
        .word_chosen = stage_text(s, /* max 9 */ "chosen"),
        .word_back = stage_text(s, /* max 14 */ "Before"),
        .word_more = stage_text(s, /* max 14 */ "More"),
    };
    buf_init(&file, LARGEST_FILE);
    if (file_read(s->kiosk->config.places, &file))
        buf_reset(&file);
    for (char *line = file.data ? strtok_r(file.data, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        add_place(ask, items, line, value);
    buf_clear(&file);
}

static void draw(struct stage *s, const struct question *q)
{
    (void)q;
    list_draw(&s->ask.list, s->canvas, &s->rack, s->grid.body,
              s->grid.slot_height);
}

static enum asked act(struct stage *s, const struct act *act)
{
    enum list_outcome outcome =
        list_act(&s->ask.list, &s->rack, act, s->now_ms, &(size_t){0});

    return outcome == LIST_UNUSED ? ASKED_UNUSED : ASKED_USED;
}

static void value(const struct stage *s, struct buf *out)
{
    const struct list *list = &s->ask.list;

    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].chosen)
            buf_puts(out, s->ask.values[i]);
    }
}

const struct asker ASK_PLACES = {
    .name = "places",
    .hint = WORD(/* max 38 */ "Choose the nearest place."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = value,
};
