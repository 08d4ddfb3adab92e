#include "xlsform/workbook.h"

#include "base/buf.h"
#include "xlsform/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct reading {
    struct problems problems;
    struct workbook *book;
    enum err err;
};

static struct reading reading_of(const char *name, const char *text)
{
    struct reading r;
    problems_init(&r.problems);
    r.err = workbook_read(name, text, strlen(text), &r.problems, &r.book);
    return r;
}

static void end(struct reading *r)
{
    workbook_free(r->book);
    problems_clear(&r->problems);
}

static void md_tables_are_sheets_of_trimmed_cells(void **state)
{
    struct reading r = reading_of("a.md", "| survey |\n"
                                          "| | type | name |\n"
                                          "| --- | --- | --- |\n"
                                          "| |  text  | q1 | | x |\n"
                                          "| | | |\n"
                                          "| | note | q2 |\n");
    const struct sheet *sheet = workbook_sheet(r.book, "SURVEY");
    (void)state;
    assert_int_equal(r.err, ERR_NONE);
    assert_non_null(sheet);
    assert_int_equal(sheet->rows_count, 3);
    assert_string_equal(sheet->rows[1].cells[0].text, "text");
    assert_int_equal(sheet->rows[1].cells[2].column, 3);
    assert_int_equal(sheet->rows[2].number, 3);
    end(&r);
}

static void md_comments_and_escaped_bars_are_understood(void **state)
{
    struct reading r = reading_of("a.md", "# | survey | no |\n"
                                          "| survey | a\\|b | # a remark\n"
                                          "| choices | c |\n");
    (void)state;
    assert_int_equal(r.book->sheets_count, 2);
    assert_string_equal(r.book->sheets[0].rows[0].cells[0].text, "a|b");
    assert_null(workbook_sheet(r.book, "settings"));
    end(&r);
}

static void csv_names_its_sheets_in_the_first_column(void **state)
{
    struct reading r = reading_of("a.csv", "\xEF\xBB\xBFsurvey,,\r\n"
                                           ",type,label\r\n"
                                           ",text,\"say \"\"a,\n b\"\"\"\r\n"
                                           "choices\r\n"
                                           ",list_name");
    const struct sheet *sheet = workbook_sheet(r.book, "survey");
    (void)state;
    assert_non_null(sheet);
    assert_int_equal(sheet->rows_count, 2);
    assert_string_equal(sheet->rows[1].cells[1].text, "say \"a,\n b\"");
    assert_int_equal(workbook_sheet(r.book, "choices")->rows_count, 1);
    end(&r);
}

static void non_breaking_blanks_at_the_ends_are_cut(void **state)
{
    struct reading r =
        reading_of("a.md", "| survey | \xC2\xA0name\xC2\xA0 |\n");
    (void)state;
    assert_string_equal(r.book->sheets[0].rows[0].cells[0].text, "name");
    end(&r);
}

static void what_only_claims_to_be_a_workbook_is_refused(void **state)
{
    static const char *const TEXTS[] = {"", "hello", "PK\003\004 and no more"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct reading r = reading_of("a.xlsx", TEXTS[i]);
        assert_int_equal(r.err, ERR_FORMAT);
        assert_null(r.book);
        assert_int_equal(r.problems.errors, 1);
        end(&r);
    }
}

static void too_many_sheets_are_refused(void **state)
{
    struct buf text;
    (void)state;
    buf_init(&text, 0);
    for (int i = 0; i <= WORKBOOK_SHEETS_MAX; i++)
        buf_printf(&text, "| s%d | a |\n", i);
    struct reading r = reading_of("a.md", buf_text(&text));
    assert_int_equal(r.err, ERR_LIMIT);
    end(&r);
    buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(md_tables_are_sheets_of_trimmed_cells),
        cmocka_unit_test(md_comments_and_escaped_bars_are_understood),
        cmocka_unit_test(csv_names_its_sheets_in_the_first_column),
        cmocka_unit_test(non_breaking_blanks_at_the_ends_are_cut),
        cmocka_unit_test(what_only_claims_to_be_a_workbook_is_refused),
        cmocka_unit_test(too_many_sheets_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
