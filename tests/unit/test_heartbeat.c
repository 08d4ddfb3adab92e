#include "base/attr.h"
#include "base/buf.h"
#include "wire/heartbeat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct heartbeat read_text(const char *text)
{
    struct heartbeat h;

    assert_int_equal(heartbeat_read(text, strlen(text), &h), ERR_NONE);
    return h;
}

static void what_is_written_is_read_back(void **state)
{
    struct heartbeat h = {.waiting = 3,
                          .oldest_s = -1,
                          .parked = 0,
                          .free_mb = 1,
                          .celsius = 47,
                          .low_power = -1,
                          .last_use_h = 498851,
                          .up_h = 9,
                          .edition = 1795862400,
                          .kiosk = 1,
                          .clock = "set",
                          .version = "0.1.0",
                          .forms = "voz \"1\", ñ 2",
                          .faults = "portal"};
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    heartbeat_write(&text, &h);
    assert_null(strstr(buf_text(&text), "oldest_s"));
    struct heartbeat got = read_text(buf_text(&text));
    assert_memory_equal(&got, &h, sizeof h);
    buf_clear(&text);
}

static void an_empty_one_is_all_unknown(void **state)
{
    struct heartbeat h = read_text("{}");
    struct buf text;

    (void)state;
    assert_int_equal(h.waiting, -1);
    assert_int_equal(h.kiosk, -1);
    assert_string_equal(h.clock, "");
    buf_init(&text, 0);
    heartbeat_write(&text, &h);
    assert_string_equal(buf_text(&text), "{}");
    buf_clear(&text);
}

static void odd_values_are_bounded(void **state)
{
    char long_text[1000], text[1100];

    (void)state;
    struct heartbeat h = read_text("{\"waiting\":-1,\"celsius\":1e300,"
                                   "\"parked\":\"7\",\"clock\":\"a\\nb\"}");
    assert_int_equal(h.waiting, -1);
    assert_int_equal(h.celsius, -1);
    assert_int_equal(h.parked, -1);
    assert_string_equal(h.clock, "a b");
    memset(long_text, 'x', sizeof long_text);
    memcpy(long_text + 62, "ñ", 2);
    long_text[sizeof long_text - 1] = '\0';
    snprintf(text, sizeof text, "{\"clock\":\"%s\"}", long_text);
    assert_int_equal(strlen(read_text(text).clock), 62);
}

static void what_is_no_object_is_refused(void **state)
{
    static const char *const WRONG[] = {"", "[]", "1", "{", "{\"a\":}", " {}"};
    struct heartbeat h;
    char large[HEARTBEAT_LARGEST + 2];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_int_equal(heartbeat_read(WRONG[i], strlen(WRONG[i]), &h),
                         ERR_FORMAT);
    memset(large, ' ', sizeof large);
    assert_int_equal(heartbeat_read(large, sizeof large, &h), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(an_empty_one_is_all_unknown),
        cmocka_unit_test(odd_values_are_bounded),
        cmocka_unit_test(what_is_no_object_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
