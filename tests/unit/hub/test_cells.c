#include "base/buf.h"
#include "cells.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void what_was_packed_is_read_again(void **state)
{
    static char long_text[20000];
    const char *texts[] = {"a", NULL, "", long_text, "ñ\n\"", NULL};
    struct buf packed;
    struct cell cell;

    (void)state;
    memset(long_text, 'x', sizeof long_text - 1);
    buf_init(&packed, 0);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        cells_add(&packed, texts[i]);
    struct cells cells = cells_read(packed.data, packed.size);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_true(cells_next(&cells, &cell));
        if (!texts[i]) {
            assert_null(cell.text);
            continue;
        }
        assert_int_equal(cell.size, strlen(texts[i]));
        assert_memory_equal(cell.text, texts[i], cell.size);
    }
    assert_false(cells_next(&cells, &cell));
    buf_clear(&packed);
}

static void bytes_cut_anywhere_end_the_reading(void **state)
{
    struct buf packed;

    (void)state;
    buf_init(&packed, 0);
    cells_add(&packed, "hola");
    cells_add(&packed, "a text that is longer than one hundred and "
                       "twenty-seven bytes, so that its length takes two "
                       "bytes itself, which is where cuts hurt most");
    for (size_t size = 0; size < packed.size; size++) {
        struct cells cells = cells_read(packed.data, size);
        struct cell cell;
        size_t count = 0;
        while (cells_next(&cells, &cell))
            count++;
        assert_in_range(count, 0, 1);
    }
    buf_clear(&packed);
}

static void a_length_beyond_the_bytes_is_refused(void **state)
{
    static const unsigned char BYTES[] = {0xff, 0xff, 0xff, 0xff, 0x0f, 'a'};
    static const unsigned char ENDLESS[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    struct cell cell;

    (void)state;
    struct cells cells = cells_read(BYTES, sizeof BYTES);
    assert_false(cells_next(&cells, &cell));
    cells = cells_read(ENDLESS, sizeof ENDLESS);
    assert_false(cells_next(&cells, &cell));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_is_read_again),
        cmocka_unit_test(bytes_cut_anywhere_end_the_reading),
        cmocka_unit_test(a_length_beyond_the_bytes_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
