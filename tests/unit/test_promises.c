#include "store/promises.h"

#include "store/delivery.h"
#include "store/leaves.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "place.h"

static const char LOG[] = "plaza.7f3a/1", HUB[] = "hub";

/* Three answers of one log, settled by one reply. */
static void settle_three(struct place *p, unsigned char keys[3][16])
{
    const struct epoch epoch = {1, (char *)(uintptr_t)LOG,
                                (char *)(uintptr_t) "key",
                                (char *)(uintptr_t) "machine", -1};

    assert_int_equal(db_begin(p->db), ERR_NONE);
    assert_int_equal(
        db_end(p->db, leaves_begin(p->db, &epoch, "epoch", "h", 1)), ERR_NONE);
    for (int i = 0; i < 3; i++) {
        const struct place_in_log place = {1, "head", 4};
        struct response r = {.id = xasprintf("uuid:%d", i),
                             .form_id = xstrdup("barrio"),
                             .body = xstrdup("<data/>"),
                             .body_size = 7};
        r.evidence.log = xstrdup(LOG);
        r.evidence.index = (uint64_t)i + 1;
        response_key(r.id, r.key);
        response_complete(&r);
        memcpy(keys[i], r.key, sizeof r.key);
        assert_int_equal(outbox_add_logged(p->db, &r, &place), ERR_NONE);
        struct receipt receipt = {.verdict = VERDICT_STORED};
        memcpy(receipt.key, r.key, sizeof r.key);
        assert_int_equal(outbox_settle(p->db, HUB, &receipt, 1000, 0),
                         ERR_NONE);
        response_clear(&r);
    }
}

/* Of the answers from..to; its note tells which of the hub's logs signed. */
static void promise_in(struct place *p, unsigned char keys[3][16], int from,
                       int to, const char *note)
{
    int64_t number;

    assert_int_equal(
        promises_add(p->db, HUB, "2026-11-20", note, "lines", &number),
        ERR_NONE);
    for (int i = from; i < to; i++)
        assert_int_equal(promises_attach(p->db, HUB, keys[i], number),
                         ERR_NONE);
}

static void promise(struct place *p, unsigned char keys[3][16], int count)
{
    promise_in(p, keys, 0, count, "note");
}

static void a_promise_is_found_by_its_leaf(void **state)
{
    struct place *p = *state;
    unsigned char keys[3][16];
    struct promised found;

    settle_three(p, keys);
    promise(p, keys, 2);
    assert_int_equal(promises_find(p->db, HUB, LOG, 2, &found), ERR_NONE);
    assert_string_equal(found.day, "2026-11-20");
    assert_string_equal(found.note, "note");
    assert_int_equal(found.index, 2);
    promised_clear(&found);
    assert_int_equal(promises_find(p->db, NULL, LOG, 1, &found), ERR_NONE);
    promised_clear(&found);
    assert_int_equal(promises_find(p->db, HUB, LOG, 3, &found), ERR_MISSING);
    assert_int_equal(promises_find(p->db, "other", LOG, 1, &found),
                     ERR_MISSING);
}

static void it_is_overdue_until_the_leaf_is_proved(void **state)
{
    struct place *p = *state;
    unsigned char keys[3][16];
    struct promised found;

    settle_three(p, keys);
    promise(p, keys, 3);
    assert_int_equal(promises_overdue(p->db, HUB, "note", "2026-11-20", &found),
                     ERR_MISSING);
    assert_int_equal(promises_overdue(p->db, HUB, "note", "2026-11-21", &found),
                     ERR_NONE);
    assert_int_equal(found.index, 1);
    promised_clear(&found);
    assert_int_equal(leaves_set_heard(p->db, HUB, 1, 2, 1), ERR_NONE);
    assert_int_equal(promises_overdue(p->db, HUB, "note", "2026-11-21", &found),
                     ERR_NONE);
    assert_int_equal(found.index, 2);
    promised_clear(&found);
    assert_int_equal(leaves_set_heard(p->db, HUB, 1, 4, 3), ERR_NONE);
    assert_int_equal(promises_overdue(p->db, HUB, "note", "2026-11-21", &found),
                     ERR_MISSING);
}

/* What the hub's former log promised binds nobody, and may not hide what its
 * log of today did. */
static void one_of_a_former_log_hides_none_behind_it(void **state)
{
    struct place *p = *state;
    unsigned char keys[3][16];
    struct promised found;

    settle_three(p, keys);
    promise_in(p, keys, 0, 1, "of hub/1\n");
    promise_in(p, keys, 1, 3, "of hub/2\n");
    assert_int_equal(
        promises_overdue(p->db, HUB, "of hub/2\n", "2026-11-21", &found),
        ERR_NONE);
    assert_int_equal(found.index, 2);
    promised_clear(&found);
    assert_int_equal(
        promises_overdue(p->db, HUB, "of hub/3\n", "2026-11-21", &found),
        ERR_MISSING);
}

static void it_goes_with_the_last_of_its_answers(void **state)
{
    struct place *p = *state;
    unsigned char keys[3][16];
    const char *target = HUB;
    int64_t deleted, kept;

    settle_three(p, keys);
    promise(p, keys, 3);
    assert_int_equal(leaves_set_heard(p->db, HUB, 1, 4, 3), ERR_NONE);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(delivery_confirm(p->db, HUB, keys[i]), ERR_NONE);
        assert_int_equal(delivery_prune(p->db, &target, 1, 2000, &deleted),
                         ERR_NONE);
        assert_int_equal(deleted, 1);
        assert_int_equal(
            db_number(p->db, -1, &kept, "SELECT count(*) FROM promise"),
            ERR_NONE);
        assert_int_equal(kept, i < 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_promise_is_found_by_its_leaf, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(it_is_overdue_until_the_leaf_is_proved,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            one_of_a_former_log_hides_none_behind_it, setup, teardown),
        cmocka_unit_test_setup_teardown(it_goes_with_the_last_of_its_answers,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
