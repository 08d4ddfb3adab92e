/* What was counted in each minute, as a form keeps it: a group a minute,
 * parted by semicolons; in each a number for every category, in the order of
 * the form's questions: "3 0 1; 0 2 0". */
#ifndef KIOSK_TALLY_H
#define KIOSK_TALLY_H

#include "base/attr.h"
#include "base/buf.h"
#include "form/session.h"

#include <stddef.h>

enum { TALLY_COUNT_SIZE = 64 };

/* Appends the series with one more in a category in a minute, from 0; text is
 * the series before, "" at the beginning. What cannot be read counts as 0. */
void tally_add(const char *text, size_t minute, size_t category,
               size_t categories, struct buf *out);

/* One more in a category in a minute, as the interview's log keeps it: the
 * series itself would be longer with every count. */
void tally_print(size_t minute, size_t category, size_t categories,
                 char out[TALLY_COUNT_SIZE]);
/* Adds such a count to the series that is answered at ref. ANSWER_UNKNOWN when
 * it is none. */
MUST_USE enum answer tally_answer(struct session *session, const char *ref,
                                  const char *count);

#endif
