/* Responses whose state changed after they were projected: their rows and the
 * tallies follow. */
#ifndef HUB_RESTATE_H
#define HUB_RESTATE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct archive;
struct models;
struct tally;

/* Changes followed at once, as the query says too. */
enum { RESTATE_MOST = 256 };

/* Follows some of the changes of responses up to number last, inside a
 * transaction: their rows are restated, or deleted when the response was
 * erased, and tally gets what changes. Adds to done how many. */
MUST_USE enum err restate_follow(struct archive *archive, struct models *models,
                                 struct tally *tally, int64_t last,
                                 int64_t *done);

#endif
