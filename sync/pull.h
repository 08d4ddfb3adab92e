/* Forms on their way in: what a target publishes is fetched, checked and put
 * where the kiosk looks for it. */
#ifndef SYNC_PULL_H
#define SYNC_PULL_H

#include "base/attr.h"
#include "base/err.h"

struct db;
struct lane;

/* Asks for the list of forms and fetches what changed; lane->pull_ms then
 * says when to ask again. A form that arrives damaged or unusable leaves the
 * old one in place, and the others go on. Errors are the database's. */
MUST_USE enum err pull_lane(struct lane *lane, struct db *db);

#endif
