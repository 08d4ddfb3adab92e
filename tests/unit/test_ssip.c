#include "wire/ssip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static enum ssip_reply read_one(const char *text, size_t *used)
{
    return ssip_read_reply(text, strlen(text), used);
}

static void a_reply_is_read_to_its_last_line(void **state)
{
    size_t used;

    (void)state;
    assert_int_equal(read_one("208 OK\r\n230 X\r\n", &used), SSIP_DONE);
    assert_int_equal(used, 8);
    assert_int_equal(read_one("225-7\r\n225 OK\r\n", &used), SSIP_DONE);
    assert_int_equal(used, 15);
    assert_int_equal(read_one("409 ERR\r\n", &used), SSIP_REFUSED);
}

static void events_are_passed_over(void **state)
{
    size_t used;

    (void)state;
    assert_int_equal(read_one("701-1\r\n701 BEGIN\r\n208 OK\r\n", &used),
                     SSIP_DONE);
    assert_int_equal(used, 26);
    assert_int_equal(read_one("701 BEGIN\r\n", &used), SSIP_WAITS);
}

static void what_is_no_reply_is_broken(void **state)
{
    size_t used;
    char endless[SSIP_LONGEST + 2];

    (void)state;
    assert_int_equal(read_one("", &used), SSIP_WAITS);
    assert_int_equal(read_one("208 O", &used), SSIP_WAITS);
    assert_int_equal(read_one("hello\r\n", &used), SSIP_BROKEN);
    memset(endless, '2', sizeof endless);
    assert_int_equal(ssip_read_reply(endless, sizeof endless, &used),
                     SSIP_BROKEN);
}

static void what_is_said_cannot_become_a_command(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    ssip_put_text(&out, "one\r\n.\nSTOP ALL");
    assert_string_equal(buf_text(&out), "one \r\n..\r\nSTOP ALL\r\n.\r\n");
    buf_reset(&out);
    ssip_put_command(&out, "SET SELF LANGUAGE", "es\r\nQUIT");
    assert_string_equal(buf_text(&out), "SET SELF LANGUAGE es  QUIT\r\n");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_is_read_to_its_last_line),
        cmocka_unit_test(events_are_passed_over),
        cmocka_unit_test(what_is_no_reply_is_broken),
        cmocka_unit_test(what_is_said_cannot_become_a_command),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
