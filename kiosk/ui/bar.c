#include "ui/bar.h"

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

static void hang(struct rack *rack, struct rect area, const struct bar_key *key)
{
    const struct target target = {
        .area = area,
        .id = key->id,
        .key = key->bare ? key->id : '\0',
        .cursor_x = area.x,
        .cursor_y = area.y,
    };

    rack_add(rack, &target, key->label);
}

void bar_draw(const struct bar_key *keys, struct canvas *canvas,
              struct rack *rack, struct rect area)
{
    int x = area.x, y = area.y, end = area.x + area.width;

    canvas_fill(canvas, area, ROLE_TEXT);
    for (; keys->id; keys++) {
        char shown[KEY_SIZE];
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
