/* The Merkle tree of RFC 6962 and 9162: append-only, a few kilobytes in
 * memory whatever its size. Each append gives the hashes of the subtrees that
 * the new leaf completes (two on average); whoever keeps a log stores them in
 * the leaf's own row, so that no other row ever changes. Proofs read O(log n)
 * of those rows back. */
#ifndef PROOF_TREE_H
#define PROOF_TREE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum { TREE_HASH_SIZE = 32, TREE_HEIGHT = 48, TREE_PROOF_LONGEST = 50 };

/* Zero-initialise for an empty tree. */
struct tree {
    uint64_t size; /* leaves, at most 2^47 */
    /* Roots of the complete subtrees, one for each bit of size. */
    unsigned char peaks[TREE_HEIGHT][TREE_HASH_SIZE];
};

/* Where the hashes are that tree_append gave. read fetches number `level` of
 * those that belong to leaf `index`. */
struct tree_store {
    void *context;
    enum err (*read)(void *context, uint64_t index, unsigned level,
                     unsigned char out[TREE_HASH_SIZE]);
};

/* Hashes from the leaf's sibling up to the root's child. */
struct tree_proof {
    size_t count;
    unsigned char hashes[TREE_PROOF_LONGEST][TREE_HASH_SIZE];
};

/* SHA-256(0x00, data): the hash of a leaf; data of any size. */
void tree_hash_leaf(const void *data, size_t size,
                    unsigned char out[TREE_HASH_SIZE]);
/* SHA-256(0x01, left, right). */
void tree_hash_node(const unsigned char left[TREE_HASH_SIZE],
                    const unsigned char right[TREE_HASH_SIZE],
                    unsigned char out[TREE_HASH_SIZE]);

/* Appends a leaf by its hash. Writes the hashes to be stored with it, lowest
 * first (the leaf's own hash is the first), and returns how many. */
size_t tree_append(struct tree *tree, const unsigned char leaf[TREE_HASH_SIZE],
                   unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE]);
/* Takes up a stored tree of that size again; reads at most 48 hashes. */
MUST_USE enum err tree_resume(struct tree *out, uint64_t size,
                              const struct tree_store *store);
/* Appends the tree's peaks, lowest first. */
void tree_pack(const struct tree *tree, struct buf *out);
/* Takes a tree up again from its peaks; ERR_FORMAT when they are not those of
 * a tree of that size. */
MUST_USE enum err tree_unpack(struct tree *out, uint64_t size,
                              const void *peaks, size_t peaks_size);
/* The root; of an empty tree, SHA-256 of nothing. */
void tree_root(const struct tree *tree, unsigned char out[TREE_HASH_SIZE]);

/* The root of the first size leaves, from the store. */
MUST_USE enum err tree_root_at(const struct tree_store *store, uint64_t size,
                               unsigned char out[TREE_HASH_SIZE]);
/* Proves that leaf index is in the tree of the first size leaves.
 * ERR_MISSING when index is not below size. */
MUST_USE enum err tree_prove_leaf(const struct tree_store *store,
                                  uint64_t index, uint64_t size,
                                  struct tree_proof *out);
/* Proves that the tree of the first size leaves extends that of the first
 * old_size. ERR_MISSING when old_size is above size. */
MUST_USE enum err tree_prove_growth(const struct tree_store *store,
                                    uint64_t old_size, uint64_t size,
                                    struct tree_proof *out);

/* Whether the proof shows the leaf at that place under the root. */
bool tree_has_leaf(const unsigned char root[TREE_HASH_SIZE], uint64_t size,
                   const unsigned char leaf[TREE_HASH_SIZE], uint64_t index,
                   const struct tree_proof *proof);
/* Whether the proof shows that the tree only grew. A tree of no leaves is
 * extended by every other, and equal sizes have equal roots; both need an
 * empty proof. */
bool tree_has_grown(const unsigned char old_root[TREE_HASH_SIZE],
                    uint64_t old_size, const unsigned char root[TREE_HASH_SIZE],
                    uint64_t size, const struct tree_proof *proof);

#endif
