/* Asking a hub what was sent back of the answers of this station's workers. */
#ifndef SYNC_RETURNED_H
#define SYNC_RETURNED_H

#include "base/attr.h"
#include "base/err.h"

struct db;
struct lane;

/* Keeps what came since the last time. Nothing where no worker sent anything,
 * or to a server that is no hub of ours: a station on a street pays no byte for
 * it. Errors are the database's. */
MUST_USE enum err returned_lane(struct lane *lane, struct db *db);

#endif
