#include "base/buf.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/outbox.h"
#include "store/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "place.h"

static enum err print(void *context, const char *name, const char *pin)
{
    buf_printf(context, "%s=%s ", name, pin);
    return ERR_NONE;
}

static char *all(struct db *db)
{
    struct buf out;

    buf_init(&out, 0);
    assert_int_equal(worker_each(db, print, &out), ERR_NONE);
    return buf_steal(&out);
}

static void check(struct db *db, const char *wanted)
{
    char *have = all(db);

    assert_string_equal(have, wanted);
    free(have);
}

static void workers_are_listed_by_name(void **state)
{
    struct db *db = ((struct place *)*state)->db;

    assert_int_equal(worker_set(db, "luis", "h1", 1), ERR_NONE);
    assert_int_equal(worker_set(db, "ana", "h2", 2), ERR_NONE);
    check(db, "ana=h2 luis=h1 ");
}

static void setting_again_gives_another_pin(void **state)
{
    struct db *db = ((struct place *)*state)->db;

    assert_int_equal(worker_set(db, "ana", "h1", 1), ERR_NONE);
    assert_int_equal(worker_set(db, "ana", "h2", 2), ERR_NONE);
    check(db, "ana=h2 ");
}

static void removing_takes_the_name_once(void **state)
{
    struct db *db = ((struct place *)*state)->db;

    assert_int_equal(worker_set(db, "ana", "h1", 1), ERR_NONE);
    assert_int_equal(worker_remove(db, "ana"), ERR_NONE);
    assert_int_equal(worker_remove(db, "ana"), ERR_MISSING);
    check(db, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(workers_are_listed_by_name, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(setting_again_gives_another_pin, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(removing_takes_the_name_once, setup,
                                        teardown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
