/* Taking answers out of the archive for good: by the law's or a resident's
 * own wish, and by schedule (retention.h). The row of the response stays,
 * empty, under its key: a station that sends it again is told that it was
 * kept, and the proof's leaf still has its place. */
#ifndef HUB_ERASURE_H
#define HUB_ERASURE_H

#include "archive.h"
#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct models;

struct erasure {
    int64_t at_ms;
    const char *who;    /* a person's name, or "command line" */
    const char *action; /* "erase", "withdraw" */
    const char *reason;
};

/* Erases an answer with everything it was edited from and into, inside a
 * transaction: bodies, envelopes, salts, attachments, comments and what lies
 * in quarantine under the same ids, and of an idea its entry of the board.
 * Counts follow with the projection, the feed when it is published again.
 * erased counts the answers. ERR_MISSING when there is none or it was erased
 * before. Call erasure_settle once the transaction has ended. */
MUST_USE enum err erasure_run(struct archive *archive, const unsigned char *key,
                              const struct erasure *why, size_t *erased);
/* Empties one response, inside a transaction; its new state says why. Part of
 * the above; retention calls it too. */
MUST_USE enum err erasure_empty(struct archive *archive,
                                const unsigned char *key, enum state state);
/* Lets the projection follow, removes the attachments' files that no answer
 * refers to any more and has the engine scrub its own; outside a transaction.
 * What a crash left undone is done by the next call. */
MUST_USE enum err erasure_settle(struct archive *archive,
                                 struct models *models);

#endif
