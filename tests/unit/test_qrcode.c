#include "base/qrcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void a_code_has_its_three_corners_and_is_light_around(void **state)
{
    struct qrcode *code;

    (void)state;
    assert_int_equal(qrcode_new(&code, "BARRIO", QRCODE_L), ERR_NONE);
    int end = qrcode_size(code) - 1;
    assert_int_equal(end, 20);
    for (int i = 0; i < 7; i++) {
        assert_true(qrcode_is_dark(code, i, 0));
        assert_true(qrcode_is_dark(code, end - i, 0));
        assert_true(qrcode_is_dark(code, 0, end - i));
    }
    assert_false(qrcode_is_dark(code, -1, 0));
    assert_false(qrcode_is_dark(code, 0, end + 1));
    qrcode_free(code);
    qrcode_free(NULL);
}

static void what_is_too_long_is_told(void **state)
{
    char text[4000];
    struct qrcode *code = NULL;

    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(qrcode_new(&code, text, QRCODE_M), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_has_its_three_corners_and_is_light_around),
        cmocka_unit_test(what_is_too_long_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
