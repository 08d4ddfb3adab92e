/* Which cells of a public table are hidden. A count under SUPPRESS_LEAST is
 * hidden, zero too; and as many others as it takes so that nobody can reckon
 * it from what is shown: whoever knows every shown cell and every total finds
 * that a hidden cell may be anything from 0 to 9. docs/TRUST.md says why and
 * what remains possible. */
#ifndef HUB_SUPPRESS_H
#define HUB_SUPPRESS_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SUPPRESS_LEAST = 10, SUPPRESS_MOST = 64 };

/* One line of categories whose total is known. All hidden cells are shown
 * together: at least two categories, at least SUPPRESS_LEAST answers (all of
 * the line, when that is what it takes). */
void suppress_line(const int64_t *n, size_t count, bool *hidden);

/* The choices of a question where several may be given, of which `answered`
 * people gave at least one: hidden ones are not shown together, since they do
 * not sum to anything. A choice that nearly everybody gave is hidden as well,
 * for it tells of the few who did not. */
void suppress_choices(const int64_t *n, size_t count, int64_t answered,
                      bool *hidden);

/* A table of rows x columns (row by row) with all its row and column totals
 * known, at most SUPPRESS_MOST each way. False: it cannot be shown without
 * telling of a few, so it must be withheld whole. */
MUST_USE bool suppress_table(const int64_t *n, size_t rows, size_t columns,
                             bool *hidden);

#endif
