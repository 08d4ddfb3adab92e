/* Cells as a few large pixels: the signs that fill parts of a cell. Large
 * print and pictures are drawn with them. */
#ifndef UI_BLOCKS_H
#define UI_BLOCKS_H

#include "base/attr.h"

#include <stdbool.h>

/* Which parts of a cell the terminal's font can fill. */
enum blocks { BLOCKS_HALF, BLOCKS_QUADRANT, BLOCKS_SEXTANT, BLOCKS_COUNT };

enum { BLOCKS_SIGN_SIZE = 8 };

/* Reads "half", "quadrant" or "sextant"; false when it is none of them. */
MUST_USE bool blocks_parse(const char *name, enum blocks *out);

/* Pixels of one cell across. */
int blocks_across(enum blocks blocks);
/* Pixels of one cell down. */
int blocks_down(enum blocks blocks);

/* The sign of a cell whose parts are filled so: a bit for each, from the upper
 * left, row by row. It may stand in room. */
const char *blocks_sign(enum blocks blocks, unsigned bits,
                        char room[BLOCKS_SIGN_SIZE]);

#endif
