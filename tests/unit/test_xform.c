#include "base/buf.h"
#include "base/file.h"
#include "form/xform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FOLDER "tests/forms/engine/"

struct report {
    struct xform *form;
    struct xform_problem *problems;
    size_t count;
    enum err err;
};

static struct report check(const char *name)
{
    struct report r = {.form = NULL};
    struct buf data;
    char path[200];

    snprintf(path, sizeof path, FOLDER "%s", name);
    buf_init(&data, 1 << 20);
    assert_int_equal(file_read(path, &data), ERR_NONE);
    r.err = xform_check(&r.form, name, buf_text(&data), data.size, NULL,
                        &r.problems, &r.count);
    buf_clear(&data);
    return r;
}

static void clear(struct report *r)
{
    xform_problems_free(r->problems, r->count);
    xform_free(r->form);
}

static void refused(const char *name, int line, const char *words)
{
    struct report r = check(name);
    bool found = false;

    assert_int_equal(r.err, ERR_FORMAT);
    assert_null(r.form);
    for (size_t i = 0; i < r.count; i++) {
        const struct xform_problem *p = &r.problems[i];
        found |= p->is_error && p->line == line && strstr(p->text, words);
    }
    if (!found && r.count)
        print_message("%d: %s\n", r.problems[0].line, r.problems[0].text);
    assert_true(found);
    clear(&r);
}

static void open_knows_id_version_title_and_languages(void **state)
{
    struct xform *form;

    (void)state;
    assert_int_equal(xform_open(&form, FOLDER "household.xml"), ERR_NONE);
    assert_string_equal(xform_id(form), "household");
    assert_string_equal(xform_version(form), "1");
    assert_string_equal(xform_title(form), "household");
    assert_int_equal(xform_languages_count(form), 2);
    assert_string_equal(xform_language(form, 1), "Español (es)");
    assert_string_equal(xform_language_tag(form, 1), "es");
    assert_int_equal(xform_default_language(form), 0);
    assert_int_equal(xform_find_language(form, "es"), 1);
    assert_int_equal(xform_find_language(form, "English (en)"), 0);
    assert_int_equal(xform_find_language(form, "fr"), -1);
    assert_null(xform_encryption_key(form));
    xform_free(form);
}

static void open_finds_lists_beside_the_form(void **state)
{
    struct xform *form;

    (void)state;
    assert_int_equal(xform_open(&form, FOLDER "outside.xml"), ERR_NONE);
    xform_free(form);
    assert_int_equal(xform_open(&form, FOLDER "absent.xml"), ERR_MISSING);
    assert_null(form);
}

static void title_in_gives_the_part_of_a_language(void **state)
{
    static const char TEXT[] =
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
        "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head>"
        "<h:title>Barrio · Neighbourhood</h:title><model><itext>"
        "<translation lang=\"Español (es)\"/>"
        "<translation lang=\"English (en)\"/></itext>"
        "<instance><data id=\"x\"><a/></data></instance></model></h:head>"
        "<h:body/></h:html>";
    struct xform *form;

    (void)state;
    assert_int_equal(xform_load(&form, "x", TEXT, sizeof TEXT - 1, NULL),
                     ERR_NONE);
    assert_string_equal(xform_title_in(form, "en"), "Neighbourhood");
    assert_string_equal(xform_title_in(form, "es"), "Barrio");
    assert_string_equal(xform_title_in(form, "fr"), xform_title(form));
    xform_free(form);
    assert_int_equal(xform_open(&form, FOLDER "household.xml"), ERR_NONE);
    assert_string_equal(xform_title_in(form, "es"), "household");
    xform_free(form);
}

static void check_says_where_a_document_breaks(void **state)
{
    (void)state;
    refused("unclosed.xml", 3, "");
}

static void check_refuses_entities(void **state)
{
    struct report r = check("laughs.xml");

    (void)state;
    assert_int_equal(r.err, ERR_FORMAT);
    clear(&r);
    r = check("entity.xml");
    assert_int_equal(r.err, ERR_FORMAT);
    clear(&r);
}

static void check_refuses_what_is_no_form(void **state)
{
    (void)state;
    refused("picture.xml", 1, "no XForm");
}

static void check_names_the_path_of_a_cycle(void **state)
{
    (void)state;
    refused("cyclic.xml", 14, "/data/a");
    refused("cyclic.xml", 14, "/data/b");
    refused("cyclic.xml", 14, " needs /data/a needs ");
}

/* /data/a is read by /data/b and so on, as long as a form may be. */
static void load_takes_long_chains(void **state)
{
    enum { LINKS = 20000 };
    struct xform *form;
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    buf_puts(&text, "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
                    "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><model>"
                    "<instance><data id=\"chain\">");
    for (int i = 0; i < LINKS; i++)
        buf_printf(&text, "<q%d/>", i);
    buf_puts(&text, "</data></instance>");
    for (int i = 1; i < LINKS; i++)
        buf_printf(&text,
                   "<bind nodeset=\"/data/q%d\" calculate=\"/data/q%d\"/>", i,
                   i - 1);
    buf_puts(&text, "</model></h:head><h:body/></h:html>");
    assert_int_equal(
        xform_load(&form, "chain", buf_text(&text), text.size, NULL), ERR_NONE);
    xform_free(form);
    buf_clear(&text);
}

static void check_refuses_a_question_of_no_node(void **state)
{
    (void)state;
    refused("nowhere.xml", 16, "/data/zzz");
}

static void check_refuses_a_broken_expression(void **state)
{
    (void)state;
    refused("syntax.xml", 12, "relevant of /data/a");
}

static void check_warns_of_unknown_functions_and_missing_files(void **state)
{
    struct report r = check("unknown.xml");

    (void)state;
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.count, 1);
    assert_non_null(strstr(r.problems[0].text, "nosuch()"));
    clear(&r);
    r = check("outside.xml");
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(r.count, 1);
    assert_non_null(strstr(r.problems[0].text, "wards.csv"));
    clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_knows_id_version_title_and_languages),
        cmocka_unit_test(open_finds_lists_beside_the_form),
        cmocka_unit_test(title_in_gives_the_part_of_a_language),
        cmocka_unit_test(check_says_where_a_document_breaks),
        cmocka_unit_test(check_refuses_entities),
        cmocka_unit_test(check_refuses_what_is_no_form),
        cmocka_unit_test(check_names_the_path_of_a_cycle),
        cmocka_unit_test(load_takes_long_chains),
        cmocka_unit_test(check_refuses_a_question_of_no_node),
        cmocka_unit_test(check_refuses_a_broken_expression),
        cmocka_unit_test(check_warns_of_unknown_functions_and_missing_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
