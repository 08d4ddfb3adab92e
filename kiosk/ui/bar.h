/* A line of keys at the foot of the screen: what can be pressed here, and by
 * which key; each is a target for fingers too. */
#ifndef UI_BAR_H
#define UI_BAR_H

#include "ui/rack.h"

#include <stdbool.h>

struct bar_key {
    char id;           /* a letter: Ctrl and that letter; 0 ends a list */
    bool bare;         /* the letter alone, without Ctrl */
    const char *shown; /* instead of the key itself, such as "↵"; or NULL */
    const char *label; /* NULL: this key is not to be had now */
};

/* Draws the keys into the area, row by row. What has no room there is hung all
 * the same: the key works, and the help sheet names it. */
void bar_draw(const struct bar_key *keys, struct canvas *canvas,
              struct rack *rack, struct rect area);

#endif
