#include "screen/ask.h"

#include "screen/screen.h"

#include "base/arena.h"
#include "base/file.h"
#include "form/session.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILES = 200 };

/* Only what the operator puts (or a camera drops) into one folder may be
 * given: a path typed by anybody would read the station's own files. */
static void load(struct stage *s, const struct question *q, const char *value)
{
    struct ask *ask = &s->ask;
    struct dirent **entries = NULL;
    int found = *s->kiosk->config.uploads ? scandir(s->kiosk->config.uploads,
                                                    &entries, NULL, alphasort)
                                          : 0;
    struct list_item *items =
        arena_array(ask->arena, MOST_FILES, sizeof *items);
    size_t count = 0;

    (void)q;
    ask->values = arena_array(ask->arena, MOST_FILES, sizeof *ask->values);
    for (int i = 0; i < found; i++) {
        const char *name = entries[i]->d_name;
        if (count < MOST_FILES && file_name_is_safe(name)) {
            items[count].label = arena_strdup(ask->arena, name);
            items[count].chosen = strcmp(name, value) == 0;
            ask->values[count] = items[count].label;
            count++;
        }
        free(entries[i]);
    }
    free(entries);
    ask->list = (struct list){
        .items = items,
        .count = count,
        .word_chosen = stage_text(s, /* max 9 */ "chosen"),
        .word_back = stage_text(s, /* max 14 */ "Before"),
        .word_more = stage_text(s, /* max 14 */ "More"),
    };
}

static void draw(struct stage *s, const struct question *q)
{
    struct rect area = s->grid.body;

    (void)q;
    if (s->ask.list.count) {
        list_draw(&s->ask.list, s->canvas, &s->rack, area, s->grid.slot_height);
        return;
    }
    area.x += 2;
    area.width -= 4;
    canvas_wrap(s->canvas, area, 0, ROLE_TEXT,
                stage_text(s, "This station has no file to give. Please go "
                              "on."));
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

const struct asker ASK_FILE = {
    .name = "file",
    .hint = WORD(/* max 38 */ "Choose one."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = value,
};
