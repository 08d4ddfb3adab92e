/* Responses whose state or review changed after they came. Each change has
 * its number, so that whoever mirrors the archive by a cursor (cursor.h)
 * hears of it, and the projection is told. */
#ifndef HUB_CHANGES_H
#define HUB_CHANGES_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct flat;

/* Says that the response of a key changed, inside the transaction that
 * changes it. A response has one change, its last. */
MUST_USE enum err changes_note(struct archive *archive,
                               const unsigned char *key);
/* The largest number given so far. */
MUST_USE enum err changes_last(struct archive *archive, int64_t *out);

/* A response that changed, once for each of its rows in a table and once if
 * it has none (any more); borrowed for the call. */
struct change {
    int64_t number; /* of the change */
    const unsigned char *key;
    int64_t state;
    const struct flat *flat; /* NULL: it has no row there */
};

/* Which changes: of which table, between which numbers, and of responses up
 * to which number. */
struct changes {
    int64_t family;
    const char *part;
    int64_t after, upto;
    int64_t last_response;
};

/* Visits them in the order of their numbers; stops at the first error of
 * visit and returns it. */
MUST_USE enum err
changes_each(struct archive *archive, const struct changes *which,
             enum err (*visit)(void *context, const struct change *change),
             void *context);

#endif
