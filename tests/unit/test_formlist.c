#include "base/arena.h"
#include "base/buf.h"
#include "base/xml.h"
#include "wire/formlist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static int setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static enum err read_text(const char *text, struct arena *arena,
                          struct formlist *out, struct xml_error *why)
{
    return formlist_read(text, strlen(text), arena, out, why);
}

static void what_is_written_is_read(void **state)
{
    struct formlist_entry e[] = {
        {"barrio", "¿Cómo <está> & \"tú\"?", "3", "md5:00", "http://h/b?a&b",
         "http://h/m"},
        {"idea", "Idea", "", "md5:11", "http://h/i", ""},
    };
    const struct formlist list = {e, 2};
    struct formlist got;
    struct buf out;

    buf_init(&out, 0);
    formlist_write(&out, &list);
    assert_int_equal(read_text(buf_text(&out), *state, &got, NULL), ERR_NONE);
    assert_int_equal(got.count, 2);
    assert_string_equal(got.entries[0].name, e[0].name);
    assert_string_equal(got.entries[0].download_url, "http://h/b?a&b");
    assert_string_equal(got.entries[0].manifest_url, "http://h/m");
    assert_string_equal(got.entries[1].version, "");
    assert_string_equal(got.entries[1].manifest_url, "");
    buf_clear(&out);
}

static void
a_prefix_white_space_and_unknown_elements_do_not_matter(void **state)
{
    struct formlist got;

    assert_int_equal(
        read_text("<l:xforms xmlns:l='http://openrosa.org/xforms/xformsList'>"
                  "<l:xforms-group/><l:xform><l:formID>\n a \n</l:formID>"
                  "<l:name>A<b>no</b></l:name><x:name xmlns:x='x'>X</x:name>"
                  "<l:descriptionText><l:formID>z</l:formID>"
                  "</l:descriptionText>"
                  "<l:downloadUrl><![CDATA[http://h]]></l:downloadUrl>"
                  "</l:xform></l:xforms>",
                  *state, &got, NULL),
        ERR_NONE);
    assert_int_equal(got.count, 1);
    assert_string_equal(got.entries[0].form_id, "a");
    assert_string_equal(got.entries[0].name, "A");
    assert_string_equal(got.entries[0].download_url, "http://h");
}

static void an_incomplete_entry_does_not_hide_the_others(void **state)
{
    struct formlist got;

    assert_int_equal(
        read_text("<xforms xmlns='http://openrosa.org/xforms/xformsList'>"
                  "<xform><formID>a</formID><name>A</name></xform>"
                  "<xform><formID>b</formID><name>B</name>"
                  "<downloadUrl>u</downloadUrl></xform></xforms>",
                  *state, &got, NULL),
        ERR_NONE);
    assert_int_equal(got.count, 1);
    assert_string_equal(got.entries[0].form_id, "b");
}

static void an_empty_list_is_a_list(void **state)
{
    struct formlist got;

    assert_int_equal(
        read_text("<xforms xmlns='http://openrosa.org/xforms/xformsList'/>",
                  *state, &got, NULL),
        ERR_NONE);
    assert_int_equal(got.count, 0);
}

static void other_documents_are_refused_with_a_reason(void **state)
{
    static const char *const DOCUMENTS[] = {
        "<html><body>Please accept our terms</body></html>",
        "<xforms><xform/></xforms>",
        "<xforms xmlns='http://openrosa.org/xforms/xformsList'><xform>",
        "",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
    };
    struct formlist got;
    struct xml_error why;

    for (size_t i = 0; i < COUNT_OF(DOCUMENTS); i++) {
        assert_int_equal(read_text(DOCUMENTS[i], *state, &got, &why),
                         ERR_FORMAT);
        assert_int_not_equal(why.reason[0], '\0');
        assert_int_equal(got.count, 0);
    }
}

static void a_list_beyond_its_limit_is_refused(void **state)
{
    struct formlist got;
    struct buf text;

    buf_init(&text, 0);
    buf_puts(&text, "<xforms xmlns='http://openrosa.org/xforms/xformsList'>");
    for (int i = 0; i < 10001; i++)
        buf_puts(&text, "<xform/>");
    buf_puts(&text, "</xforms>");
    assert_int_equal(read_text(buf_text(&text), *state, &got, NULL), ERR_LIMIT);
    buf_clear(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(a_prefix_white_space_and_unknown_elements_do_not_matter),
        TEST(an_incomplete_entry_does_not_hide_the_others),
        TEST(an_empty_list_is_a_list),
        TEST(other_documents_are_refused_with_a_reason),
        TEST(a_list_beyond_its_limit_is_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
