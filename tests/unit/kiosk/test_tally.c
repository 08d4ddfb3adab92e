#include "field/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void becomes(const char *text, size_t minute, size_t category,
                    const char *wanted)
{
    struct buf out;

    buf_init(&out, 0);
    tally_add(text, minute, category, 3, &out);
    assert_string_equal(buf_text(&out), wanted);
    buf_clear(&out);
}

static void each_minute_has_a_number_for_each_category(void **state)
{
    (void)state;
    becomes("", 0, 1, "0 1 0");
    becomes("0 1 0", 0, 1, "0 2 0");
    becomes("0 2 0", 2, 0, "0 2 0; 0 0 0; 1 0 0");
    becomes("0 2 0; 0 0 0; 1 0 0", 1, 2, "0 2 0; 0 0 1; 1 0 0");
}

static void what_cannot_be_read_counts_as_nothing(void **state)
{
    (void)state;
    becomes("x; 4", 1, 0, "0 0 0; 5 0 0");
    becomes("1 2 3 4 5", 0, 2, "1 2 4");
    becomes(";;", 0, 0, "1 0 0; 0 0 0");
}

static void a_count_without_end_stays_bounded(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    tally_add("", SIZE_MAX, 0, 1, &out);
    assert_true(out.size < 5000);
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_minute_has_a_number_for_each_category),
        cmocka_unit_test(what_cannot_be_read_counts_as_nothing),
        cmocka_unit_test(a_count_without_end_stays_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
