#include "verify_tree.h"

#include <string.h>

static void join(const unsigned char left[HASH_SIZE],
                 const unsigned char right[HASH_SIZE],
                 unsigned char out[HASH_SIZE])
{
    unsigned char pair[2 * HASH_SIZE];

    memcpy(pair, left, HASH_SIZE);
    memcpy(pair + HASH_SIZE, right, HASH_SIZE);
    verify_hash_tagged(1, pair, sizeof pair, out);
}

void verify_peaks_leaf(const void *data, size_t size,
                       unsigned char out[HASH_SIZE])
{
    verify_hash_tagged(0, data, size, out);
}

void verify_peaks_push(struct peaks *peaks, const unsigned char leaf[HASH_SIZE])
{
    size_t n = peaks->count++;

    peaks->at[n].leaves = 1;
    memcpy(peaks->at[n].hash, leaf, HASH_SIZE);
    for (; n > 0 && peaks->at[n - 1].leaves == peaks->at[n].leaves; n--) {
        join(peaks->at[n - 1].hash, peaks->at[n].hash, peaks->at[n - 1].hash);
        peaks->at[n - 1].leaves *= 2;
        peaks->count--;
    }
}

void verify_peaks_root(const struct peaks *peaks, unsigned char out[HASH_SIZE])
{
    if (peaks->count == 0) {
        verify_hash_of("", 0, out);
        return;
    }
    memcpy(out, peaks->at[peaks->count - 1].hash, HASH_SIZE);
    for (size_t i = peaks->count - 1; i-- > 0;)
        join(peaks->at[i].hash, out, out);
}

/* RFC 6962, 2.1.1, read backwards: the last hash is the root's other child.
 * Depth is at most 64, for sizes of 64 bits. */
bool verify_peaks_climb(const unsigned char leaf[HASH_SIZE], uint64_t place,
                        uint64_t size, unsigned char (*beside)[HASH_SIZE],
                        size_t count, unsigned char out[HASH_SIZE])
{
    unsigned char below[HASH_SIZE];
    uint64_t left = 1;

    if (place >= size || (size == 1) != (count == 0))
        return false;
    if (size == 1) {
        memcpy(out, leaf, HASH_SIZE);
        return true;
    }
    while (left < size - left)
        left *= 2;
    bool right = place >= left;
    if (!verify_peaks_climb(leaf, right ? place - left : place,
                            right ? size - left : left, beside, count - 1,
                            below))
        return false;
    if (right)
        join(beside[count - 1], below, out);
    else
        join(below, beside[count - 1], out);
    return true;
}
