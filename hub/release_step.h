/* The steps between releases: figures move only when RELEASE_STEP people came
 * or left, and a breakdown only when each of its columns did so or stood
 * still. Whose answers the last ones held is kept in the archive. */
#ifndef HUB_RELEASE_STEP_H
#define HUB_RELEASE_STEP_H

#include "base/attr.h"
#include "base/err.h"
#include "release_read.h"

#include <stdint.h>

struct archive;

/* How many people it takes still until the next release; 0: it may be made. */
MUST_USE enum err steps_missing(struct archive *archive,
                                const struct reading *now, int64_t *missing);
/* Says of each breakdown in which release it moved last: `number` where it
 * moves now, which is kept; inside a transaction. */
MUST_USE enum err steps_move(struct archive *archive, const struct reading *now,
                             int64_t number, int64_t moved[DIMENSIONS]);
/* Keeps whose answers a release holds, in a dimension or (-1) in all; inside
 * a transaction. */
MUST_USE enum err steps_remember(struct archive *archive,
                                 const struct reading *now, int dimension,
                                 int64_t number);

#endif
