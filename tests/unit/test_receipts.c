#include "base/buf.h"
#include "base/mem.h"
#include "wire/receipts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { COUNT = 300 };

static void fill(struct receipt r[COUNT])
{
    for (size_t i = 0; i < COUNT; i++) {
        r[i] = (struct receipt){.verdict = VERDICT_STORED};
        memset(r[i].key, (int)i, sizeof r[i].key);
        r[i].key[0] = (unsigned char)(i >> 8);
    }
}

static void verdicts_come_back_in_order(void **state)
{
    struct receipt given[COUNT], got[COUNT];
    struct buf out;
    const char *promise;
    size_t count = COUNT;
    char bad[] = "no such version", other[] = "";

    (void)state;
    fill(given);
    fill(got);
    given[7].verdict = VERDICT_REFUSED;
    given[7].reason = bad;
    given[8].verdict = VERDICT_CONFLICT;
    given[8].reason = other;
    given[9].verdict = VERDICT_DUPLICATE;
    given[COUNT - 1].verdict = VERDICT_WAITING;
    buf_init(&out, 0);
    receipts_write(&out, given, COUNT, "");
    assert_true(out.size < 60);
    assert_int_equal(receipts_read(out.data, out.size, got, &count, &promise),
                     ERR_NONE);
    assert_int_equal(count, COUNT);
    assert_int_equal(got[7].verdict, VERDICT_REFUSED);
    assert_string_equal(got[7].reason, bad);
    assert_int_equal(got[8].verdict, VERDICT_CONFLICT);
    assert_int_equal(got[9].verdict, VERDICT_STORED);
    assert_string_equal(got[9].reason, "");
    assert_int_equal(got[COUNT - 1].verdict, VERDICT_WAITING);
    receipts_clear(got, count);
    buf_clear(&out);
}

static void a_cut_batch_is_answered_for_its_beginning(void **state)
{
    struct receipt list[COUNT];
    struct buf out;
    const char *promise;
    size_t count = COUNT;

    (void)state;
    fill(list);
    buf_init(&out, 0);
    receipts_write(&out, list, 100, "");
    assert_int_equal(receipts_read(out.data, out.size, list, &count, &promise),
                     ERR_NONE);
    assert_int_equal(count, 100);
    receipts_clear(list, count);
    buf_clear(&out);
}

static void a_reply_to_something_else_is_refused(void **state)
{
    struct receipt list[COUNT];
    struct buf out;
    const char *promise;
    size_t count = COUNT - 1;

    (void)state;
    fill(list);
    buf_init(&out, 0);
    receipts_write(&out, list, COUNT, "");
    assert_int_equal(receipts_read(out.data, out.size, list, &count, &promise),
                     ERR_FORMAT);
    assert_int_equal(count, 0);
    count = COUNT;
    list[3].key[5] ^= 1;
    assert_int_equal(receipts_read(out.data, out.size, list, &count, &promise),
                     ERR_FORMAT);
    buf_clear(&out);
}

static void no_truncated_or_flipped_reply_is_whole(void **state)
{
    struct receipt list[COUNT];
    struct buf out;
    const char *promise;

    (void)state;
    fill(list);
    buf_init(&out, 0);
    receipts_write(&out, list, COUNT, "");
    for (size_t size = 0; size < out.size; size++) {
        size_t count = COUNT;
        assert_int_equal(receipts_read(out.data, size, list, &count, &promise),
                         ERR_FORMAT);
    }
    for (size_t i = 0; i < out.size; i++) {
        size_t count = COUNT;
        out.data[i] ^= 0x10;
        assert_int_equal(
            receipts_read(out.data, out.size, list, &count, &promise),
            ERR_FORMAT);
        out.data[i] ^= 0x10;
    }
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_come_back_in_order),
        cmocka_unit_test(a_cut_batch_is_answered_for_its_beginning),
        cmocka_unit_test(a_reply_to_something_else_is_refused),
        cmocka_unit_test(no_truncated_or_flipped_reply_is_whole),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
