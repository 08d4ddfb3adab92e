#include "ui/bar.h"

#include "base/attr.h"

#include <stdio.h>
#include <string.h>

enum { KEY_SIZE = 16, GAP = 2 };

static void print_key(const struct bar_key *key, char out[KEY_SIZE])
{
    if (key->shown)
        snprintf(out, KEY_SIZE, "%s", key->shown);
    else if (key->bare)
        snprintf(out, KEY_SIZE, "%c", key->id);
    else
        snprintf(out, KEY_SIZE, "^%c", key->id - 'a' + 'A');
}

/* What is printed on the key, as a voice can say it. */
static void print_legend(const struct bar_key *key, char out[KEY_SIZE])
{
    static const struct {
        const char *shown, *legend;
    } SIGNS[] = {{"↵", "Enter"}, {"← →", "Tab"}};

    print_key(key, out);
    if (!key->shown && !key->bare)
        snprintf(out, KEY_SIZE, "Ctrl %c", key->id - 'a' + 'A');
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
        if (key->shown && strcmp(SIGNS[i].shown, key->shown) == 0)
            snprintf(out, KEY_SIZE, "%s", SIGNS[i].legend);
    }
}

static void hang(struct rack *rack, struct rect area, const struct bar_key *key)
{
    const struct target target = {
        .area = area,
        .id = key->id,
        .key = key->bare ? key->id : '\0',
        .cursor_x = area.x,
        .cursor_y = area.y,
    };

    char legend[KEY_SIZE];

    rack_add(rack, &target, key->label);
    if (target.key) /* said with every target's words */
        return;
    print_legend(key, legend);
    rack_say_also(rack, ": ", legend);
}

void bar_draw(const struct bar_key *keys, struct canvas *canvas,
              struct rack *rack, struct rect area)
{
    int x = area.x, y = area.y, end = area.x + area.width;

    canvas_fill(canvas, area, ROLE_TEXT);
    for (; keys->id; keys++) {
        char shown[KEY_SIZE];
        if (!keys->label)
            continue;
        print_key(keys, shown);
        int key = text_width(shown), width = key + 1 + text_width(keys->label);
        if (x > area.x && x + width > end) {
            x = area.x;
            y++;
        }
        bool fits = y < area.y + area.height && x + width <= end;
        hang(rack, fits ? (struct rect){x, y, width, 1} : (struct rect){0},
             keys);
        if (!fits)
            continue;
        canvas_text(canvas, x, y, ROLE_ACCENT | STYLE_BOLD, shown);
        canvas_text(canvas, x + key + 1, y, ROLE_TEXT, keys->label);
        x += width + GAP;
    }
}
