#include "wire/evidence.h"

#include "base/buf.h"
#include "base/mem.h"
#include "record/response.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void what_is_written_is_read(void **state)
{
    struct evidence e = {.log = xstrdup("plaza.7f3a/2"),
                         .index = 204,
                         .symbol = xstrdup("a b")},
                    back;
    struct buf text;

    (void)state;
    memset(e.salt, 0xa5, sizeof e.salt);
    memset(e.token_hash, 0x5a, sizeof e.token_hash);
    buf_init(&text, 0);
    evidence_write(&text, &e);
    assert_int_equal(evidence_read(buf_text(&text), &back), ERR_NONE);
    assert_string_equal(back.log, e.log);
    assert_string_equal(back.symbol, e.symbol);
    assert_int_equal(back.index, 204);
    assert_memory_equal(back.salt, e.salt, sizeof e.salt);
    assert_memory_equal(back.token_hash, e.token_hash, sizeof e.token_hash);
    free(back.log);
    free(back.symbol);
    free(e.log);
    free(e.symbol);
    buf_clear(&text);
}

static void anything_else_is_refused(void **state)
{
    static const char *const WRONG[] = {
        "",
        "plaza/1",
        "plaza/1 4 aa bb ",
        "plaza/1 x 00000000000000000000000000000000 "
        "00000000000000000000000000000000 ",
        "plaza/1 -1 00000000000000000000000000000000 "
        "00000000000000000000000000000000 ",
        "plaza/1 1 00000000000000000000000000000000 "
        "00000000000000000000000000000000",
        "plaza/1 1 00000000000000000000000000000000 "
        "000000000000000000000000000000 ",
        "plaza/1 1 00000000000000000000000000000000 "
        "00000000000000000000000000000000 "
        "a symbol that is longer than any symbol may be",
    };
    struct evidence e;

    (void)state;
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        assert_int_equal(evidence_read(WRONG[i], &e), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(anything_else_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
