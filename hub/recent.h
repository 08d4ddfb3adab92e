/* The answers that this hub kept last, as far as they stand behind each other
 * in one station's log. That log is told right after them: what is still at
 * hand need not be read back. It is a memory, not a store: whoever finds
 * nothing here reads the archive. */
#ifndef HUB_RECENT_H
#define HUB_RECENT_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/leaf.h"

#include <stddef.h>
#include <stdint.h>

struct archive;

struct recent_answer {
    unsigned char commitment[LEAF_HASH_SIZE];
    int64_t form;
};

struct recent {
    int64_t log;    /* number of its ledger, 0: none */
    uint64_t first; /* place of the first there */
    size_t count, room;
    struct recent_answer *answers;
    int64_t change; /* the archive's last (changes.h) before they were kept */
};

/* Frees what is remembered. */
void recent_clear(struct recent *recent);
/* Remembers an answer that was just added, accepted, at a place of a log,
 * inside that transaction; one at another place than the next begins anew. */
MUST_USE enum err recent_add(struct archive *archive, int64_t log,
                             uint64_t index, const unsigned char *commitment,
                             int64_t form);
/* Forgets them: a transaction failed, or an answer got another place. */
void recent_forget(struct archive *archive);
/* Whether the archive still holds, accepted and at their places, all that are
 * remembered of a range of a log. Inside a transaction; first and count say
 * which these are. */
MUST_USE enum err recent_hold(struct archive *archive, int64_t log,
                              uint64_t from, uint64_t end, uint64_t *first,
                              uint64_t *count);

#endif
