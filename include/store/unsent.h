/* The answers that no target keeps yet, parked ones among them: what an
 * operator carries away by hand. */
#ifndef STORE_UNSENT_H
#define STORE_UNSENT_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct db;
struct outbox_entry;

/* The oldest ones after *cursor (0 at first), a few megabytes at most; moves
 * the cursor behind them. None left: *count is 0. *out is freed by
 * outbox_entries_clear. */
MUST_USE enum err unsent_read(struct db *db, int64_t *cursor,
                              struct outbox_entry **out, size_t *count);

#endif
