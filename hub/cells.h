/* The cells of one projected row, packed into bytes: for each its length + 1
 * as a little-endian base-128 number (0: no value), then its bytes. */
#ifndef HUB_CELLS_H
#define HUB_CELLS_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;

struct cells {
    const unsigned char *at, *end;
};

struct cell {
    const char *text; /* NULL: no value; not NUL-terminated */
    size_t size;
};

/* Appends one cell; NULL: no value. */
void cells_add(struct buf *out, const char *text);
/* Begins to read packed bytes, which must outlive the reading. */
struct cells cells_read(const void *data, size_t size);
/* The next cell; false at the end, and for bytes that are no cells. */
MUST_USE bool cells_next(struct cells *cells, struct cell *out);

/* Whether a cell of several choices has this one. */
bool cell_has_word(struct cell cell, const char *word);

#endif
