/* The rows of a rack: targets hung one after another on one line of the
 * screen, such as the keys of a keyboard. Whoever scans with one switch chooses
 * a row first, then what is in it. */
#ifndef UI_ROW_H
#define UI_ROW_H

#include "ui/canvas.h"
#include "ui/rack.h"

#include <stdbool.h>
#include <stddef.h>

/* Places in the rack of its first target and of its last. */
struct row {
    size_t first, last;
};

/* The row that the target of that id is in; the first row when there is no
 * such target. The rack must not be empty. */
struct row row_of(const struct rack *rack, int id);
/* The next row down the screen; after the last one the first. */
struct row row_after(const struct rack *rack, struct row row);
/* How many of its targets can be walked to. */
size_t row_count(const struct rack *rack, struct row row);
/* The id of the first of these. */
int row_begin(const struct rack *rack, struct row row);
/* The id of the next one after that target; TARGET_NONE behind the last. */
int row_next(const struct rack *rack, struct row row, int id);
/* Gives all of it one style on the canvas. */
void row_restyle(const struct rack *rack, struct row row, struct canvas *canvas,
                 int style);

#endif
