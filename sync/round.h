/* One round of sending over one lane: what it has seen so far, and how a
 * response is settled. */
#ifndef SYNC_ROUND_H
#define SYNC_ROUND_H

#include "base/attr.h"
#include "base/err.h"
#include "record/receipt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct lane;
struct outbox_entry;

struct round {
    struct lane *lane;
    struct db *db;
    size_t failed_in_a_row;
    bool held; /* a form was; the list in hand may hold more of it */
    bool over;
};

/* Settles the entry. A waiting one is due again after pause_ms, or with 0
 * after a pause that grows with its attempts. reason may be "". */
MUST_USE enum err round_settle(struct round *round,
                               const struct outbox_entry *entry,
                               enum verdict verdict, const char *reason,
                               int64_t pause_ms);
/* Holds back all responses to the entry's form and version for a while. */
MUST_USE enum err round_hold(struct round *round,
                             const struct outbox_entry *entry,
                             const char *reason);

#endif
