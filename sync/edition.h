/* Following a hub's signed manifest (wire/edition.h): each edition is
 * verified, staged and then switched in as a whole. One that is older than
 * what was seen, or that the trusted key has not signed, is refused and
 * told. */
#ifndef SYNC_EDITION_H
#define SYNC_EDITION_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

struct db;
struct fetch;
struct lane;

/* Whether the target is a hub that publishes by editions, as far as known. */
bool edition_is_expected(struct fetch *fetch);
/* Asks for the current edition and brings it in. *found is false when the
 * target has none after all: it publishes by formList alone. Errors are the
 * database's or the disk's. */
MUST_USE enum err edition_pull(struct fetch *fetch, bool *found);
/* Ends a switch that a power cut interrupted; needs no network. */
MUST_USE enum err edition_resume(struct lane *lane, struct db *db);

#endif
