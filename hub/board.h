/* The board: the entries of the bulletin as the hub keeps them, with those
 * that are not public (yet). Whatever changes it is signed in the log. What is
 * public leaves as one Atom feed, for stations under the signed manifest and
 * for everybody at /bulletin.atom. */
#ifndef HUB_BOARD_H
#define HUB_BOARD_H

#include "base/attr.h"
#include "base/err.h"
#include "record/bulletin.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct arena;
struct models;

/* Adds an entry (id "": a new one is made, in arena) or replaces the one of
 * that id, inside a transaction. ERR_FORMAT when it is not sound: nothing
 * closes without a reason. */
MUST_USE enum err board_put(struct archive *archive, struct entry *entry,
                            struct arena *arena);
/* All entries, newest first, in the arena; kind ENTRY_KINDS: of every kind. */
MUST_USE enum err board_load(struct archive *archive, enum entry_kind kind,
                             struct arena *arena, struct entry **out,
                             size_t *count);
/* One entry; ERR_MISSING when there is none of that id. */
MUST_USE enum err board_find(struct archive *archive, const char *id,
                             struct arena *arena, struct entry *out);
/* Whether a problem that the city admits stands on the board, for a form or
 * for all of them. */
MUST_USE enum err board_admits(struct archive *archive, const char *form_id,
                               int *out);

/* Whom the feed speaks for. */
struct board_speaker {
    struct archive *archive;
    struct models *models;
    const char *name; /* of the hub */
    const char *url;  /* public, without a slash at its end */
};

/* Counts what residents said to entries, and publishes the feed anew, in a
 * transaction of its own. */
MUST_USE enum err board_publish(const struct board_speaker *speaker);

#endif
