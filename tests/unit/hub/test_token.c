#include "token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void a_new_token_is_well_formed_and_no_other(void **state)
{
    char a[TOKEN_TEXT_SIZE], b[TOKEN_TEXT_SIZE];

    (void)state;
    token_new(a);
    token_new(b);
    assert_true(token_is_well_formed(a));
    assert_string_not_equal(a, b);
}

static void texts_that_are_no_token_are_told(void **state)
{
    char token[TOKEN_TEXT_SIZE];

    (void)state;
    token_new(token);
    assert_false(token_is_well_formed(""));
    assert_false(token_is_well_formed(token + 1));
    token[3] = '/';
    assert_false(token_is_well_formed(token));
}

static void every_letter_of_the_alphabet_comes_about_as_often(void **state)
{
    size_t seen[128] = {0};
    char token[TOKEN_TEXT_SIZE];

    (void)state;
    for (int i = 0; i < 4000; i++) {
        token_new(token);
        for (const char *c = token; *c; c++)
            seen[(unsigned char)*c]++;
    }
    /* 4000 * 32 / 62 is 2065; ten deviations are 450. */
    for (const char *c = "09azAZmM5"; *c; c++)
        assert_in_range(seen[(unsigned char)*c], 1600, 2530);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_token_is_well_formed_and_no_other),
        cmocka_unit_test(texts_that_are_no_token_are_told),
        cmocka_unit_test(every_letter_of_the_alphabet_comes_about_as_often),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
