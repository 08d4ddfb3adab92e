/* The logs that the archive holds, each with its tree as far as it has grown:
 * the hub's own, one an epoch, and what stations have sent of theirs. */
#ifndef HUB_LEDGERS_H
#define HUB_LEDGERS_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/leaf.h"
#include "proof/note.h"
#include "proof/tree.h"

#include <stdint.h>

struct archive;

enum { LEDGER_OWN = -1 };

struct ledger {
    int64_t id; /* 0: not kept yet */
    char log[SIGN_NAME_SIZE];
    int64_t station;              /* whose token brought it first; LEDGER_OWN */
    char key[NOTE_VERIFIER_SIZE]; /* "" until it joins */
    struct tree tree;
    char day[LEAF_DAY_SIZE]; /* of the hub's last event, "" for none */
    int64_t heard; /* a station's: the hub's leaf that holds its head, or -1 */
};

/* The newest of the hub's own; ERR_MISSING before the first. */
MUST_USE enum err ledgers_own(struct archive *archive, struct ledger *out);
/* The log of that name; ERR_MISSING when it is unknown. */
MUST_USE enum err ledgers_find(struct archive *archive, const char *log,
                               struct ledger *out);
/* Keeps a ledger, new (its id is then filled in) or grown, inside a
 * transaction. */
MUST_USE enum err ledgers_keep(struct archive *archive, struct ledger *ledger);
/* The number of the log that a station's answers name, made when it is new,
 * inside a transaction; 0 when the log is another station's. size is how many
 * leaves of it were heard. */
MUST_USE enum err ledgers_of_answer(struct archive *archive, const char *log,
                                    int64_t station, int64_t *id,
                                    uint64_t *size);

#endif
