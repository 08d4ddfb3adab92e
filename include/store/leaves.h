/* The station's log as it lies in its database. A response that was given
 * here is a leaf by its own row; other rows hold the leaves that no response
 * stands for: the first of each epoch, answers opened to check the machine,
 * and answers that were deleted. Nothing here knows hashes or keys
 * (station/ledger.h does). */
#ifndef STORE_LEAVES_H
#define STORE_LEAVES_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct db;

/* Where a response's row stands in the log: its epoch, and the tree and
 * signature after it as bytes. The index is in its evidence. */
struct place_in_log {
    int64_t epoch;
    const void *head;
    size_t head_size;
};

/* One log of the station; a restored or replaced board begins another. */
struct epoch {
    int64_t number;    /* from 1 */
    char *log;         /* "plaza.7f3a/1" */
    char *key;         /* public, as it is printed */
    char *machine;     /* which machine began it */
    int64_t broken_at; /* the first leaf that a hub has otherwise; -1: none */
};

/* Reads an epoch, the newest for 0; ERR_MISSING when there is none, silently.
 * Cleared by epoch_clear. */
MUST_USE enum err leaves_epoch(struct db *db, int64_t number,
                               struct epoch *out);
/* Frees the texts; safe on a zeroed struct. */
void epoch_clear(struct epoch *epoch);
/* Adds an epoch with its first leaf, inside a transaction. */
MUST_USE enum err leaves_begin(struct db *db, const struct epoch *epoch,
                               const char *line, const void *head,
                               size_t head_size);
/* Notes that a hub holds other leaves from that index on. */
MUST_USE enum err leaves_break(struct db *db, int64_t epoch, int64_t at);

/* The head of an epoch's last leaf goes to head (freed by the caller), how
 * many leaves it has to size. ERR_MISSING when it has none. */
MUST_USE enum err leaves_head(struct db *db, int64_t epoch, void **head,
                              size_t *head_size, int64_t *size);
/* Adds an answer that was opened, and will never be counted. */
MUST_USE enum err leaves_spoil(struct db *db, const struct place_in_log *place,
                               int64_t index, const void *commitment,
                               size_t commitment_size);
/* Gives a response another place in the log, inside a transaction; it is sent
 * again, so that whoever has it hears of that. */
MUST_USE enum err leaves_move(struct db *db, int64_t seq,
                              const struct place_in_log *place, int64_t index);

/* Whether a target has the response of a leaf. */
enum leaf_state {
    LEAF_WAITS, /* not yet */
    LEAF_KEPT,  /* yes */
    LEAF_ALONE, /* it never will, or there is none: the leaf stands alone */
};
/* A leaf as it is stored; borrowed for the call. */
struct leaf_row {
    int64_t index;
    const char *kind;       /* epoch, answer, spoiled */
    const char *line;       /* of an epoch's first leaf */
    const void *commitment; /* 32 bytes of the others */
    const char *form_id;
    const void *head; /* head_size 0: not kept */
    size_t head_size;
    enum leaf_state state;
    int64_t seq; /* of its response, 0 for none */
};
/* Visits the leaves of an epoch from an index on, in order; an error of visit
 * ends the walk and is returned. Responses up to after_seq are known to stand
 * before that index. */
MUST_USE enum err leaves_each(struct db *db, int64_t epoch, const char *target,
                              int64_t from, int64_t after_seq,
                              enum err (*visit)(void *context,
                                                const struct leaf_row *leaf),
                              void *context);

/* How many leaves of an epoch the target has proved to hold, and the last of
 * their responses; 0 and 0 when none. */
MUST_USE enum err leaves_heard(struct db *db, const char *target, int64_t epoch,
                               int64_t *size, int64_t *seq);
/* Sets both. */
MUST_USE enum err leaves_set_heard(struct db *db, const char *target,
                                   int64_t epoch, int64_t size, int64_t seq);
/* Forgets what a target has proved, and that it has any response: it lost
 * them. Everything that is still here will be sent again. */
MUST_USE enum err leaves_unhear(struct db *db, const char *target);

/* Sends the answer of a leaf again: the target has not got it after all. */
MUST_USE enum err leaves_send_again(struct db *db, const char *target,
                                    int64_t epoch, int64_t index);

#endif
