/* What was counted in each minute, as a form keeps it: a group a minute,
 * parted by semicolons; in each a number for every category, in the order of
 * the form's questions: "3 0 1; 0 2 0". */
#ifndef FIELD_TALLY_H
#define FIELD_TALLY_H

#include "base/buf.h"

#include <stddef.h>

/* Appends the series with one more in a category in a minute, from 0; text is
 * the series before, "" at the beginning. What cannot be read counts as 0. */
void tally_add(const char *text, size_t minute, size_t category,
               size_t categories, struct buf *out);

#endif
