#include "allowance.h"
#include "base/attr.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

static void at(const char *time)
{
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    tzset();
    assert_int_equal(setenv("BARRIO_NOW", time, 1), 0);
}

static void hours_are_read_strictly(void **state)
{
    static const char *const WRONG[] = {"22",  "22-",   "24-6", "-1-6",
                                        "a-b", "22-6 ", "22-66"};
    struct quiet quiet;

    (void)state;
    assert_true(quiet_parse("", &quiet));
    assert_int_equal(quiet.from, quiet.to);
    assert_true(quiet_parse("22-6", &quiet));
    assert_int_equal(quiet.from, 22);
    assert_int_equal(quiet.to, 6);
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_false(quiet_parse(WRONG[i], &quiet));
}

static void quiet_hours_may_span_midnight(void **state)
{
    struct allowance a = {.quiet = {22, 6}};

    (void)state;
    at("2026-11-23T21:59:00Z");
    assert_int_equal(allowance_wait_ms(&a), 0);
    at("2026-11-23T22:00:00Z");
    assert_int_equal(allowance_wait_ms(&a), 8 * HOUR_MS);
    at("2026-11-24T05:30:00Z");
    assert_int_equal(allowance_wait_ms(&a), 30 * MINUTE_MS);
    at("2026-11-24T06:00:00Z");
    assert_int_equal(allowance_wait_ms(&a), 0);
    a.quiet = (struct quiet){9, 17};
    at("2026-11-24T12:00:00Z");
    assert_int_equal(allowance_wait_ms(&a), 5 * HOUR_MS);
    a.quiet = (struct quiet){7, 7};
    assert_int_equal(allowance_wait_ms(&a), 0);
}

static void an_unknown_clock_has_no_quiet_hours(void **state)
{
    struct allowance a = {.quiet = {0, 23}};

    (void)state;
    at("1970-01-01T03:00:00Z");
    assert_int_equal(allowance_wait_ms(&a), 0);
}

static void a_days_bytes_end_with_the_day(void **state)
{
    struct allowance a = {.daily_bytes = 1000};

    (void)state;
    at("2026-11-23T20:00:00Z");
    allowance_use(&a, 999);
    assert_int_equal(allowance_wait_ms(&a), 0);
    allowance_use(&a, 1);
    assert_int_equal(allowance_wait_ms(&a), 4 * HOUR_MS);
    at("2026-11-24T00:00:01Z");
    assert_int_equal(allowance_wait_ms(&a), 0);
    assert_int_equal(a.used, 0);
}

static void what_was_used_survives_a_restart(void **state)
{
    const struct quiet none = {0};
    char folder[] = "/tmp/barrio-allow.XXXXXX";
    struct allowance a;
    struct db *db;

    (void)state;
    at("2026-11-23T20:00:00Z");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(outbox_open(&db, folder), ERR_NONE);
    assert_int_equal(allowance_init(&a, &none, 100000, db), ERR_NONE);
    allowance_use(&a, 70000);
    assert_int_equal(allowance_note(&a, db), ERR_NONE);
    assert_int_equal(allowance_init(&a, &none, 100000, db), ERR_NONE);
    allowance_use(&a, 30000);
    assert_int_equal(allowance_wait_ms(&a), 4 * HOUR_MS);
    db_close(db);
    char *command = xasprintf("rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    free(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_are_read_strictly),
        cmocka_unit_test(quiet_hours_may_span_midnight),
        cmocka_unit_test(an_unknown_clock_has_no_quiet_hours),
        cmocka_unit_test(a_days_bytes_end_with_the_day),
        cmocka_unit_test(what_was_used_survives_a_restart),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
