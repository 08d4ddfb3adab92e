#include "totp.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

/* RFC 6238, appendix B: "12345678901234567890" in base32. */
static const char SECRET[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static void the_codes_are_those_of_the_standard(void **state)
{
    static const struct {
        int64_t time;
        const char *code;
    } VECTORS[] = {
        {59, "94287082"},         {1111111109, "07081804"},
        {1111111111, "14050471"}, {1234567890, "89005924"},
        {2000000000, "69279037"}, {20000000000, "65353130"},
    };
    char code[9];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        totp_code(SECRET, VECTORS[i].time / 30, 8, code);
        assert_string_equal(code, VECTORS[i].code);
    }
}

static void a_code_is_taken_a_step_early_and_a_step_late(void **state)
{
    int64_t step;

    (void)state;
    assert_true(totp_check(SECRET, "287082", 59000, 0, &step));
    assert_int_equal(step, 1);
    assert_true(totp_check(SECRET, "287 082", 89000, 0, &step));
    assert_true(totp_check(SECRET, "287082", 29000, 0, &step));
    assert_false(totp_check(SECRET, "287082", 90000, 0, &step));
}

static void no_code_works_twice(void **state)
{
    int64_t step;

    (void)state;
    assert_true(totp_check(SECRET, "287082", 59000, 0, &step));
    assert_false(totp_check(SECRET, "287082", 59000, step, &step));
}

static void other_texts_are_no_codes(void **state)
{
    static const char *const TEXTS[] = {"",       "28708",  "2870820",
                                        "287083", "aaaaaa", "\xff\xff"};
    int64_t step;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        assert_false(totp_check(SECRET, TEXTS[i], 59000, 0, &step));
}

static void secrets_differ_and_are_base32(void **state)
{
    char a[TOTP_SECRET_SIZE], b[TOTP_SECRET_SIZE];

    (void)state;
    totp_new(a);
    totp_new(b);
    assert_string_not_equal(a, b);
    assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_codes_are_those_of_the_standard),
        cmocka_unit_test(a_code_is_taken_a_step_early_and_a_step_late),
        cmocka_unit_test(no_code_works_twice),
        cmocka_unit_test(other_texts_are_no_codes),
        cmocka_unit_test(secrets_differ_and_are_base32),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
