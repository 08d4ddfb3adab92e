/* The station's log by USB stick: what it has grown by goes along with the
 * answers, and the hub's proofs come back with its verdicts. Until then
 * nothing that went is deleted. */
#ifndef SYNC_CARRIED_H
#define SYNC_CARRIED_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct db;
struct lane;

/* Appends a record 'L' for each epoch that has grown (wire/bundle.h).
 * has_all: every answer that waits goes along as well, so their leaves may. */
MUST_USE enum err carried_pack(struct lane *lane, struct db *db, bool has_all,
                               struct buf *records);
/* Takes the records of a hub's proofs, whose sender was checked; what does not
 * prove what it should is told as a trouble. */
MUST_USE enum err carried_take(struct lane *lane, struct db *db,
                               const char *records, size_t size);

#endif
