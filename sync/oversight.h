/* What the agent knows of a hub's log: its key, learned at the first contact,
 * and the checkpoint seen last, which every later one must extend. */
#ifndef SYNC_OVERSIGHT_H
#define SYNC_OVERSIGHT_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/checkpoint.h"
#include "proof/note.h"

#include <stdbool.h>

struct db;
struct lane;

struct oversight {
    bool is_known; /* there is a key */
    struct note_verifier hub;
    struct checkpoint seen; /* zeroed: none yet */
};

/* Recalls what is known of the lane's target. */
MUST_USE enum err oversight_recall(const struct lane *lane, struct db *db,
                                   struct oversight *out);
/* Takes a key, given as it is printed: the first, or that of a later epoch of
 * the same log, which is logged loudly. *is_new_epoch: what was seen before
 * counts no more. ERR_DENIED for any other key; logged. */
MUST_USE enum err oversight_take_key(const struct lane *lane, struct db *db,
                                     struct oversight *oversight,
                                     const char *key, bool *is_new_epoch);
/* Remembers oversight->seen. */
MUST_USE enum err oversight_keep_seen(const struct lane *lane, struct db *db,
                                      const struct oversight *oversight);

#endif
