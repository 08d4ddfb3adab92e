/* What a log has grown by, as a station sends it and a hub takes it in:
 *
 *   barrio-growth 1 plaza/1 40      the log and the index of the first line
 *   key plaza/1+...                 its public key, for who hears of it first
 *   seen city.example/1 1200        the hub's log, as far as it was seen
 *   answer plaza/1 40 ...           the lines; or
 *   = 17                            the next 17 are answers that the reader
 *                                   has: from them it can make the lines
 *                                   an empty line
 *   plaza/1 ...                     the signed checkpoint behind them
 *
 * The hub takes all lines or none: only those that, behind the ones it has,
 * make the root that the station signed. */
#ifndef PROOF_GROWTH_H
#define PROOF_GROWTH_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/checkpoint.h"
#include "proof/note.h"
#include "proof/tree.h"

#include <stddef.h>
#include <stdint.h>

/* Begins the text: then one line a leaf, then growth_end. */
void growth_begin(const char *log, uint64_t from, struct buf *out);
/* Ends it with the signed checkpoint of the station's tree. */
MUST_USE enum err growth_end(const struct tree *tree,
                             const struct sign_key *key, struct buf *out);

enum { GROWTH_MOST_LINES = 1 << 20 };

/* A text that was read: it points into the caller's bytes. */
struct growth {
    char log[SIGN_NAME_SIZE];
    uint64_t from;
    const char *key;               /* as printed, or NULL */
    char seen_log[SIGN_NAME_SIZE]; /* "" for none */
    uint64_t seen_size;
    char **lines; /* count of them, each ended by NUL; NULL for those that the
                     reader has to make */
    /* The reader's: where a line is NULL, the hash of the one that it made
     * (tree_hash_leaf). NULL while it has not made all of them. */
    unsigned char (*made)[TREE_HASH_SIZE];
    size_t count;
    const char *note;
    size_t note_size;
    struct checkpoint head; /* not to be believed before growth_take */
};

/* Cuts a text into lines, in place; it must have a NUL behind size bytes.
 * ERR_FORMAT when it is no such text. Freed by growth_clear. */
MUST_USE enum err growth_read(struct growth *out, char *text, size_t size);
/* Frees what growth_read allocated; a cleared one may be cleared again. */
void growth_clear(struct growth *growth);

/* The hash of a line that came or was made. */
void growth_hash(const struct growth *growth, size_t i,
                 unsigned char out[TREE_HASH_SIZE]);

/* What a hub says of it; each but the first three is a refusal to be shown to
 * the operator and to the station in the words of growth_text. */
enum growth_verdict {
    GROWTH_NEW,     /* take the lines from known->size on */
    GROWTH_KNOWN,   /* was here before: a lost reply, an old stick */
    GROWTH_GAP,     /* lines between are missing: ask from known->size */
    GROWTH_FALSE,   /* not signed by this station's key */
    GROWTH_STRANGE, /* a line is unreadable, misnumbered or another log's */
    GROWTH_FORKED   /* does not extend what the station sent before */
};
/* The verdict as a sentence; never NULL. */
const char *growth_text(enum growth_verdict verdict);

/* Who is given what tree_append gives for each new line, in their order; worth
 * keeping when the verdict is GROWTH_NEW, and nothing otherwise. */
struct growth_taker {
    void *context;
    void (*take)(void *context, const unsigned char *hashes, size_t count);
};
/* Holds a growth against the station's tree as known here (its hashes in the
 * store) and its key. With GROWTH_NEW, *grown is the tree with the new lines.
 * err is ERR_NONE unless the store fails. */
MUST_USE enum err growth_check(const struct growth *growth,
                               const struct note_verifier *station,
                               const struct tree *known,
                               const struct tree_store *store,
                               enum growth_verdict *verdict, struct tree *grown,
                               const struct growth_taker *taker);
/* The line that a hub then adds to its own log at index: it holds the
 * station's leaves up to this signed head. */
MUST_USE enum err growth_heard(const struct growth *growth,
                               const struct note_verifier *station,
                               const char *hub_log, uint64_t index,
                               struct buf *line);

#endif
