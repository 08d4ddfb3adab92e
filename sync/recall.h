/* Carrying to a hub what residents asked at this station to take back. */
#ifndef SYNC_RECALL_H
#define SYNC_RECALL_H

#include "base/attr.h"
#include "base/err.h"

struct db;
struct lane;

/* Asks for every withdrawal that is due; what the hub took back is deleted
 * here as well. Nothing to a server that is no hub of ours. Errors are the
 * database's. */
MUST_USE enum err recall_lane(struct lane *lane, struct db *db);

#endif
