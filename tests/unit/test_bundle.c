#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/mem.h"
#include "wire/bundle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEAD "barrio.bundle/1\nkind answers\nfrom a\nto b\nnumber 7\n"

static void a_head_is_read_back(void **state)
{
    const struct bundle_head head = {"answers", "a", "b", 7, {9}};
    struct arena *arena = arena_new();
    struct bundle_head got;
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    bundle_write_head(&text, &head);
    assert_int_equal(bundle_read_head(text.data, text.size, arena, &got),
                     ERR_NONE);
    assert_string_equal(got.kind, "answers");
    assert_string_equal(got.from, "a");
    assert_string_equal(got.to, "b");
    assert_int_equal(got.number, 7);
    assert_memory_equal(got.sealed, head.sealed, SHA256_SIZE);
    buf_clear(&text);
    arena_free(arena);
}

static void malformed_heads_are_refused(void **state)
{
    static const char *const WRONG[] = {
        "",
        HEAD,
        HEAD "sealed 00\n",
        HEAD "sealed " HEX "\nmore\n",
        "barrio.bundle/1\nkind answers\nfrom a\nto b\nnumber -7\nsealed " HEX
        "\n",
        "barrio.bundle/1\nkind answers\nfrom a\nto b\nnumber "
        "1234567890123456\nsealed " HEX "\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct arena *arena = arena_new();
        struct bundle_head got;
        if (bundle_read_head(WRONG[i], strlen(WRONG[i]), arena, &got) !=
            ERR_FORMAT)
            fail_msg("taken: %s", WRONG[i]);
        arena_free(arena);
    }
}

static void a_head_ends_behind_its_signature(void **state)
{
    (void)state;
    assert_int_equal(bundle_head_size("a\n\nsign\nsealed\n\n", 16), 8);
    assert_int_equal(bundle_head_size("a\n\nsign", 7), 0);
    assert_int_equal(bundle_head_size("a\nb\n", 4), 0);
    assert_int_equal(bundle_head_size("", 0), 0);
}

static enum err join(void *context, char tag, const char *data, size_t size)
{
    buf_printf(context, "%c:%.*s ", tag, (int)size, data);
    return tag == '!' ? ERR_FULL : ERR_NONE;
}

static void records_come_back_in_order(void **state)
{
    struct buf records, seen;

    (void)state;
    buf_init(&records, 0);
    buf_init(&seen, 0);
    bundle_add_record(&records, 'B', "one", 3);
    bundle_add_record(&records, 'M', "", 0);
    bundle_add_record(&records, 'x', "two", 3);
    assert_int_equal(
        bundle_each_record(records.data, records.size, join, &seen), ERR_NONE);
    assert_string_equal(buf_text(&seen), "B:one M: x:two ");
    for (size_t cut = 1; cut < records.size; cut++) {
        enum err wanted = cut == 8 || cut == 13 ? ERR_NONE : ERR_FORMAT;
        assert_int_equal(bundle_each_record(records.data, cut, join, &seen),
                         wanted);
    }
    bundle_add_record(&records, '!', "", 0);
    bundle_add_record(&records, 'y', "", 0);
    buf_reset(&seen);
    assert_int_equal(
        bundle_each_record(records.data, records.size, join, &seen), ERR_FULL);
    assert_null(strchr(buf_text(&seen), 'y'));
    buf_clear(&records);
    buf_clear(&seen);
}

static enum err note(void *context, const struct receipt *receipt)
{
    buf_printf(context, "%02x %s [%s] ", receipt->key[0],
               verdict_name(receipt->verdict), receipt->reason);
    return ERR_NONE;
}

static void verdicts_come_back(void **state)
{
    static char stored[] = "", refused[] = "two\nlines";
    const struct receipt one = {{1}, VERDICT_STORED, stored};
    const struct receipt two = {{2}, VERDICT_REFUSED, refused};
    struct buf lines, seen;

    (void)state;
    buf_init(&lines, 0);
    buf_init(&seen, 0);
    bundle_add_verdict(&lines, &one);
    bundle_add_verdict(&lines, &two);
    assert_int_equal(bundle_each_verdict(lines.data, lines.size, note, &seen),
                     ERR_NONE);
    assert_string_equal(buf_text(&seen),
                        "01 stored [] 02 refused [two lines] ");
    assert_int_equal(
        bundle_each_verdict(lines.data, lines.size - 1, note, &seen),
        ERR_FORMAT);
    assert_int_equal(bundle_each_verdict("00 stored \n", 11, note, &seen),
                     ERR_FORMAT);
    buf_clear(&lines);
    buf_clear(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_head_is_read_back),
        cmocka_unit_test(malformed_heads_are_refused),
        cmocka_unit_test(a_head_ends_behind_its_signature),
        cmocka_unit_test(records_come_back_in_order),
        cmocka_unit_test(verdicts_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
