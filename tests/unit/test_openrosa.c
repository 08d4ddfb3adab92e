#include "base/buf.h"
#include "wire/openrosa.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void assert_message(const char *body, const char *wanted)
{
    char *got = openrosa_read_message(body, strlen(body));

    assert_string_equal(got, wanted);
    free(got);
}

static void a_written_message_is_read(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    openrosa_write_message(&out, "error", "Not <this> & that");
    assert_non_null(strstr(buf_text(&out), "nature=\"error\""));
    assert_message(buf_text(&out), "Not <this> & that");
    buf_clear(&out);
}

static void a_message_becomes_one_line(void **state)
{
    (void)state;
    assert_message(
        "<OpenRosaResponse xmlns='http://openrosa.org/http/response'>"
        "<message>\n  several\n\n lines </message></OpenRosaResponse>",
        "several lines");
}

static void other_bodies_say_nothing(void **state)
{
    (void)state;
    assert_message("", "");
    assert_message("{\"message\":\"Internal Server Error\"}", "");
    assert_message("<html><message>log in</message></html>", "");
    assert_message(
        "<OpenRosaResponse xmlns='http://openrosa.org/http/response'>"
        "<message>cut",
        "");
}

static void a_long_message_is_cut_between_characters(void **state)
{
    struct buf body;

    (void)state;
    buf_init(&body, 0);
    buf_puts(&body,
             "<OpenRosaResponse xmlns='http://openrosa.org/http/response'>"
             "<message>x");
    for (int i = 0; i < 400; i++)
        buf_puts(&body, "é");
    buf_puts(&body, "é ok</message></OpenRosaResponse>");
    char *got = openrosa_read_message(body.data, body.size);
    assert_true(strlen(got) <= 500);
    assert_int_equal(strlen(got) == 1 || strlen(got) % 2, 1);
    free(got);
    buf_clear(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_message_is_read),
        cmocka_unit_test(a_message_becomes_one_line),
        cmocka_unit_test(other_bodies_say_nothing),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
