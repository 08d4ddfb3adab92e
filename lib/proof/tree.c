#include "proof/tree.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Leaves shorter than this are hashed without asking for memory. */
enum { SHORT_LEAF = 512 };

static const uint64_t LARGEST = (uint64_t)1 << (TREE_HEIGHT - 1);

void tree_hash_leaf(const void *data, size_t size,
                    unsigned char out[TREE_HASH_SIZE])
{
    unsigned char near[SHORT_LEAF + 1];
    unsigned char *whole = size <= SHORT_LEAF ? near : xmalloc(size + 1);

    whole[0] = 0x00;
    if (size)
        memcpy(whole + 1, data, size);
    digest_sha256(whole, size + 1, out);
    if (whole != near)
        free(whole);
}

void tree_hash_node(const unsigned char left[TREE_HASH_SIZE],
                    const unsigned char right[TREE_HASH_SIZE],
                    unsigned char out[TREE_HASH_SIZE])
{
    unsigned char both[1 + 2 * TREE_HASH_SIZE] = {0x01};

    memcpy(both + 1, left, TREE_HASH_SIZE);
    memcpy(both + 1 + TREE_HASH_SIZE, right, TREE_HASH_SIZE);
    digest_sha256(both, sizeof both, out);
}

size_t tree_append(struct tree *tree, const unsigned char leaf[TREE_HASH_SIZE],
                   unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE])
{
    unsigned level = 0;

    assert(tree->size < LARGEST);
    memcpy(hashes[0], leaf, TREE_HASH_SIZE);
    for (; tree->size >> level & 1; level++)
        tree_hash_node(tree->peaks[level], hashes[level], hashes[level + 1]);
    memcpy(tree->peaks[level], hashes[level], TREE_HASH_SIZE);
    tree->size++;
    return level + 1;
}

enum err tree_resume(struct tree *out, uint64_t size,
                     const struct tree_store *store)
{
    enum err err = size <= LARGEST ? ERR_NONE : ERR_LIMIT;
    uint64_t end = 0;

    memset(out, 0, sizeof *out);
    for (unsigned level = TREE_HEIGHT; !err && level-- > 0;) {
        if (!(size >> level & 1))
            continue;
        end += (uint64_t)1 << level;
        err = store->read(store->context, end - 1, level, out->peaks[level]);
    }
    out->size = err ? 0 : size;
    return err;
}

void tree_root(const struct tree *tree, unsigned char out[TREE_HASH_SIZE])
{
    unsigned level = 0;

    if (tree->size == 0) {
        digest_sha256("", 0, out);
        return;
    }
    while (!(tree->size >> level & 1))
        level++;
    memcpy(out, tree->peaks[level], TREE_HASH_SIZE);
    while (++level < TREE_HEIGHT) {
        if (tree->size >> level & 1)
            tree_hash_node(tree->peaks[level], out, out);
    }
}

void tree_pack(const struct tree *tree, struct buf *out)
{
    for (unsigned level = 0; level < TREE_HEIGHT; level++) {
        if (tree->size >> level & 1)
            buf_add(out, tree->peaks[level], TREE_HASH_SIZE);
    }
}

enum err tree_unpack(struct tree *out, uint64_t size, const void *peaks,
                     size_t peaks_size)
{
    const unsigned char *at = peaks;
    size_t left = peaks_size;

    *out = (struct tree){.size = size};
    for (unsigned level = 0; level < TREE_HEIGHT; level++) {
        if (!(size >> level & 1))
            continue;
        if (left < TREE_HASH_SIZE)
            return ERR_FORMAT;
        memcpy(out->peaks[level], at, TREE_HASH_SIZE);
        at += TREE_HASH_SIZE;
        left -= TREE_HASH_SIZE;
    }
    return left || size >> TREE_HEIGHT ? ERR_FORMAT : ERR_NONE;
}

enum err tree_root_at(const struct tree_store *store, uint64_t size,
                      unsigned char out[TREE_HASH_SIZE])
{
    struct tree tree;
    enum err err = tree_resume(&tree, size, store);

    if (!err)
        tree_root(&tree, out);
    return err;
}

/* The largest power of two below n, n > 1: where RFC 6962 splits. */
static uint64_t split(uint64_t n)
{
    uint64_t k = 1;

    while (k << 1 < n)
        k <<= 1;
    return k;
}

static unsigned height_of(uint64_t power)
{
    unsigned level = 0;

    while (power >> level > 1)
        level++;
    return level;
}

/* The root over leaves begin..end-1, where begin is a multiple of the whole
 * range's width rounded up to a power of two. */
static enum err range_root(const struct tree_store *store, uint64_t begin,
                           uint64_t end, unsigned char out[TREE_HASH_SIZE])
{
    uint64_t n = end - begin;
    unsigned char left[TREE_HASH_SIZE], right[TREE_HASH_SIZE];

    if ((n & (n - 1)) == 0)
        return store->read(store->context, end - 1, height_of(n), out);
    uint64_t k = split(n);
    enum err err = range_root(store, begin, begin + k, left);
    if (!err)
        err = range_root(store, begin + k, end, right);
    if (!err)
        tree_hash_node(left, right, out);
    return err;
}

static enum err add_range(const struct tree_store *store, uint64_t begin,
                          uint64_t end, struct tree_proof *out)
{
    return range_root(store, begin, end, out->hashes[out->count++]);
}

/* Turns a proof gathered from the root down into one from the leaf up. */
static void reverse(struct tree_proof *proof)
{
    unsigned char spare[TREE_HASH_SIZE];

    for (size_t i = 0; i < proof->count / 2; i++) {
        unsigned char *a = proof->hashes[i];
        unsigned char *b = proof->hashes[proof->count - 1 - i];
        memcpy(spare, a, TREE_HASH_SIZE);
        memcpy(a, b, TREE_HASH_SIZE);
        memcpy(b, spare, TREE_HASH_SIZE);
    }
}

enum err tree_prove_leaf(const struct tree_store *store, uint64_t index,
                         uint64_t size, struct tree_proof *out)
{
    uint64_t begin = 0, end = size;
    enum err err = ERR_NONE;

    out->count = 0;
    if (index >= size)
        return ERR_MISSING;
    if (size > LARGEST)
        return ERR_LIMIT;
    while (!err && end - begin > 1) {
        uint64_t middle = begin + split(end - begin);
        if (index < middle) {
            err = add_range(store, middle, end, out);
            end = middle;
        } else {
            err = add_range(store, begin, middle, out);
            begin = middle;
        }
    }
    reverse(out);
    return err;
}

enum err tree_prove_growth(const struct tree_store *store, uint64_t old_size,
                           uint64_t size, struct tree_proof *out)
{
    uint64_t begin = 0, end = size;
    enum err err = ERR_NONE;

    out->count = 0;
    if (old_size > size)
        return ERR_MISSING;
    if (size > LARGEST)
        return ERR_LIMIT;
    if (old_size == 0 || old_size == size)
        return ERR_NONE;
    while (!err && old_size < end) {
        uint64_t middle = begin + split(end - begin);
        if (old_size <= middle) {
            err = add_range(store, middle, end, out);
            end = middle;
        } else {
            err = add_range(store, begin, middle, out);
            begin = middle;
        }
    }
    /* The old tree itself is known to the reader; a part of it is not. */
    if (!err && begin > 0)
        err = add_range(store, begin, end, out);
    reverse(out);
    return err;
}

static bool same(const unsigned char a[TREE_HASH_SIZE],
                 const unsigned char b[TREE_HASH_SIZE])
{
    return memcmp(a, b, TREE_HASH_SIZE) == 0;
}

/* RFC 9162, 2.1.3.2: walks from the leaf to the root; fn is the node's
 * place on its level, sn the last place there. */
bool tree_has_leaf(const unsigned char root[TREE_HASH_SIZE], uint64_t size,
                   const unsigned char leaf[TREE_HASH_SIZE], uint64_t index,
                   const struct tree_proof *proof)
{
    unsigned char hash[TREE_HASH_SIZE];
    uint64_t fn = index, sn = size - 1;

    if (index >= size || proof->count > TREE_PROOF_LONGEST)
        return false;
    memcpy(hash, leaf, TREE_HASH_SIZE);
    for (size_t i = 0; i < proof->count; i++) {
        if (sn == 0)
            return false;
        if (fn & 1 || fn == sn) {
            tree_hash_node(proof->hashes[i], hash, hash);
            /* A node without a right sibling rises unchanged. */
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            tree_hash_node(hash, proof->hashes[i], hash);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && same(hash, root);
}

struct growth {
    uint64_t fn, sn;
    unsigned char old[TREE_HASH_SIZE], now[TREE_HASH_SIZE];
};

static void grow(struct growth *g, const unsigned char hash[TREE_HASH_SIZE])
{
    if (g->fn & 1 || g->fn == g->sn) {
        tree_hash_node(hash, g->old, g->old);
        tree_hash_node(hash, g->now, g->now);
        while (!(g->fn & 1) && g->fn != 0) {
            g->fn >>= 1;
            g->sn >>= 1;
        }
    } else {
        tree_hash_node(g->now, hash, g->now);
    }
    g->fn >>= 1;
    g->sn >>= 1;
}

/* RFC 9162, 2.1.4.2: builds both roots from the same hashes. */
bool tree_has_grown(const unsigned char old_root[TREE_HASH_SIZE],
                    uint64_t old_size, const unsigned char root[TREE_HASH_SIZE],
                    uint64_t size, const struct tree_proof *proof)
{
    struct tree empty = {0};
    size_t i = 0;

    if (old_size > size || proof->count > TREE_PROOF_LONGEST)
        return false;
    if (old_size == 0) {
        unsigned char nothing[TREE_HASH_SIZE];
        tree_root(&empty, nothing);
        return proof->count == 0 && same(old_root, nothing);
    }
    if (old_size == size)
        return proof->count == 0 && same(old_root, root);

    struct growth g = {.fn = old_size - 1, .sn = size - 1};
    while (g.fn & 1) {
        g.fn >>= 1;
        g.sn >>= 1;
    }
    bool known = (old_size & (old_size - 1)) == 0;
    if (!known && proof->count == 0)
        return false;
    const unsigned char *first = known ? old_root : proof->hashes[i++];
    memcpy(g.old, first, TREE_HASH_SIZE);
    memcpy(g.now, first, TREE_HASH_SIZE);
    for (; i < proof->count; i++) {
        if (g.sn == 0)
            return false;
        grow(&g, proof->hashes[i]);
    }
    return g.sn == 0 && same(g.old, old_root) && same(g.now, root);
}
