#include "stand.h"

#include <zip.h>

/* One file of a workbook that was exported, read by another library. */
static char *part_of(struct stand *p, struct export_options options,
                     const char *name)
{
    char *path = xasprintf("%s/out", p->folder);
    zip_stat_t stat;
    size_t size;
    int code;

    options.format = "xlsx";
    free(exported_bytes(p, options, &size));
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    assert_non_null(zip);
    assert_int_equal(zip_stat(zip, name, 0, &stat), 0);
    char *text = xcalloc(1, stat.size + 1);
    zip_file_t *file = zip_fopen(zip, name, 0);
    assert_int_equal(zip_fread(file, text, stat.size), stat.size);
    zip_fclose(file);
    zip_discard(zip);
    free(path);
    return text;
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;

    while ((text = strstr(text, word))) {
        text += strlen(word);
        n++;
    }
    return n;
}

static void a_sheet_that_is_full_goes_on_in_the_next(void **state)
{
    struct stand *p = *state;
    struct export_options options = {.sheet_rows = 3};

    for (int i = 0; i < 5; i++) {
        char id[16];
        snprintf(id, sizeof id, "uuid:%d", i);
        keep(p, id, "y", "1", NULL);
    }
    char *names = part_of(p, options, "xl/workbook.xml");
    char *first = part_of(p, options, "xl/worksheets/sheet1.xml");
    char *third = part_of(p, options, "xl/worksheets/sheet3.xml");
    assert_non_null(strstr(names, "\"data\""));
    assert_non_null(strstr(names, "\"data (3)\""));
    assert_non_null(strstr(names, "\"data-r (5)\""));
    assert_int_equal(count(first, "<row "), 3);
    assert_int_equal(count(third, "<row "), 2);
    assert_non_null(strstr(third, "<t>key</t>"));
    assert_non_null(strstr(third, "<t>uuid:4</t>"));
    free(names);
    free(first);
    free(third);
}

static void a_text_too_long_for_a_sheet_is_cut_at_a_whole_letter(void **state)
{
    struct stand *p = *state;
    size_t size = 40000;
    char *text = xmalloc(size + 1);

    for (size_t i = 0; i < size; i += 2)
        memcpy(text + i, "ñ", 2);
    text[size] = '\0';
    keep(p, "uuid:1", text, "1", NULL);
    char *sheet = part_of(p, (struct export_options){.split = true},
                          "xl/worksheets/sheet1.xml");
    assert_int_equal(count(sheet, "ñ"), 32766 / 2);
    assert_non_null(strstr(sheet, "ñ</t>"));
    free(sheet);
    free(text);
}

static void an_unknown_format_is_told(void **state)
{
    struct stand *p = *state;

    assert_int_equal(
        export_run(p->archive, p->models,
                   &(struct export_options){.form_id = "f", .format = "doc"},
                   1),
        ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_sheet_that_is_full_goes_on_in_the_next),
        CASE(a_text_too_long_for_a_sheet_is_cut_at_a_whole_letter),
        CASE(an_unknown_format_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
