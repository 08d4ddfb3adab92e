/* Where things are on a page: one of two grids, 80x24 and 40x11, stretched
 * over the window. Nothing moves between questions but words. */
#ifndef UI_GRID_H
#define UI_GRID_H

#include "ui/canvas.h"

#include <stdbool.h>

/* Below this a page cannot be read; a screen then says so. */
enum { GRID_MIN_WIDTH = 36, GRID_MIN_HEIGHT = 10 };

struct grid {
    bool small;
    struct rect page; /* centred when the window is wider than 100 */
    struct rect header;
    struct rect prompt; /* question and hint */
    struct rect body;   /* answers */
    struct rect message;
    struct rect footer;
    int slot_height;  /* rows of one target: 3, or 2 on the small grid */
    int footer_slots; /* 5, or 4 on the small grid */
};

/* Whether a window of this size can show anything useful. */
bool grid_fits(int width, int height);
/* The grid of a window; prompt_rows is what the question needs (at least 2).
 * The body keeps room for two slots: a prompt beyond that is paged. */
struct grid grid_for(int width, int height, int prompt_rows);

#endif
