#include "ui/row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { FIRST = TARGET_FIRST, SECOND, THIRD, BELOW, ASIDE };

static void hang(struct rack *rack, int id, int y, bool aside)
{
    rack_add(rack,
             &(struct target){.id = id, .area = {id, y, 1, 1}, .aside = aside},
             "words");
}

/* Three keys on one line, one below, and one that only fingers reach. */
static int open_rack(void **state)
{
    static struct rack rack;

    rack_init(&rack);
    buf_putc(&rack.words, '\0');
    hang(&rack, FIRST, 4, false);
    hang(&rack, SECOND, 4, false);
    hang(&rack, THIRD, 4, false);
    hang(&rack, BELOW, 7, false);
    hang(&rack, ASIDE, 9, true);
    *state = &rack;
    return 0;
}

static int close_rack(void **state)
{
    rack_clear(*state);
    return 0;
}

static void targets_of_one_line_are_a_row(void **state)
{
    const struct rack *rack = *state;
    struct row row = row_of(rack, SECOND);

    assert_int_equal(row_count(rack, row), 3);
    assert_int_equal(row_begin(rack, row), FIRST);
    assert_int_equal(row_count(rack, row_of(rack, BELOW)), 1);
}

static void rows_follow_each_other_round_the_end(void **state)
{
    const struct rack *rack = *state;
    struct row row = row_after(rack, row_of(rack, FIRST));

    assert_int_equal(row_begin(rack, row), BELOW);
    /* What only fingers reach is passed over. */
    assert_int_equal(row_begin(rack, row_after(rack, row)), FIRST);
    assert_int_equal(row_begin(rack, row_of(rack, ASIDE)), FIRST);
}

static void a_row_is_gone_along_to_its_end(void **state)
{
    const struct rack *rack = *state;
    struct row row = row_of(rack, FIRST);

    assert_int_equal(row_next(rack, row, FIRST), SECOND);
    assert_int_equal(row_next(rack, row, SECOND), THIRD);
    assert_int_equal(row_next(rack, row, THIRD), TARGET_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(targets_of_one_line_are_a_row,
                                        open_rack, close_rack),
        cmocka_unit_test_setup_teardown(rows_follow_each_other_round_the_end,
                                        open_rack, close_rack),
        cmocka_unit_test_setup_teardown(a_row_is_gone_along_to_its_end,
                                        open_rack, close_rack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
