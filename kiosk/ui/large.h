/* A page in large print: what a screen says, one thing below the other in
 * letters of a chosen size. What does not fit is scrolled to, by arrows that
 * are shown. The targets of the rack get the places where they are written. */
#ifndef UI_LARGE_H
#define UI_LARGE_H

#include "ui/canvas.h"
#include "ui/picture.h"
#include "ui/print.h"
#include "ui/qr.h"
#include "ui/rack.h"

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

enum item_kind {
    ITEM_MESSAGE, /* what is wrong */
    ITEM_WHERE,   /* "Question 2 of 5" */
    ITEM_HEADING,
    ITEM_HINT,
    ITEM_TEXT,
    ITEM_NOTE,   /* how to go on */
    ITEM_TARGET, /* a line or more of its own */
    ITEM_KEY,    /* one of many keys side by side */
};

/* One thing that the screen says. */
struct item {
    enum item_kind kind;
    const char *text;
    char key[3];   /* of a target, "*8" after a star; "" for none */
    size_t target; /* its place in the rack */
    const struct picture *picture; /* of a target, above its words; or NULL */
    int drawing_lines;             /* that it takes; found by large_draw */
};

enum { TARGET_LARGE_UP = TARGET_FIRST + 4000, TARGET_LARGE_DOWN };

/* The lead drawing and those of a page of choices. */
enum { LARGE_DRAWINGS = 12 };

/* Lines kept free for a drawing, which is shown whole or not. */
struct large_drawing {
    int line, lines;
};

/* Where the page stands. Zeroed, at its beginning. */
struct large {
    int first, lines, rows; /* line shown first; how many there are, and fit */
    int seen;               /* the focus that was last scrolled to */
    int height;             /* cells of the rows that fit */
    struct large_drawing drawings[LARGE_DRAWINGS];
    int drawings_count;
};

/* What the page is written with. */
struct large_look {
    const struct print *print, *bar; /* of the text; of the row of arrows */
    const char *back, *next;         /* words of 0 and #, NULL: no such key */
    const struct qr *qr;             /* drawn before the targets; NULL: none */
    const struct picture *picture;   /* the same, where there is no code */
    enum blocks blocks;              /* that pictures are drawn with */
};

/* Draws the page on a wiped canvas. Nothing is drawn where the print is
 * larger than the window: false. */
MUST_USE bool large_draw(struct large *large, const struct large_look *look,
                         struct canvas *canvas, struct rack *rack,
                         struct item *items, size_t count);
/* Whether there is more above or below. */
bool large_is_at_top(const struct large *large);
/* The same, downwards. */
bool large_is_at_end(const struct large *large);
/* One page up or down; the last line stays in sight where it can, and a
 * drawing that would be cut comes whole. */
void large_turn(struct large *large, bool down);
/* Turns one page towards a target that is out of sight, so that what lies
 * between is seen; false when it is in sight. */
bool large_turn_towards(struct large *large, const struct target *target);
/* To the beginning or to the end, for the focus that went round it. */
void large_go_round(struct large *large, const struct target *target,
                    bool to_end);

#endif
