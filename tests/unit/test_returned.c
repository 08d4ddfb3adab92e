#include "base/buf.h"
#include "record/response.h"
#include "store/draft.h"
#include "store/returned.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "place.h"

static int64_t begin(struct db *db, const char *id)
{
    struct draft d = {
        .id = id,
        .form_id = "home",
        .form_version = "1",
        .worker = "ana",
        .title = "",
        .base = "<data/>",
        .replaces = "",
        .place = "",
    };

    assert_int_equal(draft_begin(db, &d), ERR_NONE);
    return d.number;
}

static void send_back(struct db *db, const char *id, const char *comment)
{
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key(id, key);
    assert_int_equal(returned_keep(db, key, comment, 60), ERR_NONE);
}

static void check(struct db *db, int64_t number, enum draft_state state,
                  const char *reason)
{
    struct buf texts;
    struct draft d;

    buf_init(&texts, 0);
    assert_int_equal(draft_read(db, number, &texts, &d), ERR_NONE);
    assert_int_equal(d.state, state);
    assert_string_equal(d.reason, reason);
    buf_clear(&texts);
}

static void the_last_word_stands(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1");

    assert_int_equal(draft_finish(db, number, 50, 0), ERR_NONE);
    send_back(db, "uuid:1", "which street?");
    send_back(db, "uuid:1", "which house?");
    check(db, number, DRAFT_RETURNED, "which house?");
}

static void nobody_elses_is_sent_back(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t one = begin(db, "uuid:1"), other = begin(db, "uuid:2");

    assert_int_equal(draft_finish(db, one, 50, 0), ERR_NONE);
    assert_int_equal(draft_finish(db, other, 50, 0), ERR_NONE);
    send_back(db, "uuid:2", "which street?");
    send_back(db, "uuid:from-another-station", "which?");
    check(db, one, DRAFT_SENT, "");
    check(db, other, DRAFT_RETURNED, "which street?");
}

/* Asking costs a request: a station without workers never does. */
static void only_what_was_finished_can_come_back(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    bool may = true;

    assert_int_equal(returned_may_come(db, &may), ERR_NONE);
    assert_false(may);
    int64_t number = begin(db, "uuid:1");
    assert_int_equal(returned_may_come(db, &may), ERR_NONE);
    assert_false(may);
    assert_int_equal(draft_finish(db, number, 50, 0), ERR_NONE);
    assert_int_equal(returned_may_come(db, &may), ERR_NONE);
    assert_true(may);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_last_word_stands, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_elses_is_sent_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(only_what_was_finished_can_come_back,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
