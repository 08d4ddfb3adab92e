#include "operator.h"

#include "base/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

static int hash_it(void **state)
{
    return password_hash("2468", (char **)state);
}

static int free_it(void **state)
{
    free(*state);
    return 0;
}

static void the_right_pin_opens_at_once(void **state)
{
    struct pin_guard guard = {0};

    assert_true(pin_try(&guard, *state, "2468", 1000));
    assert_int_equal(pin_wait_ms(&guard, 1000), 0);
}

static void five_wrong_pins_make_the_sixth_wait(void **state)
{
    struct pin_guard guard = {0};

    for (int i = 0; i < 4; i++) {
        assert_false(pin_try(&guard, *state, "1111", 1000));
        assert_int_equal(pin_wait_ms(&guard, 1000), 0);
    }
    assert_false(pin_try(&guard, *state, "1111", 1000));
    assert_int_equal(pin_wait_ms(&guard, 1000), 30000);
    assert_false(pin_try(&guard, *state, "2468", 2000));
    assert_true(pin_try(&guard, *state, "2468", 31000));
}

static void each_further_try_waits_twice_as_long(void **state)
{
    struct pin_guard guard = {.failures = 5, .open_ms = 0};

    assert_false(pin_try(&guard, *state, "1111", 1000));
    assert_int_equal(pin_wait_ms(&guard, 1000), 60000);
    assert_false(pin_try(&guard, *state, "1111", 61000));
    assert_int_equal(pin_wait_ms(&guard, 61000), 120000);
}

static void without_a_hash_no_pin_opens(void **state)
{
    struct pin_guard guard = {0};

    (void)state;
    assert_false(pin_try(&guard, "", "", 1000));
    assert_false(pin_try(&guard, "", "2468", 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_pin_opens_at_once),
        cmocka_unit_test(five_wrong_pins_make_the_sixth_wait),
        cmocka_unit_test(each_further_try_waits_twice_as_long),
        cmocka_unit_test(without_a_hash_no_pin_opens),
    };

    return cmocka_run_group_tests(tests, hash_it, free_it);
}
