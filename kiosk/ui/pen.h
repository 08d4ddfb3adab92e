/* The colours that are set on a terminal, and what each style is there. Only
 * what differs is said, in one sequence. */
#ifndef UI_PEN_H
#define UI_PEN_H

#include "ui/palette.h"
#include "ui/terminfo.h"
#include "ui/theme.h"

#include "base/buf.h"

#include <stdbool.h>

enum { PEN_COLOUR_SIZE = 28 };

struct pen_look {
    bool bold, reverse;
    char ink[PEN_COLOUR_SIZE], paper[PEN_COLOUR_SIZE]; /* the sequences */
};

struct pen {
    const struct terminfo *terminfo;
    struct pen_look looks[PALETTE_STYLES];
    const struct pen_look *set; /* NULL: unknown */
};

/* Works out every style; appends what prepares the terminal's palette. On a
 * console bold would change colours. */
void pen_set_theme(struct pen *pen, const struct theme *theme, bool console,
                   struct buf *out);
/* Appends what sets a style. */
void pen_set(struct pen *pen, int style, struct buf *out);
/* The same for a blank, whose ink does not show. */
void pen_set_paper(struct pen *pen, int style, struct buf *out);
/* Whether a text of that style, or a blank, needs nothing set. */
bool pen_suits(const struct pen *pen, int style, bool is_blank);
/* Whether erasing leaves the same as blanks of that style. */
bool pen_erases(const struct pen *pen, int style);

#endif
