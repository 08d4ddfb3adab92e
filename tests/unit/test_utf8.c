#include "base/arena.h"
#include "base/attr.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void texts_of_all_lengths_are_valid(void **state)
{
    static const char *const TEXTS[] = {"", "plain", "ñandú €",
                                        "\xed\x9f\xbf\xee\x80\x80",
                                        "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        assert_true(utf8_is_valid(TEXTS[i], strlen(TEXTS[i])));
    assert_true(utf8_is_valid("a\0b", 3));
}

static void what_rfc_3629_forbids_is_not(void **state)
{
    static const char *const TEXTS[] = {
        "\x80",         "\xc1\x99",         "\xc0\x80",
        "\xe0\x9f\xbf", "\xed\xa0\x80",     "\xf0\x8f\xbf\xbf",
        "\xff",         "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xc3",         "x\xe2\x82",        "\xe2\x82x",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        assert_false(utf8_is_valid(TEXTS[i], strlen(TEXTS[i])));
}

/* Eight bytes are looked at together: a wrong one may be any of them, or
 * stand behind them. */
static void one_wrong_byte_is_found_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t size = 1; size < 40; size++) {
        char text[40];
        memset(text, 'a', sizeof text);
        assert_true(utf8_is_valid(text, size));
        for (size_t at = 0; at < size; at++) {
            text[at] = '\x80';
            assert_false(utf8_is_valid(text, size));
            text[at] = 'a';
        }
    }
}

static void a_text_is_cut_before_a_character(void **state)
{
    (void)state;
    assert_int_equal(utf8_cut("ab", 2, 2), 2);
    assert_int_equal(utf8_cut("abc", 3, 2), 2);
    assert_int_equal(utf8_cut("a\xc3\xb1", 3, 2), 1);
    assert_int_equal(utf8_cut("a\xc3\xb1z", 4, 3), 3);
    assert_int_equal(utf8_cut("\xe2\x82\xac", 3, 2), 0);
}

static void what_is_no_character_becomes_a_mark(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(utf8_mend(arena, "a\0b\xff\xc3\xb1\x01\n", 8),
                        "a\xef\xbf\xbd"
                        "b\xef\xbf\xbd\xc3\xb1\xef\xbf\xbd\n");
    assert_string_equal(utf8_mend(arena, "\xef\xbf\xbd\xe2\x82", 5),
                        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    assert_string_equal(utf8_mend(arena, "\xef\xbf\xbf", 3),
                        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_all_lengths_are_valid),
        cmocka_unit_test(what_rfc_3629_forbids_is_not),
        cmocka_unit_test(one_wrong_byte_is_found_wherever_it_stands),
        cmocka_unit_test(a_text_is_cut_before_a_character),
        cmocka_unit_test(what_is_no_character_becomes_a_mark),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
