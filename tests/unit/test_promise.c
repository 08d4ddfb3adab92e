#include "proof/promise.h"

#include "proof/checkpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

enum { COUNT = 11 };

static const char LOG[] = "plaza.7f3a/1";

static void fill(struct promise *promise, struct buf *lines, size_t count)
{
    unsigned char seal[TREE_HASH_SIZE];

    promise_init(promise, lines);
    memcpy(promise->day, "2026-11-28", PROMISE_DAY_SIZE);
    for (size_t i = 0; i < count; i++) {
        memset(seal, (int)i, sizeof seal);
        promise_add(promise, LOG, i + 1, seal);
    }
}

static void write(struct promise *promise, struct sign_key *key,
                  struct buf *line)
{
    unsigned char secret[SIGN_KEY_SIZE] = {7};

    sign_key_from(key, "city.example.0a1b/1", secret);
    buf_init(line, 0);
    assert_int_equal(promise_write(promise, key, line), ERR_NONE);
}

static void a_station_makes_the_signed_text_again(void **state)
{
    struct promise at_hub, at_station;
    struct promise_line read;
    struct note_verifier hub;
    struct sign_key key;
    struct buf line, note;

    (void)state;
    fill(&at_hub, NULL, COUNT);
    fill(&at_station, NULL, COUNT);
    write(&at_hub, &key, &line);
    assert_int_equal(promise_read(buf_text(&line), &read), ERR_NONE);
    assert_string_equal(read.hub, key.name);
    assert_string_equal(read.day, "2026-11-28");
    buf_init(&note, 0);
    promise_note(&at_station, &read, &note);
    note_verifier_of(&hub, &key, NOTE_SIGNATURE);
    assert_int_equal(note_check(note.data, note.size, &hub, NULL),
                     NOTE_GENUINE);
    /* An answer more or less is another promise. */
    buf_reset(&note);
    fill(&at_station, NULL, COUNT - 1);
    promise_note(&at_station, &read, &note);
    assert_int_equal(note_check(note.data, note.size, &hub, NULL), NOTE_FALSE);
    buf_clear(&note);
    buf_clear(&line);
    promise_clear(&at_hub);
    promise_clear(&at_station);
}

static void it_is_no_checkpoint_of_the_log(void **state)
{
    struct promise promise;
    struct promise_line read;
    struct note_verifier hub;
    struct checkpoint checkpoint;
    struct sign_key key;
    struct buf line, note;

    (void)state;
    fill(&promise, NULL, 3);
    write(&promise, &key, &line);
    assert_int_equal(promise_read(buf_text(&line), &read), ERR_NONE);
    buf_init(&note, 0);
    promise_note(&promise, &read, &note);
    note_verifier_of(&hub, &key, NOTE_SIGNATURE);
    assert_int_not_equal(
        checkpoint_open(&checkpoint, note.data, note.size, &hub), ERR_NONE);
    buf_clear(&note);
    buf_clear(&line);
    promise_clear(&promise);
}

static void each_answer_can_be_shown_alone(void **state)
{
    struct buf lines, shown;
    struct promise promise;

    (void)state;
    for (size_t count = 1; count <= COUNT; count++) {
        buf_init(&lines, 0);
        fill(&promise, &lines, count);
        for (size_t i = 0; i < count; i++) {
            struct tree_proof proof;
            unsigned char root[TREE_HASH_SIZE], leaf[TREE_HASH_SIZE];
            const char *note;
            size_t note_size;
            uint64_t index;
            buf_init(&shown, 0);
            assert_int_equal(promise_show(buf_text(&lines),
                                          "text\n\n\xe2\x80\x94 x AA==\n", LOG,
                                          i + 1, &shown),
                             ERR_NONE);
            const char *text = buf_text(&shown);
            size_t size = strcspn(text, "\n");
            assert_int_equal(
                checkpoint_read_proof(text + size + 1, shown.size - size - 1,
                                      &index, &proof, &note, &note_size),
                ERR_NONE);
            assert_int_equal(index, i);
            tree_hash_leaf(text, size, leaf);
            tree_root(&promise.tree, root);
            assert_true(tree_has_leaf(root, count, leaf, index, &proof));
            buf_clear(&shown);
        }
        buf_init(&shown, 0);
        assert_int_equal(
            promise_show(buf_text(&lines), "", LOG, count + 1, &shown),
            ERR_MISSING);
        buf_clear(&lines);
        promise_clear(&promise);
    }
}

static void positions_that_are_left_out_come_back(void **state)
{
    struct promise promise;
    struct promise_line read;
    struct sign_key key;
    struct buf line;

    (void)state;
    fill(&promise, NULL, 1);
    promise_leave_out(&promise, 3);
    promise_leave_out(&promise, 17);
    write(&promise, &key, &line);
    assert_int_equal(promise_read(buf_text(&line), &read), ERR_NONE);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(promise_leaves_out(&read, i), i == 3 || i == 17);
    buf_clear(&line);
    promise_clear(&promise);
}

static void nothing_promised_is_nothing_said(void **state)
{
    static const char *const BAD[] = {"",
                                      "x",
                                      "x 2026-11-28",
                                      "x 2026-11 AAAA",
                                      "x+y 2026-11-28 AAAA",
                                      "x 2026-11-28 AA~A"};
    struct promise promise;
    struct promise_line read;
    struct sign_key key;
    struct buf line;

    (void)state;
    fill(&promise, NULL, 0);
    write(&promise, &key, &line);
    assert_int_equal(line.size, 0);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_int_equal(promise_read(BAD[i], &read), ERR_FORMAT);
    buf_clear(&line);
    promise_clear(&promise);
}

/* Half a list would be the signature of something else. */
static void a_list_that_is_too_long_promises_nothing(void **state)
{
    struct promise promise;
    struct sign_key key;
    unsigned char secret[SIGN_KEY_SIZE] = {7};
    struct buf line;

    (void)state;
    fill(&promise, NULL, 1);
    for (size_t i = 0; i < 200000; i++)
        promise_leave_out(&promise, i + 1);
    sign_key_from(&key, "city.example.0a1b/1", secret);
    buf_init(&line, 0);
    assert_int_equal(promise_write(&promise, &key, &line), ERR_LIMIT);
    assert_int_equal(line.size, 0);
    promise_clear(&promise);
    sign_key_clear(&key);
    buf_clear(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_station_makes_the_signed_text_again),
        cmocka_unit_test(it_is_no_checkpoint_of_the_log),
        cmocka_unit_test(each_answer_can_be_shown_alone),
        cmocka_unit_test(positions_that_are_left_out_come_back),
        cmocka_unit_test(a_list_that_is_too_long_promises_nothing),
        cmocka_unit_test(nothing_promised_is_nothing_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
