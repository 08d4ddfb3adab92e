#include "proof/checkpoint.h"
#include "proof/leaf.h"
#include "proof/slip.h"

#include "../proof_vectors.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *const LINES[] = {
    "epoch plaza/1 0 - 0 "
    "0000000000000000000000000000000000000000000000000000000000000000",
    "answer plaza/1 1 "
    "abababababababababababababababababababababababababababababababab sample",
    "spoiled plaza/1 2 "
    "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
    "excluded city.example/1 3 2026-11-23 "
    "abababababababababababababababababababababababababababababababab "
    "given twice by the same hand",
};

static struct sign_key key_from(const char *name, unsigned char first)
{
    unsigned char secret[SIGN_KEY_SIZE];
    struct sign_key key;

    for (int i = 0; i < SIGN_KEY_SIZE; i++)
        secret[i] = (unsigned char)(first + i);
    sign_key_from(&key, name, secret);
    return key;
}

static struct tree tree_of_lines(void)
{
    unsigned char hashes[TREE_HEIGHT][TREE_HASH_SIZE], leaf[TREE_HASH_SIZE];
    struct tree tree = {0};

    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        tree_hash_leaf(LINES[i], strlen(LINES[i]), leaf);
        tree_append(&tree, leaf, hashes);
    }
    return tree;
}

/* The checkpoint of the lines, signed and cosigned as in the vectors. */
static void make_note(struct buf *note)
{
    struct sign_key log = key_from("plaza/1", 0);
    struct sign_key witness = key_from("witness.example", 32);
    struct tree tree = tree_of_lines();

    buf_init(note, 0);
    assert_int_equal(checkpoint_sign(&tree, &log, note), ERR_NONE);
    assert_int_equal(note_cosign(note, &witness, 1795000000), ERR_NONE);
}

static void assert_base64(const struct buf *got, const char *wanted)
{
    struct buf text;

    buf_init(&text, 0);
    base64_encode(got->data, got->size, &text);
    assert_string_equal(buf_text(&text), wanted);
    buf_clear(&text);
}

static void check_ed25519(char *values[VECTOR_VALUES])
{
    unsigned char secret[32], open[32], message[8], wanted[64], got[64];
    struct sign_key key;

    vectors_hex(values[0], secret, sizeof secret);
    vectors_hex(values[1], open, sizeof open);
    size_t size = vectors_hex(values[2], message, sizeof message);
    vectors_hex(values[3], wanted, sizeof wanted);
    sign_key_from(&key, "rfc8032", secret);
    assert_memory_equal(key.open, open, sizeof open);
    sign_make(&key, message, size, got);
    assert_memory_equal(got, wanted, sizeof wanted);
    assert_true(sign_is_genuine(open, message, size, wanted));
    for (int bit = 0; bit < 512; bit += 7) {
        got[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_false(sign_is_genuine(open, message, size, got));
        got[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
}

static void signatures_are_those_of_rfc_8032(void **state)
{
    (void)state;
    assert_int_equal(vectors_check("ed25519", check_ed25519), 3);
}

static void check_verifier(char *values[VECTOR_VALUES])
{
    struct sign_key log = key_from("plaza/1", 0);
    struct note_verifier verifier, read;
    char text[NOTE_VERIFIER_SIZE];

    note_verifier_of(&verifier, &log, NOTE_SIGNATURE);
    note_verifier_print(&verifier, text);
    assert_string_equal(text, values[0]);
    assert_true(note_verifier_read(&read, text));
    assert_memory_equal(&read, &verifier, sizeof read);
    for (char *p = text; *p; p++) {
        *p ^= 1;
        assert_false(note_verifier_read(&read, text));
        *p ^= 1;
    }
}

static void check_cosigner(char *values[VECTOR_VALUES])
{
    struct sign_key witness = key_from("witness.example", 32);
    struct note_verifier verifier;
    char text[NOTE_VERIFIER_SIZE];

    note_verifier_of(&verifier, &witness, NOTE_COSIGNATURE);
    note_verifier_print(&verifier, text);
    assert_string_equal(text, values[0]);
}

static void check_note(char *values[VECTOR_VALUES])
{
    struct buf note;

    make_note(&note);
    assert_base64(&note, values[0]);
    buf_clear(&note);
}

static void check_export(char *values[VECTOR_VALUES])
{
    struct sign_key log = key_from("plaza/1", 0);
    struct tree tree = tree_of_lines();
    struct buf out;

    buf_init(&out, 0);
    leaf_begin_export("plaza/1", &out);
    for (size_t i = 0; i < COUNT_OF(LINES); i++)
        buf_printf(&out, "%s\n", LINES[i]);
    buf_putc(&out, '\n');
    assert_int_equal(checkpoint_sign(&tree, &log, &out), ERR_NONE);
    assert_base64(&out, values[0]);
    buf_clear(&out);
}

static void check_slip(char *values[VECTOR_VALUES])
{
    struct sign_key log = key_from("plaza/1", 0);
    struct slip slip = {.log = "plaza/1", .index = 1};
    struct buf out;

    for (int i = 0; i < COMMITMENT_SIZE; i++)
        slip.commitment[i] = (unsigned char)(100 + i);
    buf_init(&out, 0);
    assert_int_equal(slip_sign(&slip, &log, &out), ERR_NONE);
    assert_base64(&out, values[0]);
    buf_clear(&out);
}

static void notes_are_those_of_a_second_program(void **state)
{
    (void)state;
    assert_int_equal(vectors_check("verifier", check_verifier), 1);
    assert_int_equal(vectors_check("cosigner", check_cosigner), 1);
    assert_int_equal(vectors_check("note", check_note), 1);
    assert_int_equal(vectors_check("export", check_export), 1);
    assert_int_equal(vectors_check("slip", check_slip), 1);
}

/* The example in the documentation of Go's checksum database. */
static void a_note_of_another_program_is_genuine(void **state)
{
    static const char note[] =
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "\xe2\x80\x94 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
        "qdngotpRZb6KE6RyyBwJnAM=\n";
    struct note_verifier verifier;

    (void)state;
    assert_true(note_verifier_read(
        &verifier, "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/"
                   "LDE4izWy10TW"));
    assert_int_equal(note_check(note, strlen(note), &verifier, NULL),
                     NOTE_GENUINE);
}

static void the_log_and_its_witness_are_told_apart(void **state)
{
    struct sign_key log = key_from("plaza/1", 0);
    struct sign_key witness = key_from("witness.example", 32);
    struct note_verifier verifier;
    struct checkpoint checkpoint;
    uint64_t time_s = 0;
    struct buf note;

    (void)state;
    make_note(&note);
    note_verifier_of(&verifier, &witness, NOTE_COSIGNATURE);
    assert_int_equal(note_check(note.data, note.size, &verifier, &time_s),
                     NOTE_GENUINE);
    assert_int_equal(time_s, 1795000000);
    assert_int_equal(
        checkpoint_open(&checkpoint, note.data, note.size, &verifier),
        ERR_DENIED);
    note_verifier_of(&verifier, &witness, NOTE_SIGNATURE);
    assert_int_equal(note_check(note.data, note.size, &verifier, NULL),
                     NOTE_ABSENT);
    note_verifier_of(&verifier, &log, NOTE_SIGNATURE);
    assert_int_equal(
        checkpoint_open(&checkpoint, note.data, note.size, &verifier),
        ERR_NONE);
    assert_string_equal(checkpoint.origin, "plaza/1");
    assert_int_equal(checkpoint.size, COUNT_OF(LINES));
    buf_clear(&note);
}

static void no_bit_of_a_checkpoint_can_change(void **state)
{
    struct sign_key log = key_from("plaza/1", 0);
    struct tree tree = tree_of_lines();
    struct note_verifier verifier;
    struct buf note;

    (void)state;
    buf_init(&note, 0);
    assert_int_equal(checkpoint_sign(&tree, &log, &note), ERR_NONE);
    note_verifier_of(&verifier, &log, NOTE_SIGNATURE);
    for (size_t bit = 0; bit < note.size * 8; bit++) {
        note.data[bit / 8] ^= (char)(1u << bit % 8);
        assert_int_not_equal(note_check(note.data, note.size, &verifier, NULL),
                             NOTE_GENUINE);
        note.data[bit / 8] ^= (char)(1u << bit % 8);
    }
    for (size_t size = 0; size < note.size; size++)
        assert_int_not_equal(note_check(note.data, size, &verifier, NULL),
                             NOTE_GENUINE);
    buf_clear(&note);
}

static void a_false_signature_in_a_known_name_is_called_so(void **state)
{
    struct sign_key log = key_from("plaza/1", 0);
    struct note_verifier verifier;
    struct checkpoint checkpoint;
    struct buf note;

    (void)state;
    make_note(&note);
    *strchr(note.data, '4') = '5';
    note_verifier_of(&verifier, &log, NOTE_SIGNATURE);
    assert_int_equal(note_check(note.data, note.size, &verifier, NULL),
                     NOTE_FALSE);
    assert_int_equal(
        checkpoint_open(&checkpoint, note.data, note.size, &verifier),
        ERR_DENIED);
    buf_clear(&note);
}

static void texts_that_are_no_checkpoint_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "plaza/1",
        "plaza/1\n4\n",
        "\n4\nJVNlZPZEIJDjKugSsUUkanUO3R13IagghTE39oNqHes=\n",
        "plaza 1\n4\nJVNlZPZEIJDjKugSsUUkanUO3R13IagghTE39oNqHes=\n",
        "plaza/1\n04\nJVNlZPZEIJDjKugSsUUkanUO3R13IagghTE39oNqHes=\n",
        "plaza/1\n-4\nJVNlZPZEIJDjKugSsUUkanUO3R13IagghTE39oNqHes=\n",
        "plaza/1\n4\nJVNlZPZEIJDjKugSsUUkanUO3R13IagghTE39oNqHe=\n",
        "plaza/1\n4\nJVNlZPZEIJDjKugSsUUkanUO3R13IagghTE39oNqHet=\n",
        "plaza/1\n4\nJVNlZPZEIJDjKugSsUUkanUO3R13IagghTE39oNqHes=",
        ("plaza/1\n1234567890123456789\n"
         "JVNlZPZEIJDjKugSsUUkanUO3R13IagghTE39oNqHes=\n"),
    };
    struct checkpoint checkpoint;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(checkpoint_read(&checkpoint, bad[i], strlen(bad[i])),
                         ERR_FORMAT);
}

static void a_text_without_final_newline_is_not_signed(void **state)
{
    struct sign_key log = key_from("plaza/1", 0);
    struct buf note;

    (void)state;
    buf_init(&note, 0);
    assert_int_equal(note_cosign(&note, &log, 1), ERR_FORMAT);
    buf_puts(&note, "no newline");
    assert_int_equal(note_sign(&note, &log), ERR_FORMAT);
    buf_reset(&note);
    buf_puts(&note, "a\tcontrol character\n");
    assert_int_equal(note_sign(&note, &log), ERR_FORMAT);
    buf_clear(&note);
}

static void a_proof_in_a_file_is_read_back(void **state)
{
    struct tree_proof proof = {.count = 2, .hashes = {{1}, {2}}}, again;
    struct buf note, file;
    const char *found;
    size_t size;
    uint64_t index;

    (void)state;
    make_note(&note);
    buf_init(&file, 0);
    checkpoint_write_proof(3, &proof, &note, &file);
    assert_int_equal(checkpoint_read_proof(file.data, file.size, &index, &again,
                                           &found, &size),
                     ERR_NONE);
    assert_int_equal(index, 3);
    assert_int_equal(again.count, 2);
    assert_memory_equal(again.hashes, proof.hashes, 2 * TREE_HASH_SIZE);
    assert_int_equal(size, note.size);
    assert_memory_equal(found, note.data, size);
    file.data[0] = 'd';
    assert_int_equal(checkpoint_read_proof(file.data, file.size, &index, &again,
                                           &found, &size),
                     ERR_FORMAT);
    buf_clear(&file);
    buf_clear(&note);
}

static void keys_live_in_private_files_and_are_never_overwritten(void **state)
{
    char path[] = "/tmp/barrio-key-XXXXXX";
    struct sign_key key, other;
    struct stat about;

    (void)state;
    close(mkstemp(path));
    sign_key_new(&key, "plaza/1");
    assert_int_equal(sign_key_save(&key, path), ERR_CONFLICT);
    unlink(path);
    assert_int_equal(sign_key_load(&other, path), ERR_MISSING);
    assert_int_equal(sign_key_save(&key, path), ERR_NONE);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(sign_key_load(&other, path), ERR_NONE);
    assert_memory_equal(&key, &other, sizeof key);
    chmod(path, 0640);
    assert_int_equal(sign_key_load(&other, path), ERR_DENIED);
    chmod(path, 0600);
    assert_int_equal(truncate(path, 40), 0);
    assert_int_equal(sign_key_load(&other, path), ERR_FORMAT);
    unlink(path);
    sign_key_clear(&key);
    assert_int_equal(key.secret[0] | key.name[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_are_those_of_rfc_8032),
        cmocka_unit_test(notes_are_those_of_a_second_program),
        cmocka_unit_test(a_note_of_another_program_is_genuine),
        cmocka_unit_test(the_log_and_its_witness_are_told_apart),
        cmocka_unit_test(no_bit_of_a_checkpoint_can_change),
        cmocka_unit_test(a_false_signature_in_a_known_name_is_called_so),
        cmocka_unit_test(texts_that_are_no_checkpoint_are_refused),
        cmocka_unit_test(a_text_without_final_newline_is_not_signed),
        cmocka_unit_test(a_proof_in_a_file_is_read_back),
        cmocka_unit_test(keys_live_in_private_files_and_are_never_overwritten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
