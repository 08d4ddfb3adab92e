#include "ui/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void width_counts_cells_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("Banquetas"), 9);
    assert_int_equal(text_width("Árboles"), 7);
    assert_int_equal(text_width("A\xcc\x81rboles"), 7); /* combining acute */
    assert_int_equal(text_width("日本"), 4);
    assert_int_equal(text_width("العربية"), 7);
}

static void graphemes_are_walked_whole_both_ways(void **state)
{
    const char *text = "e\xcc\x81\xcc\xa3日x";

    (void)state;
    assert_int_equal(text_count(text), 3);
    assert_int_equal(text_next(text, 0), 5);
    assert_int_equal(text_next(text, 5), 8);
    assert_int_equal(text_next(text, 9), 9);
    assert_int_equal(text_previous(text, 8), 5);
    assert_int_equal(text_previous(text, 5), 0);
    assert_int_equal(text_previous(text, 0), 0);
}

static void invalid_bytes_neither_crash_nor_stall(void **state)
{
    static const char *const BROKEN[] = {"\xff\xfe", "a\xc3", "\xe2\x82",
                                         "\xf0\x9f\x98", "\x80\x80z"};

    (void)state;
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        size_t at = 0, steps = 0;
        while (BROKEN[i][at] && steps++ < 10)
            at = text_next(BROKEN[i], at);
        assert_int_equal(at, strlen(BROKEN[i]));
        assert_true(text_width(BROKEN[i]) > 0);
        free(text_visual(BROKEN[i], strlen(BROKEN[i]), true));
    }
}

static void a_mountain_of_marks_is_walked_in_bounded_steps(void **state)
{
    char text[4000] = "a";

    (void)state;
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xcc\x81", 3);
    size_t at = 0;
    while (text[at])
        at = text_next(text, at);
    assert_int_equal(at, strlen(text));
}

static void fit_never_cuts_a_wide_character(void **state)
{
    (void)state;
    assert_int_equal(text_fit("日本語", 3), 3);
    assert_int_equal(text_fit("abc", 2), 2);
    assert_int_equal(text_fit("abc", 9), 3);
}

static void check_lines(const char *text, int width,
                        const char *const *expected, size_t count)
{
    struct text_line lines[8];

    assert_int_equal(text_wrap(text, width, lines, 8), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lines[i].size, strlen(expected[i]));
        assert_memory_equal(lines[i].start, expected[i], lines[i].size);
        assert_true(lines[i].width <= width);
    }
}

static void wrap_breaks_between_words(void **state)
{
    static const char *const LINES[] = {"¿Qué le hace", "falta primero",
                                        "a esta calle?"};

    (void)state;
    check_lines("¿Qué le hace falta primero a esta calle?", 14, LINES, 3);
}

static void wrap_keeps_given_breaks_and_empty_lines(void **state)
{
    static const char *const LINES[] = {"one", "", "two"};

    (void)state;
    check_lines("one\n\ntwo", 20, LINES, 3);
}

static void wrap_breaks_inside_a_word_that_is_too_long(void **state)
{
    static const char *const LINES[] = {"impos", "siblem", "ente"};

    (void)state;
    check_lines("impos siblemente", 6, LINES, 3);
}

static void wrap_breaks_between_ideographs(void **state)
{
    static const char *const LINES[] = {"日本", "語"};

    (void)state;
    check_lines("日本語", 5, LINES, 2);
}

static void arabic_is_joined_and_turned_round(void **state)
{
    const char *logical = "سلام 5";
    char *visual = text_visual(logical, strlen(logical), true);

    (void)state;
    /* meem, lam-alef joined, seen: the number stands at the left. */
    assert_string_equal(visual, "5 ﻡﻼﺳ");
    free(visual);
}

static void latin_keeps_its_direction_on_a_mirrored_page(void **state)
{
    char *visual = text_visual("Hola.", 5, true);

    (void)state;
    assert_string_equal(visual, "Hola.");
    free(visual);
}

static void direction_is_that_of_the_first_letter(void **state)
{
    (void)state;
    assert_true(text_is_rtl("5 سلام"));
    assert_true(text_is_rtl("שלום"));
    assert_false(text_is_rtl("5 Hola سلام"));
    assert_false(text_is_rtl("123"));
}

static void beginnings_match_without_case_and_accents(void **state)
{
    (void)state;
    assert_true(text_begins("Árboles y sombra", "ar"));
    assert_true(text_begins("arboles", "ÁR"));
    assert_false(text_begins("Luz", "la"));
    assert_false(text_begins("Luz", ""));
}

static void capitals_know_every_letter(void **state)
{
    char *upper = text_upper("ñandú ß");

    (void)state;
    assert_string_equal(upper, "ÑANDÚ SS");
    free(upper);
}

static void a_symbol_before_words_is_told_from_letters(void **state)
{
    static const struct {
        const char *text;
        size_t size;
    } CASES[] = {
        {"\u2600 Sun", 4},
        {"\U0001f333 Tree", 5},
        {"\u2600\ufe0f Sun", 7},
        {"\u2600", 0},
        {"\u2600 ", 0},
        {"\u2600Sun", 0},
        {"+ Other", 0},
        {"Sun", 0},
        {"", 0},
        {"\u00e1 b", 0},
        {"\u0627 b", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_int_equal(text_symbol(CASES[i].text), CASES[i].size);
}

static void ascii_keeps_the_letter_and_the_width(void **state)
{
    char out[3];

    (void)state;
    text_ascii("é", 1, out);
    assert_string_equal(out, "e");
    text_ascii("¿", 1, out);
    assert_string_equal(out, "?");
    text_ascii("日", 2, out);
    assert_string_equal(out, "??");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_counts_cells_not_bytes),
        cmocka_unit_test(graphemes_are_walked_whole_both_ways),
        cmocka_unit_test(invalid_bytes_neither_crash_nor_stall),
        cmocka_unit_test(a_mountain_of_marks_is_walked_in_bounded_steps),
        cmocka_unit_test(fit_never_cuts_a_wide_character),
        cmocka_unit_test(wrap_breaks_between_words),
        cmocka_unit_test(wrap_keeps_given_breaks_and_empty_lines),
        cmocka_unit_test(wrap_breaks_inside_a_word_that_is_too_long),
        cmocka_unit_test(wrap_breaks_between_ideographs),
        cmocka_unit_test(arabic_is_joined_and_turned_round),
        cmocka_unit_test(latin_keeps_its_direction_on_a_mirrored_page),
        cmocka_unit_test(direction_is_that_of_the_first_letter),
        cmocka_unit_test(beginnings_match_without_case_and_accents),
        cmocka_unit_test(capitals_know_every_letter),
        cmocka_unit_test(a_symbol_before_words_is_told_from_letters),
        cmocka_unit_test(ascii_keeps_the_letter_and_the_width),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
