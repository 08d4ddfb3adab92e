/* Pieces of logs as they lie in the archive: what was added at once is one
 * row that never changes. */
#ifndef HUB_SEGMENTS_H
#define HUB_SEGMENTS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/tree.h"

#include <stdint.h>

struct archive;

/* A piece that is being made: hashes as tree_append gives them, one leaf's
 * after the other's. */
struct segment {
    int64_t log; /* number of its ledger */
    uint64_t first, count;
    /* Where a station's lines stand in the hub's log; 0 and 0 in a hub's. */
    int64_t hub_log;
    uint64_t hub_first;
    struct buf lines; /* each ended by a newline; empty in a station's */
    struct buf hashes;
};

/* Begins a piece behind a tree's leaves. */
void segment_init(struct segment *out, int64_t log, const struct tree *tree);
/* Adds a leaf to the tree by its hash (tree_hash_leaf), and its hashes to the
 * piece. */
void segment_add(struct segment *segment, struct tree *tree,
                 const unsigned char leaf[TREE_HASH_SIZE]);
/* Keeps it, inside a transaction; one without leaves is left out. */
MUST_USE enum err segment_keep(struct archive *archive,
                               const struct segment *segment);
void segment_clear(struct segment *segment);

/* Reads the hashes of a log for proofs; the last piece stays at hand. Used by
 * a struct tree_store { store, segments_read }. */
struct segments {
    struct archive *archive;
    int64_t log;
    struct segment at;
};
/* A store of a ledger's hashes; segments_close ends it. */
struct tree_store segments_open(struct segments *out, struct archive *archive,
                                int64_t log);
void segments_close(struct segments *segments);

/* Appends the lines of a hub's log from one of them on, at least one piece of
 * them; *next is then the first that was not appended. ERR_MISSING when there
 * is none. */
MUST_USE enum err segments_lines(struct archive *archive, int64_t log,
                                 uint64_t from, struct buf *out,
                                 uint64_t *next);
/* Appends a single line of a hub's log. */
MUST_USE enum err segments_line(struct archive *archive, int64_t log,
                                uint64_t index, struct buf *out);

#endif
