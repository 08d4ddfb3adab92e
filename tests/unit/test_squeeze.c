#include "base/buf.h"
#include "base/digest.h"
#include "wire/squeeze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* What this build knows; at least one way of packing. */
static const enum squeeze_kind KINDS[] = {SQUEEZE_ZSTD, SQUEEZE_ZLIB};

static void assert_comes_back(enum squeeze_kind asked, const void *data,
                              size_t size, enum squeeze_kind wanted)
{
    struct buf packed, raw;

    buf_init(&packed, 0);
    buf_init(&raw, size + 1);
    enum squeeze_kind kind = squeeze_pack(asked, NULL, data, size, &packed);
    assert_int_equal(kind, wanted);
    assert_true(packed.size <= size);
    assert_int_equal(
        squeeze_unpack(kind, NULL, packed.data, packed.size, size, &raw),
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
    assert_true(squeeze_knows(SQUEEZE_ZLIB));
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        enum squeeze_kind kind =
            squeeze_knows(KINDS[i]) ? KINDS[i] : SQUEEZE_STORED;
        assert_comes_back(KINDS[i], text, sizeof text, kind);
        assert_comes_back(KINDS[i], noise, sizeof noise, SQUEEZE_STORED);
        assert_comes_back(KINDS[i], "a", 1, SQUEEZE_STORED);
    }
    assert_comes_back(SQUEEZE_STORED, text, sizeof text, SQUEEZE_STORED);
    assert_comes_back((enum squeeze_kind)7, text, sizeof text, SQUEEZE_STORED);
    assert_false(squeeze_knows((enum squeeze_kind)7));
}

static enum err unpack(enum squeeze_kind kind, const struct buf *packed,
                       size_t packed_size, size_t size, size_t limit)
{
    struct buf raw;

    buf_init(&raw, limit);
    enum err err =
        squeeze_unpack(kind, NULL, packed->data, packed_size, size, &raw);
    assert_int_equal(raw.size, err ? 0 : size);
    buf_clear(&raw);
    return err;
}

static void another_size_than_said_is_refused(void **state)
{
    char text[4096];
    struct buf packed;

    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (!squeeze_knows(KINDS[i]))
            continue;
        buf_init(&packed, 0);
        squeeze_pack(KINDS[i], NULL, text, sizeof text, &packed);
        for (size_t size = sizeof text - 2; size < sizeof text + 3; size++)
            assert_int_equal(
                unpack(KINDS[i], &packed, packed.size, size, 100000),
                size == sizeof text ? ERR_NONE : ERR_FORMAT);
        assert_int_equal(
            unpack(KINDS[i], &packed, packed.size - 1, sizeof text, 100000),
            ERR_FORMAT);
        assert_int_equal(
            unpack(KINDS[i], &packed, packed.size, sizeof text, 1000),
            ERR_LIMIT);
        buf_putc(&packed, 'x');
        assert_int_equal(
            unpack(KINDS[i], &packed, packed.size, sizeof text, 100000),
            ERR_FORMAT);
        buf_clear(&packed);
    }
}

static void what_is_packed_in_an_unknown_way_is_refused(void **state)
{
    struct buf raw;

    (void)state;
    buf_init(&raw, 100000);
    assert_int_equal(squeeze_unpack(SQUEEZE_STORED, NULL, "abc", 3, 4, &raw),
                     ERR_FORMAT);
    assert_int_equal(
        squeeze_unpack((enum squeeze_kind)7, NULL, "abc", 3, 3, &raw),
        ERR_FORMAT);
    assert_int_equal(
        squeeze_unpack((enum squeeze_kind)127, NULL, "abc", 3, 3, &raw),
        ERR_FORMAT);
    assert_int_equal(raw.size, 0);
    buf_clear(&raw);
}

static void a_dictionary_helps_and_must_be_the_same_on_both_sides(void **state)
{
    static const char WORDS[] =
        "<data id=\"barrio\"><vida></vida><gusta></gusta>"
        "<molesta></molesta><cambiar></cambiar></data>";
    static const char TEXT[] =
        "<data id=\"barrio\"><vida>3</vida><gusta></gusta>"
        "<molesta>luz</molesta><cambiar></cambiar>"
        "</data>";
    struct buf words, alone, helped, raw;

    (void)state;
    buf_init(&words, 0);
    buf_puts(&words, WORDS);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (!squeeze_knows(KINDS[i]))
            continue;
        buf_init(&alone, 0);
        buf_init(&helped, 0);
        buf_init(&raw, 1000);
        squeeze_pack(KINDS[i], NULL, TEXT, sizeof TEXT, &alone);
        squeeze_pack(KINDS[i], &words, TEXT, sizeof TEXT, &helped);
        assert_true(helped.size < alone.size / 2);
        assert_int_equal(squeeze_unpack(KINDS[i], NULL, helped.data,
                                        helped.size, sizeof TEXT, &raw),
                         ERR_FORMAT);
        assert_int_equal(squeeze_unpack(KINDS[i], &words, helped.data,
                                        helped.size, sizeof TEXT, &raw),
                         ERR_NONE);
        assert_string_equal(raw.data, TEXT);
        buf_clear(&alone);
        buf_clear(&helped);
        buf_clear(&raw);
    }
    buf_clear(&words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_repeats_is_packed_and_the_rest_is_stored),
        cmocka_unit_test(another_size_than_said_is_refused),
        cmocka_unit_test(what_is_packed_in_an_unknown_way_is_refused),
        cmocka_unit_test(a_dictionary_helps_and_must_be_the_same_on_both_sides),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
