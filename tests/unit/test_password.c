#include "base/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void a_password_is_known_by_its_hash(void **state)
{
    char *hash;

    (void)state;
    assert_int_equal(password_hash("2468", &hash), ERR_NONE);
    assert_int_equal(strncmp(hash, "$y$", 3), 0);
    assert_null(strstr(hash, "2468"));
    assert_true(password_check("2468", hash));
    assert_false(password_check("2469", hash));
    assert_false(password_check("", hash));
    free(hash);
}

static void two_hashes_of_one_password_differ(void **state)
{
    char *a, *b;

    (void)state;
    assert_int_equal(password_hash("same", &a), ERR_NONE);
    assert_int_equal(password_hash("same", &b), ERR_NONE);
    assert_string_not_equal(a, b);
    free(a);
    free(b);
}

static void what_is_no_hash_opens_nothing(void **state)
{
    (void)state;
    assert_false(password_check("2468", ""));
    assert_false(password_check("2468", "2468"));
    assert_false(password_check("", "*0"));
    assert_false(password_is_hash("$y$"));
    assert_false(password_is_hash(NULL));
}

static void an_empty_password_is_refused(void **state)
{
    char *hash;

    (void)state;
    assert_int_equal(password_hash("", &hash), ERR_LIMIT);
    assert_null(hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_is_known_by_its_hash),
        cmocka_unit_test(two_hashes_of_one_password_differ),
        cmocka_unit_test(what_is_no_hash_opens_nothing),
        cmocka_unit_test(an_empty_password_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
