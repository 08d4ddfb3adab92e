#include "base/buf.h"
#include "base/digest.h"
#include "wire/squeeze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void assert_comes_back(const void *data, size_t size,
                              enum squeeze_kind wanted)
{
    struct buf packed, raw;

    buf_init(&packed, 0);
    buf_init(&raw, size + 1);
    enum squeeze_kind kind = squeeze_pack(data, size, &packed);
    assert_int_equal(kind, wanted);
    assert_true(packed.size <= size);
    assert_int_equal(squeeze_unpack(kind, packed.data, packed.size, size, &raw),
                     ERR_NONE);
    assert_int_equal(raw.size, size);
    assert_memory_equal(raw.data, data, size);
    buf_clear(&packed);
    buf_clear(&raw);
}

static void what_repeats_is_packed_and_the_rest_is_stored(void **state)
{
    char text[4096];
    unsigned char noise[4096];

    (void)state;
    memset(text, 'x', sizeof text);
    digest_random(noise, sizeof noise);
    assert_comes_back(text, sizeof text, SQUEEZE_ZSTD);
    assert_comes_back(noise, sizeof noise, SQUEEZE_STORED);
    assert_comes_back("a", 1, SQUEEZE_STORED);
}

static void another_size_than_said_is_refused(void **state)
{
    char text[4096];
    struct buf packed, raw;

    (void)state;
    memset(text, 'x', sizeof text);
    buf_init(&packed, 0);
    buf_init(&raw, 100000);
    assert_int_equal(squeeze_pack(text, sizeof text, &packed), SQUEEZE_ZSTD);
    for (size_t size = sizeof text - 2; size < sizeof text + 3; size++) {
        if (size != sizeof text)
            assert_int_equal(squeeze_unpack(SQUEEZE_ZSTD, packed.data,
                                            packed.size, size, &raw),
                             ERR_FORMAT);
    }
    assert_int_equal(squeeze_unpack(SQUEEZE_ZSTD, packed.data, packed.size - 1,
                                    sizeof text, &raw),
                     ERR_FORMAT);
    assert_int_equal(squeeze_unpack(SQUEEZE_STORED, "abc", 3, 4, &raw),
                     ERR_FORMAT);
    assert_int_equal(squeeze_unpack((enum squeeze_kind)7, "abc", 3, 3, &raw),
                     ERR_FORMAT);
    assert_int_equal(raw.size, 0);
    buf_clear(&packed);
    buf_clear(&raw);
}

static void no_more_than_the_buffer_allows_is_unpacked(void **state)
{
    char text[4096];
    struct buf packed, raw;

    (void)state;
    memset(text, 'x', sizeof text);
    buf_init(&packed, 0);
    buf_init(&raw, 1000);
    assert_int_equal(squeeze_pack(text, sizeof text, &packed), SQUEEZE_ZSTD);
    assert_int_equal(squeeze_unpack(SQUEEZE_ZSTD, packed.data, packed.size,
                                    sizeof text, &raw),
                     ERR_LIMIT);
    buf_clear(&packed);
    buf_clear(&raw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_repeats_is_packed_and_the_rest_is_stored),
        cmocka_unit_test(another_size_than_said_is_refused),
        cmocka_unit_test(no_more_than_the_buffer_allows_is_unpacked),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
