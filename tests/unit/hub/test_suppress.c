#include "suppress.h"

#include "base/buf.h"
#include "datapackage.h"
#include "figures.h"
#include "grouping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define HIDDEN(...)                                                            \
    (const bool[])                                                             \
    {                                                                          \
        __VA_ARGS__                                                            \
    }
#define N(...)                                                                 \
    (const int64_t[])                                                          \
    {                                                                          \
        __VA_ARGS__                                                            \
    }

static void assert_line(const int64_t *n, const bool *wanted, size_t count)
{
    bool hidden[8];

    suppress_line(n, count, hidden);
    assert_memory_equal(hidden, wanted, count * sizeof *hidden);
}

static void a_line_without_small_counts_is_shown_whole(void **state)
{
    (void)state;
    assert_line(N(10, 44), HIDDEN(false, false), 2);
}

static void one_small_count_takes_the_smallest_other_with_it(void **state)
{
    (void)state;
    assert_line(N(50, 3, 12, 30), HIDDEN(false, true, true, false), 4);
}

static void small_counts_that_make_ten_together_need_no_other(void **state)
{
    (void)state;
    assert_line(N(50, 6, 4, 12), HIDDEN(false, true, true, false), 4);
}

static void a_zero_is_a_small_count(void **state)
{
    (void)state;
    assert_line(N(50, 0, 0, 12), HIDDEN(false, true, true, true), 4);
}

static void a_choice_that_nearly_all_gave_is_hidden_too(void **state)
{
    bool hidden[3];

    (void)state;
    suppress_choices(N(95, 40, 60), 3, 100, hidden);
    assert_true(hidden[0]);
    assert_true(hidden[1]);
    assert_false(hidden[2]);
}

static void a_table_without_small_counts_is_shown_whole(void **state)
{
    bool hidden[4];

    (void)state;
    assert_true(suppress_table(N(10, 20, 30, 40), 2, 2, hidden));
    for (size_t i = 0; i < 4; i++)
        assert_false(hidden[i]);
}

static void a_table_of_two_by_two_with_a_small_count_is_withheld(void **state)
{
    bool hidden[4];

    (void)state;
    assert_false(suppress_table(N(3, 20, 30, 40), 2, 2, hidden));
}

/* Whoever knows the totals can tell a count that is hidden alone in its row
 * or in its column. */
static void no_hidden_count_stands_alone_in_row_or_column(void **state)
{
    const int64_t *n =
        N(3, 14, 15, 40, 12, 11, 16, 60, 13, 18, 12, 50, 70, 80, 90, 99);
    bool hidden[16];

    (void)state;
    assert_true(suppress_table(n, 4, 4, hidden));
    assert_true(hidden[0]);
    for (size_t i = 0; i < 4; i++) {
        size_t in_row = 0, in_column = 0;
        for (size_t k = 0; k < 4; k++) {
            in_row += hidden[i * 4 + k];
            in_column += hidden[k * 4 + i];
        }
        assert_int_not_equal(in_row, 1);
        assert_int_not_equal(in_column, 1);
    }
}

static void a_table_larger_than_can_be_checked_is_withheld(void **state)
{
    bool hidden[1];

    (void)state;
    assert_false(suppress_table(N(50), SUPPRESS_MOST + 1, 1, hidden));
}

static const char *letter(const void *context, size_t i)
{
    (void)context;
    return (const char *const[]){"a", "b,c", "d", "e"}[i];
}

static void hidden_categories_are_counted_together(void **state)
{
    struct grouping g;
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    grouping_init(&g, N(50, 3, 12, 30), 4);
    assert_int_equal(g.count, 3);
    assert_int_equal(g.n[2], 15);
    grouping_csv(&out, &g, 2, letter, NULL, ",");
    grouping_json(&out, &g, 2, letter, NULL);
    assert_string_equal(buf_text(&out), "\"b,c|d\",\"b,c\",\"d\"");
    grouping_clear(&g);
    buf_clear(&out);
}

static const char *const HERE[] = {"luna", "morning", "es"};
static const char *const THERE[] = {"sol", "evening", "es"};

static void people_are_counted_by_answer_and_by_place(void **state)
{
    struct figures *f = figures_new();
    int64_t n[16];

    (void)state;
    size_t q = figures_add(f, "/d/q", "q", "Q?", FIELD_AGGREGATE, true, false);
    figures_add_value(f, q, "yes", 3);
    figures_add_value(f, q, "no", 2);
    figures_person(f, HERE);
    figures_answer(f, q, "no", 2);
    figures_person(f, THERE);
    figures_answer(f, q, "no", 2);
    figures_person(f, THERE);
    figures_miss(f, q, SKIPPED);
    figures_person(f, THERE);
    figures_line(f, q, n);
    assert_memory_equal(n, N(0, 2, 0, 0, 1, 1), 6 * sizeof *n);
    figures_table(f, q, DIMENSION_PLACE, n);
    assert_memory_equal(n, N(0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 1),
                        12 * sizeof *n);
    figures_margin(f, DIMENSION_LANGUAGE, n);
    assert_int_equal(n[0], 4);
    figures_free(f);
}

static void several_choices_are_counted_each(void **state)
{
    struct figures *f = figures_new();
    int64_t n[8];

    (void)state;
    size_t q = figures_add(f, "/d/q", "q", "Q?", FIELD_AGGREGATE, true, true);
    figures_add_value(f, q, "a", 1);
    figures_add_value(f, q, "b", 1);
    figures_person(f, HERE);
    figures_answer(f, q, "a b", 3);
    figures_person(f, HERE);
    figures_answer(f, q, "b", 1);
    figures_choices(f, q, n);
    assert_memory_equal(n, N(1, 2), 2 * sizeof *n);
    figures_line(f, q, n);
    assert_memory_equal(n, N(2, 0, 0, 0, 0), 5 * sizeof *n);
    figures_free(f);
}

static void a_closed_question_tells_only_who_answered(void **state)
{
    struct figures *f = figures_new();

    (void)state;
    size_t q = figures_add(f, "/d/q", "q", "Q?", FIELD_CLOSED, true, false);
    figures_add_value(f, q, "yes", 3);
    assert_int_equal(figures_cells(f, q), 1 + MISSING_KINDS);
    assert_string_equal(figures_cell(f, q, 0), "answered");
    figures_free(f);
}

static void a_package_takes_a_name_that_tools_accept(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    datapackage_name(&out, "Luz y Sombra_2026.á");
    assert_string_equal(buf_text(&out), "luz-y-sombra_2026.--");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_without_small_counts_is_shown_whole),
        cmocka_unit_test(one_small_count_takes_the_smallest_other_with_it),
        cmocka_unit_test(small_counts_that_make_ten_together_need_no_other),
        cmocka_unit_test(a_zero_is_a_small_count),
        cmocka_unit_test(a_choice_that_nearly_all_gave_is_hidden_too),
        cmocka_unit_test(a_table_without_small_counts_is_shown_whole),
        cmocka_unit_test(a_table_of_two_by_two_with_a_small_count_is_withheld),
        cmocka_unit_test(no_hidden_count_stands_alone_in_row_or_column),
        cmocka_unit_test(a_table_larger_than_can_be_checked_is_withheld),
        cmocka_unit_test(hidden_categories_are_counted_together),
        cmocka_unit_test(people_are_counted_by_answer_and_by_place),
        cmocka_unit_test(several_choices_are_counted_each),
        cmocka_unit_test(a_closed_question_tells_only_who_answered),
        cmocka_unit_test(a_package_takes_a_name_that_tools_accept),
    };

    return cmocka_run_group_tests_name("suppress", tests, NULL, NULL);
}
