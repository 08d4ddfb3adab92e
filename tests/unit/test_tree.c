#include "proof/tree.h"

#include "../proof_vectors.h"

enum { MOST = 130, ALL_BITS_UP_TO = 20 };

typedef unsigned char hash[TREE_HASH_SIZE];

/* A log in memory, kept as a store keeps it: each leaf with its hashes. */
struct log {
    struct tree tree;
    hash rows[MOST][9];
    hash roots[MOST + 1];
    hash leaves[MOST];
};

static enum err read_row(void *context, uint64_t index, unsigned level,
                         unsigned char out[TREE_HASH_SIZE])
{
    struct log *log = context;

    assert_true(index < log->tree.size && level < 9);
    memcpy(out, log->rows[index][level], TREE_HASH_SIZE);
    return ERR_NONE;
}

static void append(struct log *log, const void *data, size_t size)
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE];
    uint64_t index = log->tree.size;

    tree_hash_leaf(data, size, log->leaves[index]);
    size_t n = tree_append(&log->tree, log->leaves[index], hashes);
    memcpy(log->rows[index], hashes, n * TREE_HASH_SIZE);
    tree_root(&log->tree, log->roots[index + 1]);
}

static struct log *new_log(void)
{
    struct log *log = calloc(1, sizeof *log);
    char leaf[16];

    tree_root(&log->tree, log->roots[0]);
    for (int i = 0; i < MOST; i++) {
        snprintf(leaf, sizeof leaf, "leaf %d", i);
        append(log, leaf, strlen(leaf));
    }
    return log;
}

static struct tree_store store_of(struct log *log)
{
    return (struct tree_store){log, read_row};
}

static void check_root(char *values[VECTOR_VALUES])
{
    struct log *log = new_log();
    hash wanted;

    vectors_hex(values[1], wanted, sizeof wanted);
    assert_memory_equal(log->roots[atoi(values[0])], wanted, sizeof wanted);
    free(log);
}

static void check_ct(char *values[VECTOR_VALUES])
{
    static struct tree tree;
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE], leaf[64];
    hash wanted, got;

    tree_hash_leaf(leaf, vectors_hex(values[1], leaf, sizeof leaf), got);
    tree_append(&tree, got, hashes);
    assert_int_equal(tree.size, atoi(values[0]));
    tree_root(&tree, got);
    vectors_hex(values[2], wanted, sizeof wanted);
    assert_memory_equal(got, wanted, sizeof wanted);
}

static void roots_are_those_of_rfc_6962_and_of_a_second_program(void **state)
{
    (void)state;
    assert_int_equal(vectors_check("root", check_root), MOST + 1);
    assert_int_equal(vectors_check("ct", check_ct), 8);
}

static void check_path(char *values[VECTOR_VALUES])
{
    struct log *log = new_log();
    struct tree_store store = store_of(log);
    struct tree_proof proof, wanted;

    assert_int_equal(tree_prove_leaf(&store, (uint64_t)atoi(values[0]),
                                     (uint64_t)atoi(values[1]), &proof),
                     ERR_NONE);
    size_t size = vectors_hex(values[2], wanted.hashes, sizeof wanted.hashes);
    assert_int_equal(proof.count * TREE_HASH_SIZE, size);
    assert_memory_equal(proof.hashes, wanted.hashes, size);
    free(log);
}

static void check_growth(char *values[VECTOR_VALUES])
{
    struct log *log = new_log();
    struct tree_store store = store_of(log);
    struct tree_proof proof, wanted;

    assert_int_equal(tree_prove_growth(&store, (uint64_t)atoi(values[0]),
                                       (uint64_t)atoi(values[1]), &proof),
                     ERR_NONE);
    size_t size = vectors_hex(values[2], wanted.hashes, sizeof wanted.hashes);
    assert_int_equal(proof.count * TREE_HASH_SIZE, size);
    assert_memory_equal(proof.hashes, wanted.hashes, size);
    free(log);
}

static void proofs_are_those_of_a_second_program(void **state)
{
    (void)state;
    assert_true(vectors_check("path", check_path) > 5);
    assert_true(vectors_check("growth", check_growth) > 5);
}

static bool has_leaf(const struct log *log, uint64_t index, uint64_t size,
                     const struct tree_proof *proof)
{
    return tree_has_leaf(log->roots[size], size, log->leaves[index], index,
                         proof);
}

/* Flips bits of what a verification reads, one at a time, and expects a no
 * each time; all bits in small trees, one a byte in larger ones. */
#define EACH_BIT_MATTERS(data, bytes, size, holds)                             \
    for (size_t bit_ = 0; bit_ < (bytes)*8;                                    \
         bit_ += (size) <= ALL_BITS_UP_TO ? 1 : 61) {                          \
        ((unsigned char *)(data))[bit_ / 8] ^=                                 \
            (unsigned char)(1u << bit_ % 8);                                   \
        assert_false(holds);                                                   \
        ((unsigned char *)(data))[bit_ / 8] ^=                                 \
            (unsigned char)(1u << bit_ % 8);                                   \
    }

static void spoil_leaf_proof(struct log *log, uint64_t index, uint64_t size,
                             struct tree_proof *proof)
{
    EACH_BIT_MATTERS(proof->hashes, proof->count * TREE_HASH_SIZE, size,
                     has_leaf(log, index, size, proof))
    EACH_BIT_MATTERS(log->roots[size], TREE_HASH_SIZE, size,
                     has_leaf(log, index, size, proof))
    EACH_BIT_MATTERS(log->leaves[index], TREE_HASH_SIZE, size,
                     has_leaf(log, index, size, proof))
    for (unsigned bit = 0; bit < 64; bit++)
        assert_false(tree_has_leaf(log->roots[size], size, log->leaves[index],
                                   index ^ (uint64_t)1 << bit, proof));
    proof->count++;
    memset(proof->hashes[proof->count - 1], 0, TREE_HASH_SIZE);
    assert_false(has_leaf(log, index, size, proof));
    proof->count--;
    if (proof->count == 0)
        return;
    proof->count--;
    assert_false(has_leaf(log, index, size, proof));
    proof->count++;
}

static void every_leaf_of_every_size_is_proven_and_nothing_else(void **state)
{
    struct log *log = new_log();
    struct tree_store store = store_of(log);
    struct tree_proof proof;

    (void)state;
    for (uint64_t size = 1; size <= MOST; size++) {
        for (uint64_t index = 0; index < size; index++) {
            assert_int_equal(tree_prove_leaf(&store, index, size, &proof),
                             ERR_NONE);
            assert_true(has_leaf(log, index, size, &proof));
            spoil_leaf_proof(log, index, size, &proof);
        }
        assert_int_equal(tree_prove_leaf(&store, size, size, &proof),
                         ERR_MISSING);
    }
    free(log);
}

static bool has_grown(const struct log *log, uint64_t old, uint64_t size,
                      const struct tree_proof *proof)
{
    return tree_has_grown(log->roots[old], old, log->roots[size], size, proof);
}

static void spoil_growth_proof(struct log *log, uint64_t old, uint64_t size,
                               struct tree_proof *proof)
{
    EACH_BIT_MATTERS(proof->hashes, proof->count * TREE_HASH_SIZE, size,
                     has_grown(log, old, size, proof))
    proof->count++;
    memset(proof->hashes[proof->count - 1], 0, TREE_HASH_SIZE);
    assert_false(has_grown(log, old, size, proof));
    proof->count--;
    if (old == size)
        return; /* both roots are then the same bytes */
    EACH_BIT_MATTERS(log->roots[old], TREE_HASH_SIZE, size,
                     has_grown(log, old, size, proof))
    if (old == 0)
        return; /* nothing is extended by everything */
    EACH_BIT_MATTERS(log->roots[size], TREE_HASH_SIZE, size,
                     has_grown(log, old, size, proof))
    proof->count--;
    assert_false(has_grown(log, old, size, proof));
    proof->count++;
}

static void every_growth_is_proven_and_nothing_else(void **state)
{
    struct log *log = new_log();
    struct tree_store store = store_of(log);
    struct tree_proof proof;

    (void)state;
    for (uint64_t size = 1; size <= MOST; size++) {
        for (uint64_t old = 0; old <= size; old++) {
            assert_int_equal(tree_prove_growth(&store, old, size, &proof),
                             ERR_NONE);
            assert_true(has_grown(log, old, size, &proof));
            spoil_growth_proof(log, old, size, &proof);
        }
        assert_int_equal(tree_prove_growth(&store, size + 1, size, &proof),
                         ERR_MISSING);
    }
    free(log);
}

static void growth_is_refused_when_an_old_leaf_was_another(void **state)
{
    struct log *honest = new_log(), *forged = calloc(1, sizeof *forged);
    struct tree_store store = store_of(forged);
    struct tree_proof proof;

    (void)state;
    for (int i = 0; i < MOST; i++) {
        char leaf[16];
        snprintf(leaf, sizeof leaf, "leaf %d%s", i, i == 5 ? "!" : "");
        append(forged, leaf, strlen(leaf));
    }
    for (uint64_t old = 6; old <= MOST; old++) {
        assert_int_equal(tree_prove_growth(&store, old, MOST, &proof),
                         ERR_NONE);
        assert_false(tree_has_grown(honest->roots[old], old,
                                    forged->roots[MOST], MOST, &proof));
    }
    free(honest);
    free(forged);
}

static void a_tree_is_taken_up_again_at_any_size(void **state)
{
    struct log *log = new_log();
    struct tree_store store = store_of(log);
    struct tree tree;
    hash root;

    (void)state;
    for (uint64_t size = 0; size <= MOST; size++) {
        assert_int_equal(tree_resume(&tree, size, &store), ERR_NONE);
        tree_root(&tree, root);
        assert_memory_equal(root, log->roots[size], sizeof root);
        if (size == MOST)
            break;
        unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE];
        size_t n = tree_append(&tree, log->leaves[size], hashes);
        assert_memory_equal(hashes, log->rows[size], n * TREE_HASH_SIZE);
    }
    free(log);
}

static enum err fail_to_read(void *context, uint64_t index, unsigned level,
                             unsigned char out[TREE_HASH_SIZE])
{
    (void)context;
    (void)index;
    (void)level;
    (void)out;
    return ERR_IO;
}

static void a_store_that_fails_is_reported(void **state)
{
    struct tree_store store = {NULL, fail_to_read};
    struct tree tree;
    struct tree_proof proof;
    hash root;

    (void)state;
    assert_int_equal(tree_resume(&tree, 5, &store), ERR_IO);
    assert_int_equal(tree.size, 0);
    assert_int_equal(tree_root_at(&store, 5, root), ERR_IO);
    assert_int_equal(tree_prove_leaf(&store, 2, 5, &proof), ERR_IO);
    assert_int_equal(tree_prove_growth(&store, 2, 5, &proof), ERR_IO);
}

static void long_leaves_are_hashed_whole(void **state)
{
    unsigned char data[2001] = {0}, out[32], wanted[32];

    (void)state;
    memset(data + 1, 'x', 2000);
    digest_sha256(data, sizeof data, wanted);
    tree_hash_leaf(data + 1, 2000, out);
    assert_memory_equal(out, wanted, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_those_of_rfc_6962_and_of_a_second_program),
        cmocka_unit_test(proofs_are_those_of_a_second_program),
        cmocka_unit_test(every_leaf_of_every_size_is_proven_and_nothing_else),
        cmocka_unit_test(every_growth_is_proven_and_nothing_else),
        cmocka_unit_test(growth_is_refused_when_an_old_leaf_was_another),
        cmocka_unit_test(a_tree_is_taken_up_again_at_any_size),
        cmocka_unit_test(a_store_that_fails_is_reported),
        cmocka_unit_test(long_leaves_are_hashed_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
