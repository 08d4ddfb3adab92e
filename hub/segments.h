/* Pieces of logs as they lie in the archive: what was added at once is one
 * row that never changes. What follows from a piece's lines is not kept: of
 * its hashes only those of larger subtrees are, and of those that lie partly
 * in former pieces. */
#ifndef HUB_SEGMENTS_H
#define HUB_SEGMENTS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "linepack.h"
#include "proof/tree.h"

#include <stdint.h>

struct archive;

/* A piece that is being made, or was read. */
struct segment {
    int64_t log; /* number of its ledger */
    uint64_t first, count;
    /* Where a station's lines stand in the hub's log; 0 and 0 in a hub's. */
    int64_t hub_log;
    uint64_t hub_first;
    struct linepack lines; /* empty in a station's */
    struct linepack_mark mark;
    unsigned from_level; /* lower hashes are made of the lines */
    struct buf hashes;   /* the others as tree_append gave them */
};

/* Begins a piece behind a tree's leaves. */
void segment_init(struct segment *out, int64_t log, const struct tree *tree);
/* Takes the hashes of the next leaf, as tree_append gave them; its line is the
 * caller's to add. */
void segment_take(struct segment *segment, const unsigned char *hashes,
                  size_t count);
/* Adds a leaf to the tree by its hash (tree_hash_leaf), and takes what that
 * gives. */
void segment_add(struct segment *segment, struct tree *tree,
                 const unsigned char leaf[TREE_HASH_SIZE]);
/* Keeps it, inside a transaction; one without leaves is left out. */
MUST_USE enum err segment_keep(struct archive *archive,
                               const struct segment *segment);
void segment_clear(struct segment *segment);

/* Reads the hashes of a log for proofs; the pieces read last stay at hand. */
struct segments {
    struct archive *archive;
    int64_t log;
    struct segment at;
    struct segment source; /* the hub's, with the lines of a station's */
};
/* A store of a ledger's hashes; segments_close ends it. */
struct tree_store segments_open(struct segments *out, struct archive *archive,
                                int64_t log);
void segments_close(struct segments *segments);
/* Has a piece of that log at hand that was just kept; takes it over. */
void segments_hold(struct segments *segments, struct segment *piece);

/* Appends the lines of a hub's log from one of them on, at least one piece of
 * them; *next is then the first that was not appended. ERR_MISSING when there
 * is none. */
MUST_USE enum err segments_lines(struct archive *archive, int64_t log,
                                 uint64_t from, struct buf *out,
                                 uint64_t *next);
/* Appends a single line of a hub's log. */
MUST_USE enum err segments_line(struct segments *segments, uint64_t index,
                                struct buf *out);

#endif
