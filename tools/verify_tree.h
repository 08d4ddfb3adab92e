/* The Merkle tree once more, from the text of RFC 6962 only. */
#ifndef VERIFY_TREE_H
#define VERIFY_TREE_H

#include "verify_hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Roots of complete subtrees, largest first. Zero-initialise. */
struct peaks {
    size_t count;
    struct {
        uint64_t leaves;
        unsigned char hash[HASH_SIZE];
    } at[64];
};

/* The hash of a leaf. */
void verify_peaks_leaf(const void *data, size_t size,
                       unsigned char out[HASH_SIZE]);
/* Adds a leaf by its hash. */
void verify_peaks_push(struct peaks *peaks,
                       const unsigned char leaf[HASH_SIZE]);
/* The root over all leaves so far. */
void verify_peaks_root(const struct peaks *peaks, unsigned char out[HASH_SIZE]);

/* The root that follows from a leaf, its place and the hashes beside its way
 * up; false when there are too many or too few of them. */
bool verify_peaks_climb(const unsigned char leaf[HASH_SIZE], uint64_t place,
                        uint64_t size, unsigned char (*beside)[HASH_SIZE],
                        size_t count, unsigned char out[HASH_SIZE]);

#endif
