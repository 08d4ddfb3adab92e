/* Telling a hub of the station's log, and holding the hub to its own: what
 * it answers must prove that the leaves are in its log, and that this extends
 * the one seen before. Only what was so proved may ever be deleted here. */
#ifndef SYNC_TELLING_H
#define SYNC_TELLING_H

#include "base/attr.h"
#include "base/err.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct lane;
struct oversight;

#define GROWTH_TYPE "application/x-barrio-growth"

/* Tells of every leaf whose answer is settled with the target, up to the first
 * that waits. Nothing to a server that is no hub of ours. Errors are the
 * database's. */
MUST_USE enum err telling_lane(struct lane *lane, struct db *db);

/* Looks at what a hub said of its log in passing, "NAME SIZE": one that began
 * anew is told of everything again at once, one that is shorter than before
 * is a trouble. */
MUST_USE enum err telling_heed(struct lane *lane, struct db *db,
                               const char *said);

/* One epoch's growth as text, for whatever carries it; count is 0 when there
 * is nothing to tell. size is how many leaves it then has, seq the last
 * response among them, head its signed checkpoint. */
struct growth_text {
    struct buf text;
    size_t count;
    uint64_t size;
    int64_t seq;
    struct buf head;
};
/* How much of it is told, and how. */
enum growth_scope {
    GROWTH_SETTLED,      /* up to the first answer that waits */
    GROWTH_IN_FULL,      /* the same, spelling out what the target could make */
    GROWTH_WITH_WAITING, /* what waits goes along with this text */
};
/* Makes it from the leaf numbered from on. Cleared by growth_text_clear. */
MUST_USE enum err growth_text_make(struct db *db, const char *target,
                                   const struct oversight *oversight,
                                   int64_t epoch, int64_t from,
                                   int64_t after_seq, enum growth_scope scope,
                                   struct growth_text *out);
void growth_text_clear(struct growth_text *text);

#endif
