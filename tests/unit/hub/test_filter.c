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
    static const int64_t NUMBERS[] = {0, 1, 255, 1000000, 0xffffffffffff};
    char text[CURSOR_TEXT_SIZE];
    int64_t number;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        cursor_print(NUMBERS[i], text);
        assert_true(cursor_parse(text, &number));
        assert_int_equal(number, NUMBERS[i]);
        text[12] = text[12] == '0' ? '1' : '0';
        assert_false(cursor_parse(text, &number));
    }
    assert_true(cursor_parse("", &number));
    assert_false(cursor_parse("1", &number));
    assert_false(cursor_parse("c00000000000100 ", &number));
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
