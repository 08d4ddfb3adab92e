#include "base/mem.h"
#include "base/xml.h"
#include "form/flatten.h"
#include "form/xform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HOUSEHOLD "tests/forms/engine/household.xml"

static const char BODY[] =
    "<data id=\"household\" version=\"1\" "
    "xmlns:orx=\"http://openrosa.org/xforms\"><name>Ana</name><age>30</age>"
    "<stranger>x</stranger><person><who>A</who><years>3</years></person>"
    "<person><who>B</who></person><count>2</count>"
    "<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>";

struct rows {
    char text[2000];
};

static enum err keep(void *context, const struct row *row)
{
    struct rows *rows = context;
    size_t size = strlen(rows->text);

    snprintf(rows->text + size, sizeof rows->text - size, "%zu:%zu<%zu %s|%s;",
             row->table, row->number, row->parent,
             row->cells[0] ? row->cells[0] : "-",
             row->cells[1] ? row->cells[1] : "-");
    return ERR_NONE;
}

static const struct column *column(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->columns_count; i++) {
        if (!strcmp(table->columns[i].name, name))
            return &table->columns[i];
    }
    return NULL;
}

static void tables_describe_columns(void **state)
{
    struct xform *form;
    struct flatten *f;

    (void)state;
    assert_int_equal(xform_open(&form, HOUSEHOLD), ERR_NONE);
    assert_int_equal(flatten_new(&f, form, "es"), ERR_NONE);
    assert_int_equal(flatten_tables_count(f), 2);
    const struct table *people = flatten_table(f, 1);
    assert_string_equal(people->name, "data-person");
    assert_string_equal(people->path, "/data/person");
    assert_int_equal(people->parent, 0);
    assert_string_equal(people->columns[0].name, "who");
    const struct table *main_table = flatten_table(f, 0);
    const struct column *food = column(main_table, "food");
    assert_true(food->is_select);
    assert_int_equal(food->choices_count, 3);
    assert_string_equal(food->choices[0].label, "Pan");
    assert_string_equal(column(main_table, "name")->label, "Su nombre");
    assert_non_null(column(main_table, "hidden-why"));
    assert_non_null(column(main_table, "meta-instanceID"));
    assert_false(column(main_table, "count")->is_question);
    flatten_free(f);
    xform_free(form);
}

static void lists_of_secondary_instances_are_choices(void **state)
{
    struct xform *form;
    struct flatten *f;

    (void)state;
    assert_int_equal(xform_open(&form, "tests/forms/engine/cascade.xml"),
                     ERR_NONE);
    assert_int_equal(flatten_new(&f, form, NULL), ERR_NONE);
    const struct column *city = column(flatten_table(f, 0), "city");
    assert_int_equal(city->choices_count, 3);
    assert_string_equal(city->choices[2].value, "c");
    assert_string_equal(city->choices[2].label, "Gama");
    flatten_free(f);
    xform_free(form);
}

static void rows_come_parents_first(void **state)
{
    struct rows rows = {.text = ""};
    struct xform *form;
    struct flatten *f;

    (void)state;
    assert_int_equal(xform_open(&form, HOUSEHOLD), ERR_NONE);
    assert_int_equal(flatten_new(&f, form, NULL), ERR_NONE);
    assert_int_equal(flatten_rows(f, BODY, sizeof BODY - 1, keep, &rows),
                     ERR_NONE);
    assert_string_equal(rows.text, "0:0<0 Ana|30;1:0<0 A|3;1:1<0 B|-;");
    assert_int_equal(flatten_rows(f, "<data", 5, keep, &rows), ERR_FORMAT);
    assert_int_equal(flatten_rows(f, "<data id=\"other\"/>", 18, keep, &rows),
                     ERR_FORMAT);
    flatten_free(f);
    xform_free(form);
}

static void peek_reads_the_head_of_any_submission(void **state)
{
    struct submission_head head;
    struct xml_error why = {0};

    (void)state;
    assert_int_equal(flatten_peek(BODY, sizeof BODY - 1, &head, NULL),
                     ERR_NONE);
    assert_string_equal(head.form_id, "household");
    assert_string_equal(head.form_version, "1");
    assert_string_equal(head.instance_id, "uuid:1");
    assert_string_equal(head.deprecated_id, "");
    assert_false(head.encrypted);
    flatten_peek_clear(&head);
    assert_int_equal(flatten_peek("<a>\n<b>", 7, &head, &why), ERR_FORMAT);
    assert_int_equal(why.line, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_describe_columns),
        cmocka_unit_test(lists_of_secondary_instances_are_choices),
        cmocka_unit_test(rows_come_parents_first),
        cmocka_unit_test(peek_reads_the_head_of_any_submission),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
