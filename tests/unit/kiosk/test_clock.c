#include "clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void shows(const struct clock *clock, int64_t now_ms, const char *text)
{
    char shown[CLOCK_TEXT_SIZE];

    clock_print(clock, now_ms, shown);
    assert_string_equal(shown, text);
}

static void it_counts_up_and_rests_when_told(void **state)
{
    struct clock clock;

    (void)state;
    clock_init(&clock, 0, 0);
    assert_int_equal(clock_wait_ms(&clock, 500), -1);
    clock_toggle(&clock, 500);
    shows(&clock, 1499, "0:00");
    shows(&clock, 62500, "1:02");
    assert_int_equal(clock_wait_ms(&clock, 700), 800);
    clock_toggle(&clock, 62500);
    shows(&clock, 999999, "1:02");
    clock_toggle(&clock, 1000000);
    shows(&clock, 1001000, "1:03");
    assert_false(clock_is_over(&clock, 99000000));
}

static void it_counts_down_to_its_end_and_not_beyond(void **state)
{
    struct clock clock;

    (void)state;
    clock_init(&clock, 0, 300);
    shows(&clock, 0, "5:00");
    clock_toggle(&clock, 0);
    shows(&clock, 1, "5:00");
    shows(&clock, 1000, "4:59");
    assert_false(clock_is_over(&clock, 299999));
    shows(&clock, 299999, "0:01");
    assert_true(clock_is_over(&clock, 300000));
    shows(&clock, 400000, "0:00");
    assert_int_equal(clock_passed_ms(&clock, 400000), 300000);
    assert_int_equal(clock_wait_ms(&clock, 300000), -1);
    clock_toggle(&clock, 400000);
    clock_toggle(&clock, 400001);
    assert_false(clock.runs);
}

static void it_goes_on_from_what_was_kept(void **state)
{
    struct clock clock;

    (void)state;
    clock_init(&clock, 120, 300);
    shows(&clock, 77, "3:00");
    assert_false(clock.rang);
    clock_init(&clock, 300, 300);
    assert_true(clock.rang);
}

static void a_form_asks_for_it_by_its_appearance(void **state)
{
    int64_t end;

    (void)state;
    assert_true(clock_is_asked("w2 stopwatch", &end));
    assert_int_equal(end, 0);
    assert_true(clock_is_asked("field-list counter countdown-300", &end));
    assert_int_equal(end, 300);
    assert_true(clock_is_asked("countdown-99999999", &end));
    assert_int_equal(end, 86400);
    assert_false(clock_is_asked("", &end));
    assert_false(clock_is_asked("stopwatches", &end));
    assert_false(clock_is_asked("countdown-", &end));
    assert_false(clock_is_asked("countdown-0", &end));
    assert_false(clock_is_asked("countdown--5", &end));
    assert_int_equal(end, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_counts_up_and_rests_when_told),
        cmocka_unit_test(it_counts_down_to_its_end_and_not_beyond),
        cmocka_unit_test(it_goes_on_from_what_was_kept),
        cmocka_unit_test(a_form_asks_for_it_by_its_appearance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
