#include "ui/grid.h"

enum {
    LARGE_WIDTH = 60,
    LARGE_HEIGHT = 24,
    WIDEST = 100,
    FOOTER_LARGE = 3,
    FOOTER_SMALL = 2,
    SLOT_LARGE = 3,
    SLOT_SMALL = 2,
    BODY_SMALL = 5, /* a line of text and four rows of keys */
};

bool grid_fits(int width, int height)
{
    return width >= GRID_MIN_WIDTH && height >= GRID_MIN_HEIGHT;
}

static int clamp(int value, int low, int high)
{
    if (value > high)
        value = high;
    return value < low ? low : value;
}

/* Rows: header 1, blank 1, prompt, blank 1, body, message 1, footer 3. */
static void place_large(struct grid *g, int prompt_rows)
{
    struct rect p = g->page;
    int top = p.y + 2;
    int footer = p.y + p.height - FOOTER_LARGE;
    int message = footer - 1;
    int room = message - top - 1 - 2 * SLOT_LARGE;
    int rows = clamp(prompt_rows, 2, room);
    int body = top + rows + 1;
    g->header = (struct rect){p.x + 1, p.y, p.width - 2, 1};
    g->prompt = (struct rect){p.x + 2, top, p.width - 4, rows};
    g->body = (struct rect){p.x + 1, body, p.width - 3, message - body};
    g->message = (struct rect){p.x + 2, message, p.width - 4, 1};
    g->footer = (struct rect){p.x, footer, p.width, FOOTER_LARGE};
    g->slot_height = SLOT_LARGE;
    g->footer_slots = 5;
}

/* Rows: header 1, prompt, body, footer 2. The message takes the prompt's
 * last row while there is one. */
static void place_small(struct grid *g, int prompt_rows)
{
    struct rect p = g->page;
    int footer = p.y + p.height - FOOTER_SMALL;
    int room = footer - (p.y + 1) - BODY_SMALL;
    int rows = clamp(prompt_rows, 2, room);
    int body = p.y + 1 + rows;
    g->small = true;
    g->header = (struct rect){p.x, p.y, p.width, 1};
    g->prompt = (struct rect){p.x, p.y + 1, p.width, rows};
    g->body = (struct rect){p.x, body, p.width, footer - body};
    g->message = (struct rect){p.x, body - 1, p.width, 1};
    g->footer = (struct rect){p.x, footer, p.width, FOOTER_SMALL};
    g->slot_height = SLOT_SMALL;
    g->footer_slots = 4;
}

struct grid grid_for(int width, int height, int prompt_rows)
{
    struct grid g = {.page = {0, 0, width, height}};
    if (width > WIDEST) {
        g.page.x = (width - WIDEST) / 2;
        g.page.width = WIDEST;
    }
    if (width >= LARGE_WIDTH && height >= LARGE_HEIGHT)
        place_large(&g, prompt_rows);
    else
        place_small(&g, prompt_rows);
    return g;
}
