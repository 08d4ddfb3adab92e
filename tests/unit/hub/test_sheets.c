#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "outlet.h"
#include "sheets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <zip.h>

/* What our writer made is read by another library. */
struct stand {
    char path[32];
    struct outlet out;
    struct sheets *sheets;
};

static int setup(void **state)
{
    struct stand *p = xcalloc(1, sizeof *p);

    strcpy(p->path, "/tmp/barrio-book.XXXXXX");
    outlet_init(&p->out, mkstemp(p->path));
    assert_true(p->out.fd >= 0);
    p->sheets = sheets_new(&p->out, 1764000000000);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct stand *p = *state;

    sheets_free(p->sheets);
    outlet_clear(&p->out);
    close(p->out.fd);
    unlink(p->path);
    free(p);
    return 0;
}

static void begin(struct stand *p, const char *name)
{
    assert_int_equal(sheets_begin(p->sheets, name), ERR_NONE);
}

static void text(struct stand *p, const char *words)
{
    sheets_text(p->sheets, words, strlen(words), false);
}

static void number(struct stand *p, const char *digits)
{
    sheets_number(p->sheets, digits, strlen(digits));
}

static void end_row(struct stand *p)
{
    assert_int_equal(sheets_row(p->sheets), ERR_NONE);
}

/* A part of the finished file; the caller frees it. */
static char *part(struct stand *p, const char *name)
{
    zip_stat_t stat;
    int code;
    zip_t *zip = zip_open(p->path, ZIP_RDONLY | ZIP_CHECKCONS, &code);

    assert_non_null(zip);
    assert_int_equal(zip_stat(zip, name, 0, &stat), 0);
    char *content = xcalloc(1, stat.size + 1);
    zip_file_t *file = zip_fopen(zip, name, 0);
    assert_int_equal(zip_fread(file, content, stat.size), stat.size);
    assert_int_equal(zip_fclose(file), 0);
    zip_discard(zip);
    return content;
}

static char *finished(struct stand *p, const char *name)
{
    assert_int_equal(sheets_finish(p->sheets), ERR_NONE);
    return part(p, name);
}

static void assert_has(const char *content, const char *wanted)
{
    if (!strstr(content, wanted))
        print_message("%s\n", content);
    assert_non_null(strstr(content, wanted));
}

static const char FIRST[] = "xl/worksheets/sheet1.xml";

static void cells_stand_in_their_order(void **state)
{
    struct stand *p = *state;

    begin(p, "data");
    sheets_text(p->sheets, "key", 3, true);
    end_row(p);
    text(p, "a");
    sheets_skip(p->sheets);
    number(p, "7");
    text(p, "");
    end_row(p);
    char *sheet = finished(p, FIRST);
    assert_has(sheet, "<row r=\"1\"><c s=\"1\" t=\"inlineStr\"><is><t>key</t>"
                      "</is></c></row>");
    assert_has(sheet, "<row r=\"2\"><c t=\"inlineStr\"><is><t>a</t></is></c>"
                      "<c/><c><v>7</v></c><c/></row></sheetData>");
    free(sheet);
}

static void what_xml_cannot_hold_is_escaped(void **state)
{
    struct stand *p = *state;

    begin(p, "data");
    text(p, "a<b & c>\x01\r\t\n_x0041_ _x41_ _");
    text(p, " b");
    end_row(p);
    char *sheet = finished(p, FIRST);
    assert_has(sheet, "<t>a&lt;b &amp; c&gt;_x0001__x000D_\t\n"
                      "_x005F_x0041_ _x41_ _</t>");
    assert_has(sheet, "<t xml:space=\"preserve\"> b</t>");
    free(sheet);
}

static void a_number_that_would_lose_digits_is_a_text(void **state)
{
    static const char *const NUMBERS[] = {"0", "-1.5", "1e3",
                                          "123456789012345"};
    static const char *const TEXTS[] = {
        "1234567890123456", "0x1F", "inf", "1 2", "12-", "-"};
    struct stand *p = *state;

    begin(p, "data");
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++)
        number(p, NUMBERS[i]);
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        number(p, TEXTS[i]);
    end_row(p);
    char *sheet = finished(p, FIRST);
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        char *wanted = xasprintf("<v>%s</v>", NUMBERS[i]);
        assert_has(sheet, wanted);
        free(wanted);
    }
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        char *wanted = xasprintf("<t>%s</t>", TEXTS[i]);
        assert_has(sheet, wanted);
        free(wanted);
    }
    free(sheet);
}

static void names_are_such_as_excel_takes(void **state)
{
    struct stand *p = *state;

    begin(p, "a/b:[c]?*\\'");
    begin(p, "data-with-a-name-that-is-too-long-for-it");
    begin(p, "DATA-with-a-name-that-is-too-long-for-it too");
    begin(p, "calle ñ & \"x\"");
    char *book = finished(p, "xl/workbook.xml");
    assert_has(book, "name=\"a_b__c_____\"");
    assert_has(book, "name=\"data-with-a-name-that-is-too-lo\"");
    assert_has(book, "name=\"Sheet3\"");
    assert_has(book, "name=\"calle __ &amp; &quot;x&quot;\"");
    free(book);
}

/* Excel keeps "History" for itself, and our own names may have been taken. */
static void names_that_are_taken_give_way(void **state)
{
    struct stand *p = *state;

    begin(p, "history");
    begin(p, "Sheet3");
    begin(p, "Sheet3");
    begin(p, "sheet1");
    char *book = finished(p, "xl/workbook.xml");
    assert_has(book, "name=\"Sheet1\" sheetId=\"1\"");
    assert_has(book, "name=\"Sheet3\" sheetId=\"2\"");
    assert_has(book, "name=\"Sheet4\" sheetId=\"3\"");
    assert_has(book, "name=\"Sheet5\" sheetId=\"4\"");
    free(book);
}

static void what_is_beyond_the_last_column_is_left_out(void **state)
{
    struct stand *p = *state;
    size_t count = 0;

    begin(p, "data");
    for (int i = 0; i < SHEETS_MOST_COLUMNS + 10; i++)
        number(p, "1");
    end_row(p);
    char *sheet = finished(p, FIRST);
    for (const char *at = sheet; (at = strstr(at, "<c>")); at++)
        count++;
    assert_int_equal(count, SHEETS_MOST_COLUMNS);
    free(sheet);
}

static void a_sheet_is_full_after_its_last_row(void **state)
{
    struct stand *p = *state;

    begin(p, "data");
    for (int i = 0; i < SHEETS_MOST_ROWS; i++) {
        assert_false(sheets_is_full(p->sheets));
        end_row(p);
    }
    assert_true(sheets_is_full(p->sheets));
    begin(p, "data (2)");
    assert_false(sheets_is_full(p->sheets));
}

static void a_workbook_has_a_sheet_even_if_nobody_began_one(void **state)
{
    char *types = finished(*state, "[Content_Types].xml");

    assert_has(types, "/xl/worksheets/sheet1.xml");
    free(types);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(cells_stand_in_their_order),
        CASE(what_xml_cannot_hold_is_escaped),
        CASE(a_number_that_would_lose_digits_is_a_text),
        CASE(names_are_such_as_excel_takes),
        CASE(names_that_are_taken_give_way),
        CASE(what_is_beyond_the_last_column_is_left_out),
        CASE(a_sheet_is_full_after_its_last_row),
        CASE(a_workbook_has_a_sheet_even_if_nobody_began_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
