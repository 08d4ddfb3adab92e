#include "complaint.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

struct checked {
    struct complaints complaints;
    struct buf document, itemsets;
};

static enum err check(struct checked *c, const char *name, const char *text)
{
    complaints_init(&c->complaints);
    buf_init(&c->document, 0);
    buf_init(&c->itemsets, 0);
    return complaints_check(
        &c->complaints,
        &(struct checking){
            .name = name, .data = text, .size = strlen(text), .language = "en"},
        &c->document, &c->itemsets);
}

static void clear(struct checked *c)
{
    complaints_clear(&c->complaints);
    buf_clear(&c->document);
    buf_clear(&c->itemsets);
}

static void a_sheet_s_error_has_its_cell_and_its_row(void **state)
{
    struct checked c;
    (void)state;

    assert_int_equal(check(&c, "a.md",
                           "| survey | type | name | label |\n"
                           "| | txt | uno | One? |\n"),
                     ERR_FORMAT);
    assert_true(complaints_forbid(&c.complaints));
    const struct complaint *first = &c.complaints.list[0];
    assert_string_equal(first->where, "sheet survey, row 2, column type");
    assert_string_equal(first->shown, "txt | uno | One?");
    assert_int_equal(first->line, 0);
    clear(&c);
}

static void a_document_s_error_has_its_line(void **state)
{
    struct checked c;
    (void)state;

    assert_int_equal(check(&c, "a.xml", "<a>\n   <b></c>\n</a>\n"), ERR_FORMAT);
    assert_int_equal(c.complaints.list[0].line, 2);
    assert_string_equal(c.complaints.list[0].shown, "<b></c>");
    clear(&c);
}

static void a_long_line_is_cut_between_letters(void **state)
{
    struct checked c;
    char text[2000] = "<a>";
    (void)state;

    while (strlen(text) < sizeof text - 20)
        strcat(text, "\xc3\xa9");
    strcat(text, "</b>");
    assert_int_equal(check(&c, "a.xml", text), ERR_FORMAT);
    const char *shown = c.complaints.list[0].shown;
    size_t size = strlen(shown);
    assert_true(size < 310);
    assert_string_equal(shown + size - 5, "\xc3\xa9\xe2\x80\xa6");
    clear(&c);
}

static void a_good_form_forbids_nothing(void **state)
{
    struct checked c;
    (void)state;

    assert_int_equal(check(&c, "mesa.md",
                           "| survey | type | name | label |\n"
                           "| | text | uno | One? |\n"),
                     ERR_NONE);
    assert_false(complaints_forbid(&c.complaints));
    assert_non_null(strstr(buf_text(&c.document), "id=\"mesa\""));
    clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_s_error_has_its_cell_and_its_row),
        cmocka_unit_test(a_document_s_error_has_its_line),
        cmocka_unit_test(a_long_line_is_cut_between_letters),
        cmocka_unit_test(a_good_form_forbids_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
