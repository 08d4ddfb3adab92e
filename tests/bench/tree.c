/* The tree of a log: appending, proving and checking, beside the bare hashes
 * that no tree can do without. Usage: tree LEAVES ROUNDS; with 0 rounds it only
 * appends, to be counted. Prints name value. */

/* The limit is hashed by libcrypto's own functions, as digest_sha256 does. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/attr.h"
#include "base/mem.h"
#include "proof/leaf.h"
#include "proof/tree.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LEVELS = 2 };

/* Rows of a store, without their two spare levels: higher hashes are few. */
struct rows {
    uint64_t count;
    unsigned char (*low)[LEVELS][TREE_HASH_SIZE];
    unsigned char (*high)[TREE_HEIGHT][TREE_HASH_SIZE];
};

static double clock_s(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double now_s(void)
{
    return clock_s(CLOCK_MONOTONIC);
}

static enum err read_row(void *context, uint64_t index, unsigned level,
                         unsigned char out[TREE_HASH_SIZE])
{
    struct rows *rows = context;

    memcpy(out,
           level < LEVELS ? rows->low[index][level]
                          : rows->high[index / 4][level],
           TREE_HASH_SIZE);
    return ERR_NONE;
}

static void fill(struct rows *rows, struct tree *tree)
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE], leaf[TREE_HASH_SIZE];
    char line[LEAF_LIMIT];

    for (uint64_t i = 0; i < rows->count; i++) {
        int n = snprintf(line, sizeof line, "answer plaza/1 %lu %064lu noise",
                         (unsigned long)i, (unsigned long)i);
        tree_hash_leaf(line, (size_t)n, leaf);
        size_t count = tree_append(tree, leaf, hashes);
        memcpy(rows->low[i], hashes, sizeof rows->low[i]);
        if (count > LEVELS)
            memcpy(rows->high[i / 4], hashes, count * TREE_HASH_SIZE);
    }
}

/* The bytes that a leaf and a node are hashed from. */
static const size_t OF_LEAF[] = {93, 65};
/* Those that a hub must hash for an answer of 450 bytes in a log: the answer,
 * its seal, its line and a node in the station's tree, a node in the hub's, a
 * line and a node of the promise. */
static const size_t OF_ANSWER[] = {450, 126, 93, 65, 65, 96, 65};

/* The limit: libcrypto's hashing of as many bytes and nothing else. */
static double bare_hashes_s(uint64_t times, const size_t *sizes, size_t count,
                            clockid_t clock)
{
    unsigned char data[512] = {0}, out[32];
    SHA256_CTX context;
    double begin = clock_s(clock);

    for (uint64_t i = 0; i < times * count; i++) {
        SHA256_Init(&context);
        SHA256_Update(&context, data, sizes[i % count]);
        SHA256_Final(out, &context);
        data[0] = out[0];
    }
    double took = clock_s(clock) - begin;
    return took;
}

/* A place that differs each time and is the same on every machine. */
static uint64_t place(uint64_t i, uint64_t count)
{
    return i * 2654435761u % count;
}

static void prove(struct rows *rows, const struct tree *tree, int rounds)
{
    struct tree_store store = {rows, read_row};
    unsigned char root[TREE_HASH_SIZE];
    struct tree_proof proof;
    double made = 0, checked = 0;
    size_t largest = 0;

    tree_root(tree, root);
    for (int i = 0; i < rounds; i++) {
        uint64_t index = place((uint64_t)i, rows->count);
        double begin = now_s();
        if (tree_prove_leaf(&store, index, rows->count, &proof))
            abort();
        double middle = now_s();
        if (!tree_has_leaf(root, rows->count, rows->low[index][0], index,
                           &proof))
            abort();
        made += middle - begin;
        checked += now_s() - middle;
        if (proof.count > largest)
            largest = proof.count;
    }
    printf("proof_bytes %zu\n", largest * TREE_HASH_SIZE);
    printf("prove_us %.3f\n", made / rounds * 1e6);
    printf("check_us %.3f\n", checked / rounds * 1e6);
}

static void compare(uint64_t count)
{
    printf("limit_per_s %.0f\n",
           (double)count / bare_hashes_s(count, OF_LEAF, COUNT_OF(OF_LEAF),
                                         CLOCK_MONOTONIC));
    /* What it is held against is the hub's processor time. */
    printf("bare_answer_us %.3f\n",
           bare_hashes_s(count / 4, OF_ANSWER, COUNT_OF(OF_ANSWER),
                         CLOCK_PROCESS_CPUTIME_ID) *
               4e6 / (double)count);
}

int main(int argc, char **argv)
{
    struct rows rows = {.count =
                            argc > 1 ? strtoul(argv[1], NULL, 10) : 1 << 20};
    int rounds = argc > 2 ? atoi(argv[2]) : 10000;
    struct tree tree = {0};

    rows.low = xcalloc(rows.count, sizeof *rows.low);
    rows.high = xcalloc(rows.count / 4 + 1, sizeof *rows.high);
    double begin = now_s();
    fill(&rows, &tree);
    printf("leaves_per_s %.0f\n", (double)rows.count / (now_s() - begin));
    if (rounds > 0) {
        compare(rows.count);
        prove(&rows, &tree, rounds);
    }
    free(rows.low);
    free(rows.high);
    return 0;
}
