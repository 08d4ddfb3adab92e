#include "backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const struct backoff BACKOFF = {2000, 900000};

static void nothing_failed_means_no_pause(void **state)
{
    (void)state;
    assert_int_equal(backoff_pause_ms(&BACKOFF, 0, UINT64_MAX), 0);
    assert_int_equal(backoff_asked_ms(&BACKOFF, 0, 0, UINT64_MAX), 0);
}

/* The largest pause of n failures, by trying the numbers around it. */
static int64_t ceiling(int64_t failures)
{
    int64_t largest = 0;

    for (uint64_t random = 0; random <= 900000; random += 500) {
        int64_t pause = backoff_pause_ms(&BACKOFF, failures, random);
        assert_in_range(pause, 0, 900000);
        largest = pause > largest ? pause : largest;
    }
    return largest;
}

static void the_ceiling_doubles_up_to_its_limit(void **state)
{
    static const int64_t WANTED[] = {2000,   4000,   8000,   16000,
                                     32000,  64000,  128000, 256000,
                                     512000, 900000, 900000, 900000};

    (void)state;
    for (int64_t i = 0; i < 12; i++)
        assert_int_equal(ceiling(i + 1), WANTED[i]);
    assert_int_equal(ceiling(1000000), 900000);
}

static void the_jitter_is_full(void **state)
{
    int64_t below = 0, zero = 0;

    (void)state;
    for (uint64_t random = 0; random < 20010; random++) {
        int64_t pause = backoff_pause_ms(&BACKOFF, 1, random);
        below += pause < 1000;
        zero += pause == 0;
    }
    assert_int_equal(zero, 10);
    assert_int_equal(below, 10000);
}

static void a_pause_that_was_asked_for_is_never_cut(void **state)
{
    (void)state;
    for (uint64_t random = 0; random < 5000; random += 99)
        assert_in_range(backoff_asked_ms(&BACKOFF, 1, 30000, random), 30000,
                        32000);
    assert_int_equal(backoff_asked_ms(&BACKOFF, 1, INT64_MAX, 0), 86400000);
}

static void a_minimum_above_the_maximum_is_the_maximum(void **state)
{
    const struct backoff odd = {5000, 1000};

    (void)state;
    for (uint64_t random = 0; random < 9999; random++)
        assert_in_range(backoff_pause_ms(&odd, 3, random), 0, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_failed_means_no_pause),
        cmocka_unit_test(the_ceiling_doubles_up_to_its_limit),
        cmocka_unit_test(the_jitter_is_full),
        cmocka_unit_test(a_pause_that_was_asked_for_is_never_cut),
        cmocka_unit_test(a_minimum_above_the_maximum_is_the_maximum),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
