#include "tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

/* However long the count lasts, what is logged of one stays as short. */
static void a_count_is_short(void **state)
{
    char count[TALLY_COUNT_SIZE];

    (void)state;
    tally_print(1439, 11, 12, count);
    assert_string_equal(count, "1439 11 12");
    tally_print(SIZE_MAX, SIZE_MAX, SIZE_MAX, count);
    assert_true(strlen(count) < TALLY_COUNT_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_minute_has_a_number_for_each_category),
        cmocka_unit_test(what_cannot_be_read_counts_as_nothing),
        cmocka_unit_test(a_count_without_end_stays_bounded),
        cmocka_unit_test(a_count_is_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
