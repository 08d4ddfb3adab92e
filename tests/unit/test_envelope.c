#include "base/buf.h"
#include "base/mem.h"
#include "record/response.h"
#include "wire/envelope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void what_is_written_is_read(void **state)
{
    struct response r = {0}, got = {0};
    struct buf out;

    (void)state;
    r.envelope.origin = xstrdup("esquina \"7\"");
    r.envelope.extra = xstrdup("{\"ms\":{\"/data/q\":4200}}");
    r.envelope.started = (struct stamp){1795428000123, 77, CLOCK_GUESSED};
    r.envelope.saved = (struct stamp){-5, 99, CLOCK_SET};
    response_complete(&r);
    buf_init(&out, 0);
    envelope_write(&out, &r.envelope);
    assert_int_equal(envelope_read(out.data, out.size, &got.envelope),
                     ERR_NONE);
    assert_string_equal(got.envelope.origin, r.envelope.origin);
    assert_string_equal(got.envelope.extra, r.envelope.extra);
    assert_string_equal(got.envelope.zone, "");
    assert_int_equal(got.envelope.started.wall_ms, 1795428000123);
    assert_int_equal(got.envelope.started.quality, CLOCK_GUESSED);
    assert_int_equal(got.envelope.saved.wall_ms, -5);
    assert_int_equal(got.envelope.saved.quality, CLOCK_SET);
    response_clear(&r);
    response_clear(&got);
    buf_clear(&out);
}

static void what_is_no_envelope_is_an_empty_one(void **state)
{
    static const char *const TEXTS[] = {"", "{", "<xml/>"};
    struct response got = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        assert_int_equal(
            envelope_read(TEXTS[i], strlen(TEXTS[i]), &got.envelope),
            ERR_FORMAT);
        assert_string_equal(got.envelope.extra, "{}");
        assert_string_equal(got.envelope.flags, "");
        response_clear(&got);
    }
    assert_int_equal(envelope_read("[1]", 3, &got.envelope), ERR_NONE);
    assert_string_equal(got.envelope.origin, "");
    response_clear(&got);
}

static void an_envelope_beyond_its_limit_is_refused(void **state)
{
    struct response got = {0};
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    buf_puts(&text, "{\"origin\":\"");
    while (text.size < ENVELOPE_LARGEST)
        buf_puts(&text, "0123456789");
    buf_puts(&text, "\"}");
    assert_int_equal(envelope_read(text.data, text.size, &got.envelope),
                     ERR_LIMIT);
    assert_string_equal(got.envelope.origin, "");
    response_clear(&got);
    buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_is_no_envelope_is_an_empty_one),
        cmocka_unit_test(an_envelope_beyond_its_limit_is_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
