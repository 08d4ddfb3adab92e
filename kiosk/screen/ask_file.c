#include "screen/ask_list.h"

#include "screen/screen.h"

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
    struct dirent **entries = NULL;
    int found = *s->kiosk->config.uploads ? scandir(s->kiosk->config.uploads,
                                                    &entries, NULL, alphasort)
                                          : 0;

    (void)q;
    ask_list_begin(s, MOST_FILES, false);
    for (int i = 0; i < found; i++) {
        const char *name = entries[i]->d_name;
        if (file_name_is_safe(name))
            ask_list_add(&s->ask, name, name, strcmp(name, value) == 0);
        free(entries[i]);
    }
    free(entries);
}

static void draw(struct stage *s, const struct question *q)
{
    struct rect area = s->grid.body;

    if (s->ask.list.count) {
        ask_list_draw(s, q);
        return;
    }
    area.x += 2;
    area.width -= 4;
    stage_write(s, area, ROLE_TEXT,
                stage_text(s, "This station has no file to give. Please go "
                              "on."));
}

const struct asker ASK_FILE = {
    .name = "file",
    .hint = WORD(/* max 38 */ "Choose one."),
    .load = load,
    .draw = draw,
    .act = ask_list_act,
    .value = ask_list_value,
};
