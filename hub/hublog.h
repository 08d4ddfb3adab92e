/* The hub's own log: the leaves of all stations, each piece under its
 * station's signature, and what the hub does itself. It is signed with a key
 * that lies in the data folder and belongs to one epoch; a hub that was
 * restored from a copy has no key, and begins a new one. */
#ifndef HUB_HUBLOG_H
#define HUB_HUBLOG_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "ledgers.h"
#include "proof/leaf.h"
#include "segments.h"

#include <stdbool.h>
#include <stddef.h>

struct archive;

/* Takes up the log that the archive holds with its key, or begins an epoch:
 * the first, or the next where the key is gone. url is the hub's address,
 * whose host names the log. On a server's database, where other hubs write
 * the same log, one without the key goes on without signing (logged). */
MUST_USE enum err hublog_open(struct archive *archive, const char *url);
/* Begins the next epoch, for an operator who restored a whole disk. */
MUST_USE enum err hublog_begin_epoch(struct archive *archive, const char *url);

/* Leaves on their way into the log, within a transaction. */
struct hublog {
    bool is_open; /* the archive has a log */
    struct ledger own;
    struct segment piece;
};
/* Takes the log's end; without a log, what follows does nothing. */
MUST_USE enum err hublog_begin(struct archive *archive, struct hublog *out);
/* Adds a line as it is, with its leaf's hash (tree_hash_leaf). */
void hublog_add_line(struct hublog *log, const char *line, size_t size,
                     const unsigned char hash[TREE_HASH_SIZE]);
/* Adds the line of a station's answer (leaf_write_answer) with its hash. */
void hublog_add_answer(struct hublog *log, const char *station, uint64_t index,
                       const unsigned char *commitment, const char *form,
                       const unsigned char hash[TREE_HASH_SIZE]);
/* Adds one of the hub's own: log, index and, for kinds that have one, today
 * are filled in. */
MUST_USE enum err hublog_add(struct hublog *log, struct leaf *leaf);
/* Keeps what was added unless err says otherwise, and ends in any case. */
MUST_USE enum err hublog_end(struct archive *archive, struct hublog *log,
                             enum err err);
/* The same, and gives what was added to whoever proves it right then; freed by
 * segment_clear. */
MUST_USE enum err hublog_end_with(struct archive *archive, struct hublog *log,
                                  enum err err, struct segment *piece);

/* The key, NULL when this hub has none. */
const struct sign_key *hublog_key(const struct archive *archive);
/* Appends the signed checkpoint of one of the hub's own logs as it stands.
 * ERR_MISSING when this hub has not its key. */
MUST_USE enum err hublog_sign(struct archive *archive, const struct ledger *own,
                              struct buf *out);

#endif
