/* A list for people with a keyboard: one line an entry, any number of them,
 * walked by arrows and narrowed by typing. What an entry says is asked for
 * only while it is shown, so that a hundred thousand cost what twenty do. */
#ifndef UI_ROLL_H
#define UI_ROLL_H

#include "ui/field.h"
#include "ui/rack.h"

#include <stdbool.h>
#include <stddef.h>

/* One line, borrowed until it is drawn. Texts may be NULL. */
struct roll_row {
    const char *mark; /* at most two cells */
    int mark_role;
    const char *label;
    const char *detail; /* at the end of the line */
    const char *said;   /* to the ear, instead of label and detail */
    int depth;          /* of its indent */
    bool is_heading;
};

enum { TARGET_ROLL = TARGET_FIRST + (1 << 16) };

struct roll {
    size_t count;
    void (*row)(void *context, size_t i, struct roll_row *out);
    void *context;
    size_t focus;
    size_t first; /* at the top, set by drawing */
    int height;   /* lines shown, set by drawing */
};

enum roll_outcome {
    ROLL_UNUSED,
    ROLL_MOVED,
    ROLL_PICKED, /* the focus is on the entry: Enter, or a tap */
};

/* Draws as many lines as the area has; the row in focus is the rack's mark. */
void roll_draw(struct roll *rows, struct canvas *canvas, struct rack *rack,
               struct rect area);
/* Arrows, pages, Home, End, Enter and taps. */
enum roll_outcome roll_act(struct roll *rows, const struct act *act);
/* "12-30 / 4500", or "" when all is shown; dead with the next call. */
const char *roll_where(const struct roll *rows, char out[48]);

/* A line in which the letters stand that narrow a list: a sign, the text, the
 * caret; hint while it is empty. */
void roll_draw_search(const struct field *search, struct canvas *canvas,
                      struct rect area, const char *hint);

#endif
