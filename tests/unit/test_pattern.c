#include "form/pattern.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool matches(const char *pattern, const char *text)
{
    bool result = false;

    assert_int_equal(pattern_match(pattern, text, &result), ERR_NONE);
    return result;
}

static void matches_the_whole_text(void **state)
{
    (void)state;
    assert_true(matches("abc", "abc"));
    assert_false(matches("abc", "abcd"));
    assert_false(matches("bc", "abc"));
    assert_true(matches("", ""));
    assert_true(matches("a|bc|", ""));
    assert_true(matches("a|bc|", "bc"));
}

static void counts(void **state)
{
    (void)state;
    assert_true(matches("a*", "aaaa"));
    assert_false(matches("a+", ""));
    assert_true(matches("a?b", "b"));
    assert_true(matches("(ab){2,3}", "ababab"));
    assert_false(matches("(ab){2,3}", "ab"));
    assert_true(matches("a{2,}", "aaaaa"));
    assert_true(matches("\\d{3}-?\\d{4}", "5551234"));
    assert_true(matches(".*?x.*+", "axb"));
    assert_true(matches("(a*)*", "aaa"));
    assert_true(matches("(a|b*)*c", "abbac"));
}

static void knows_classes(void **state)
{
    (void)state;
    assert_true(matches("[a-cx]+", "abxc"));
    assert_false(matches("[^a-c]+", "xya"));
    assert_true(matches("[]a]+", "]a"));
    assert_true(matches("[a-]+", "a-"));
    assert_true(matches("[a-z&&[^aeiou]]+", "brr"));
    assert_false(matches("[a-z&&[^aeiou]]+", "bar"));
    assert_true(matches("[\\d\\s]+", "1 2"));
    assert_true(matches("\\w+@\\w+\\.[a-z]{2,}", "ana@barrio.mx"));
    assert_false(matches("\\w+", "ñ"));
    assert_true(matches("\\p{L}+", "ñandú"));
    assert_true(matches("\\p{Lu}\\p{Ll}*", "Ana"));
    assert_true(matches("\\P{Alpha}+", "123"));
    assert_true(matches("[\\p{L} ]+", "Ana Núñez"));
    assert_true(matches("\\u0041\\x42", "AB"));
    assert_true(matches("[ñ-ó]", "ò"));
    assert_false(matches(".", "\n"));
    assert_true(matches("\\.\\\\\\n", ".\\\n"));
}

static void looks_around(void **state)
{
    (void)state;
    assert_true(matches("(?=.*\\d)(?=.*[a-z]).{4,}", "abc1"));
    assert_false(matches("(?=.*\\d)(?=.*[a-z]).{4,}", "abcd"));
    assert_true(matches("(?!00)\\d{2}", "01"));
    assert_false(matches("(?!00)\\d{2}", "00"));
    assert_true(matches("\\w+(?<=x)", "abx"));
    assert_false(matches("\\w+(?<!x)", "abx"));
    assert_true(matches("^ab$", "ab"));
    assert_true(matches("\\bab\\b.*", "ab cd"));
    assert_false(matches("a\\bb", "ab"));
    assert_true(matches("(?i)ABC[x-z]", "abcY"));
    assert_true(matches("(?:ab)+(?<name>c)", "ababc"));
}

static void refuses_malformed_patterns(void **state)
{
    static const char *const BAD[] = {
        "(",    ")",      "(a",  "a)",      "[",   "[a",  "[z-a]",
        "*",    "a{2,1}", "a{",  "a{x}",    "\\",  "\\k", "\\p{None}",
        "(?x)", "\\xg1",  "a**", "a{2}{3}", "{1}", "[a&&"};
    bool result;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        assert_int_equal(pattern_match(BAD[i], "a", &result), ERR_FORMAT);
}

static void ends_on_patterns_that_defeat_backtracking(void **state)
{
    char text[5001];
    bool result;

    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_false(matches("(a+)+b", text));
    assert_false(matches("(a|aa|aaa)*b", text));
    memset(text, '*', sizeof text - 1);
    text[0] = 'a';
    text[1900] = '\0';
    assert_int_equal(pattern_match(text, "a", &result), ERR_FORMAT);
    assert_int_equal(pattern_match("((a{1000}){1000}){1000}", text, &result),
                     ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_the_whole_text),
        cmocka_unit_test(counts),
        cmocka_unit_test(knows_classes),
        cmocka_unit_test(looks_around),
        cmocka_unit_test(refuses_malformed_patterns),
        cmocka_unit_test(ends_on_patterns_that_defeat_backtracking),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
