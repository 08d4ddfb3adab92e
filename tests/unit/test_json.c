#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { FALLBACK = -77 };

static int64_t whole(const char *number)
{
    struct json *document;
    char text[64];

    int size = snprintf(text, sizeof text, "[%s]", number);
    assert_int_equal(json_read(text, (size_t)size, &document), ERR_NONE);
    int64_t value = json_whole(json_element(document, 0), FALLBACK);
    json_free(document);
    return value;
}

static void whole_numbers_are_read_as_they_stand(void **state)
{
    (void)state;
    assert_int_equal(whole("0"), 0);
    assert_int_equal(whole("-5"), -5);
    assert_int_equal(whole("1795428000123"), 1795428000123);
    assert_int_equal(whole("7.0"), 7);
    assert_int_equal(whole("9007199254740991"), 9007199254740991);
    assert_int_equal(whole("-9007199254740991"), -9007199254740991);
}

static void numbers_that_no_counter_holds_are_not_taken(void **state)
{
    static const char *const OTHERS[] = {
        "1.5",
        "1e131",
        "-1e300",
        "9007199254740992",
        "9223372036854775807",
        "\"7\"",
        "null",
        "true",
        "[]",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        assert_int_equal(whole(OTHERS[i]), FALLBACK);
    assert_int_equal(json_whole(NULL, FALLBACK), FALLBACK);
}

static void an_escaped_text_is_read_back_as_it_was(void **state)
{
    static const char TEXT[] = "a\"b\\c\n\x01 \xc3\xb1";
    struct json *document;
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    buf_putc(&out, '[');
    json_escape(&out, TEXT);
    buf_puts(&out, ",");
    json_escape(&out, NULL);
    buf_putc(&out, ']');
    assert_int_equal(json_read(out.data, out.size, &document), ERR_NONE);
    assert_string_equal(json_text(json_element(document, 0), ""), TEXT);
    assert_string_equal(json_text(json_element(document, 1), "none"), "none");
    json_free(document);
    buf_clear(&out);
}

static void the_same_name_twice_is_no_document(void **state)
{
    struct json *document;

    (void)state;
    assert_int_equal(json_read("{\"a\":1,\"a\":2}", 13, &document), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_are_read_as_they_stand),
        cmocka_unit_test(numbers_that_no_counter_holds_are_not_taken),
        cmocka_unit_test(an_escaped_text_is_read_back_as_it_was),
        cmocka_unit_test(the_same_name_twice_is_no_document),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
