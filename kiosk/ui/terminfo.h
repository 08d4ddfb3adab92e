/* The door to ncurses' terminfo: what a terminal can do, and in which bytes.
 * Everything here appends to a buffer; nothing is sent. */
#ifndef UI_TERMINFO_H
#define UI_TERMINFO_H

#include "ui/palette.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* Sequences without parameters. */
enum sequence_name {
    SEQUENCE_ENTER, /* the other page of the terminal, and out of it */
    SEQUENCE_LEAVE,
    SEQUENCE_CLEAR,
    SEQUENCE_ERASE_LINE, /* from the cursor to the end of its line */
    SEQUENCE_HIDE,       /* the cursor */
    SEQUENCE_SHOW,
    SEQUENCE_PLAIN, /* no attributes, own colours */
    SEQUENCE_BOLD,
    SEQUENCE_REVERSE,
    SEQUENCE_LEFT, /* the cursor by one */
    SEQUENCE_UP,
    SEQUENCE_DOWN,
    SEQUENCE_NO_WRAP, /* at the last column */
    SEQUENCE_WRAP,
    SEQUENCE_OWN_PALETTE,
    SEQUENCE_BLOCK, /* the cursor as a steady block, or as a line */
    SEQUENCE_LINE,
    SEQUENCE_COUNT,
};

/* Sequences with one or two numbers. */
enum form_name {
    FORM_PLACE,  /* x, y: the cursor there; always to be had */
    FORM_COLUMN, /* x */
    FORM_ROW,    /* y */
    FORM_RIGHT,  /* by n cells */
    FORM_ERASE,  /* n cells from the cursor on */
    FORM_INK,
    FORM_PAPER,
    FORM_COUNT,
};

struct terminfo;

/* Reads the description of a type of terminal. ERR_MISSING, with the remedy
 * in the log, when it is unknown or cannot place its cursor. The caller frees
 * it with terminfo_close. */
MUST_USE enum err terminfo_open(struct terminfo **out, const char *name);
/* NULL is accepted. */
void terminfo_close(struct terminfo *terminfo);

/* Its colours. */
struct palette_ability terminfo_ability(const struct terminfo *terminfo);
/* Whether what it erases takes the paper's colour. */
bool terminfo_erases_in_colour(const struct terminfo *terminfo);
/* Whether a character in the last cell of the last row rolls the page. */
bool terminfo_rolls_at_corner(const struct terminfo *terminfo);
/* Columns that its description states, 0 when it does not. */
int terminfo_width(const struct terminfo *terminfo);
/* The same of rows. */
int terminfo_height(const struct terminfo *terminfo);

/* The bytes; "" when the terminal has none. */
const char *terminfo_sequence(const struct terminfo *terminfo,
                              enum sequence_name name);
/* The fewest bytes that FORM_PLACE takes ("ESC Y row column" on a VT52). */
size_t terminfo_place_size(const struct terminfo *terminfo);
/* Whether it has the form. */
bool terminfo_has(const struct terminfo *terminfo, enum form_name name);
/* Appends the form with its numbers; b is for FORM_PLACE. */
void terminfo_print(const struct terminfo *terminfo, enum form_name name, int a,
                    int b, struct buf *out);
/* Appends what puts a colour into a slot of the palette. */
void terminfo_print_slot(const struct terminfo *terminfo,
                         const struct palette_slot *slot, struct buf *out);

#endif
