#include "throttle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

enum { WINDOW = 1000, LIMIT = 3 };

static bool is_over(struct throttle *t, const char *key, int64_t now)
{
    return throttle_is_over(t, "name", key, now, LIMIT);
}

static void the_third_failure_is_over_the_limit_for_its_window(void **state)
{
    struct throttle *t = throttle_new(WINDOW);

    (void)state;
    for (int i = 0; i < LIMIT; i++) {
        assert_false(is_over(t, "ana", 10));
        throttle_count(t, "name", "ana", 10);
    }
    assert_true(is_over(t, "ana", 10));
    assert_true(is_over(t, "ana", 9 + WINDOW));
    assert_false(is_over(t, "ana", 10 + WINDOW));
    throttle_count(t, "name", "ana", 10 + WINDOW);
    assert_false(is_over(t, "ana", 10 + WINDOW));
    throttle_free(t);
}

static void kinds_and_keys_are_counted_apart(void **state)
{
    struct throttle *t = throttle_new(WINDOW);

    (void)state;
    for (int i = 0; i < LIMIT; i++)
        throttle_count(t, "address", "ana", 0);
    assert_false(is_over(t, "ana", 0));
    assert_false(is_over(t, "address:ana", 0));
    throttle_free(t);
}

static void success_forgets(void **state)
{
    struct throttle *t = throttle_new(WINDOW);

    (void)state;
    for (int i = 0; i < LIMIT; i++)
        throttle_count(t, "name", "ana", 0);
    throttle_forget(t, "name", "ana");
    assert_false(is_over(t, "ana", 0));
    throttle_free(t);
}

static void a_hundred_thousand_keys_do_not_grow_it(void **state)
{
    struct throttle *t = throttle_new(WINDOW);
    char key[24];

    (void)state;
    for (int i = 0; i < 100000; i++) {
        snprintf(key, sizeof key, "%d", i);
        throttle_count(t, "name", key, i / 1000);
    }
    for (int i = 0; i < LIMIT; i++)
        throttle_count(t, "name", "99999", 100);
    assert_true(is_over(t, "99999", 100));
    throttle_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_third_failure_is_over_the_limit_for_its_window),
        cmocka_unit_test(kinds_and_keys_are_counted_apart),
        cmocka_unit_test(success_forgets),
        cmocka_unit_test(a_hundred_thousand_keys_do_not_grow_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
