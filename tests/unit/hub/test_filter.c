#include "cursor.h"
#include "filter.h"
#include "plan.h"

#include "stand.h"

static const char *refused(const char *where)
{
    struct filter *filter;
    const char *why = NULL;

    if (filter_new(&filter, &(struct filter_terms){.where = where}, &why))
        return why;
    filter_free(filter);
    return NULL;
}

static void a_condition_that_cannot_be_read_is_refused(void **state)
{
    static const char *const BAD[] = {"a",
                                      "a =",
                                      "= 1",
                                      "a = b c = d",
                                      "a = \"b",
                                      "a = b and",
                                      "and",
                                      "a == = b",
                                      "a ! b",
                                      "a = b or c = d",
                                      "a = b andc = d",
                                      "\"a\" = b"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        if (!refused(BAD[i]))
            fail_msg("taken: %s", BAD[i]);
    }
    assert_null(refused(""));
    assert_null(refused("  a=b  "));
    assert_null(refused("a = \"b c\" and d>=2 and e != \"\""));
}

static size_t count_lines(struct stand *p, const char *where)
{
    struct filter *filter;
    const char *why;
    size_t lines = 0;

    assert_int_equal(
        filter_new(&filter, &(struct filter_terms){.where = where}, &why),
        ERR_NONE);
    char *text = exported(p, (struct export_options){.filter = filter});
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    free(text);
    return lines - 1;
}

static void answers_are_compared_as_people_mean_it(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1 2", NULL);
    keep(p, "uuid:2", "n", "2", NULL);
    keep(p, "uuid:3", "n", "", NULL);
    assert_int_equal(count_lines(p, "a = y"), 1);
    assert_int_equal(count_lines(p, "b = 2"), 2);
    assert_int_equal(count_lines(p, "b = 1 and b = 2"), 1);
    assert_int_equal(count_lines(p, "b != 1"), 2);
    assert_int_equal(count_lines(p, "b = \"\""), 1);
    assert_int_equal(count_lines(p, "b != \"\""), 2);
    assert_int_equal(count_lines(p, "a < o"), 2);
    assert_int_equal(count_lines(p, "a ~ y and b ~ \"1 2\""), 1);
}

static void a_cursor_reads_back_and_a_wrong_one_does_not(void **state)
{
    static const struct cursor CURSORS[] = {
        {0, 0},         {1, 0},
        {255, 0},       {1000000, 7},
        {0, 1},         {0xffffffffffff, 0},
        {12, 0xabcdef}, {7, 0xffffffffffff}};
    char text[CURSOR_TEXT_SIZE];
    struct cursor cursor;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CURSORS); i++) {
        cursor_print(CURSORS[i], text);
        assert_true(cursor_parse(text, &cursor));
        assert_int_equal(cursor.number, CURSORS[i].number);
        assert_int_equal(cursor.change, CURSORS[i].change);
        text[12] = text[12] == '0' ? '1' : '0';
        assert_false(cursor_parse(text, &cursor));
    }
    assert_true(cursor_parse("", &cursor));
    assert_false(cursor_parse("1", &cursor));
    assert_false(cursor_parse("c00000000000100 ", &cursor));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_condition_that_cannot_be_read_is_refused),
        CASE(answers_are_compared_as_people_mean_it),
        cmocka_unit_test(a_cursor_reads_back_and_a_wrong_one_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
