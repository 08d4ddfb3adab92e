#include "xlsform/compile.h"

#include "base/attr.h"
#include "base/buf.h"
#include "xlsform/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct compiled {
    struct problems problems;
    struct buf xform;
    struct buf itemsets;
    struct buf said;
    enum err err;
};

static struct compiled compiled_from(const char *text)
{
    static const struct compile_options OPTIONS = {.fallback_id = "form"};
    struct compiled c;
    problems_init(&c.problems);
    buf_init(&c.xform, 0);
    buf_init(&c.itemsets, 0);
    buf_init(&c.said, 0);
    c.err = compile_workbook("form.md", text, strlen(text), &OPTIONS,
                             &c.problems, &c.xform, &c.itemsets);
    for (size_t i = 0; i < c.problems.count; i++) {
        problem_print(&c.problems.items[i], NULL, "en", &c.said);
        buf_putc(&c.said, '\n');
    }
    return c;
}

static void end(struct compiled *c)
{
    buf_clear(&c->said);
    buf_clear(&c->itemsets);
    buf_clear(&c->xform);
    problems_clear(&c->problems);
}

static void assert_holds(const struct buf *where, const char *wanted)
{
    if (!strstr(buf_text(where), wanted))
        fail_msg("no «%s» in:\n%s", wanted, buf_text(where));
}

#define assert_made(text, ...)                                                 \
    do {                                                                       \
        const char *const wanted_[] = {__VA_ARGS__};                           \
        struct compiled c_ = compiled_from(text);                              \
        if (c_.err)                                                            \
            fail_msg("%s", buf_text(&c_.said));                                \
        for (size_t i_ = 0; i_ < COUNT_OF(wanted_); i_++)                      \
            assert_holds(&c_.xform, wanted_[i_]);                              \
        end(&c_);                                                              \
    } while (0)

#define assert_refused(text, ...)                                              \
    do {                                                                       \
        const char *const wanted_[] = {__VA_ARGS__};                           \
        struct compiled c_ = compiled_from(text);                              \
        assert_int_equal(c_.err, ERR_FORMAT);                                  \
        assert_int_equal(c_.xform.size, 0);                                    \
        for (size_t i_ = 0; i_ < COUNT_OF(wanted_); i_++)                      \
            assert_holds(&c_.said, wanted_[i_]);                               \
        end(&c_);                                                              \
    } while (0)

static void a_question_becomes_node_bind_and_control(void **state)
{
    (void)state;
    assert_made(
        "| survey | type | name | label | required |\n"
        "| | integer | age | How old? | yes |\n",
        "<data id=\"form\">", "<age/>",
        "<bind nodeset=\"/data/age\" type=\"int\" required=\"true()\"/>",
        "<input ref=\"/data/age\">", "<label>How old?</label>",
        "jr:preload=\"uid\"");
}

static void translations_are_complete_in_every_language(void **state)
{
    (void)state;
    assert_made(
        "| survey | type | name | label::Español (es) | label::English (en) "
        "| hint::English (en) |\n"
        "| | text | q | ¿Qué? | What? | Anything |\n",
        "<translation lang=\"Español (es)\">", "<value>¿Qué?</value>",
        "<text id=\"/data/q:hint\">", "<value>-</value>",
        "<label ref=\"jr:itext('/data/q:label')\"/>");
}

static void references_are_relative_within_a_repeat(void **state)
{
    (void)state;
    assert_made("| survey | type | name | label | relevant |\n"
                "| | text | top | T | |\n"
                "| | begin repeat | r | R | |\n"
                "| | text | a | A | ${top} = 'x' |\n"
                "| | begin group | g | G | |\n"
                "| | text | b | B ${a} | ${a} = 'x' |\n"
                "| | end group | | | |\n"
                "| | end repeat | | | |\n",
                "relevant=\" /data/top  = 'x'\"",
                "relevant=\" ../../a  = 'x'\"", "<output value=\" ../../a \"/>",
                "<r jr:template=\"\">");
}

static void choices_become_an_instance_and_filters_predicates(void **state)
{
    (void)state;
    assert_made("| survey | type | name | label | choice_filter |\n"
                "| | select_one s | s | S | |\n"
                "| | select_multiple c | c | C | state = ${s} |\n"
                "| choices | list_name | name | label | state |\n"
                "| | s | n | N | |\n"
                "| | c | x | X | n |\n",
                "<instance id=\"c\">", "<state>n</state>",
                "nodeset=\"instance('c')/root/item[state =  /data/s ]\"");
}

static void defaults_that_are_formulas_are_set_at_the_start(void **state)
{
    (void)state;
    assert_made("| survey | type | name | label | default |\n"
                "| | date | d | D | 2026-11-23 |\n"
                "| | text | f | F | uuid() |\n",
                "<d>2026-11-23</d>", "<f/>",
                "<setvalue ref=\"/data/f\" event=\"odk-instance-first-load\" "
                "value=\"uuid()\"/>");
}

static void a_trigger_sets_another_question(void **state)
{
    (void)state;
    assert_made("| survey | type | name | label | trigger | calculation |\n"
                "| | text | a | A | | |\n"
                "| | dateTime | b | | ${a} | now() |\n",
                "<setvalue ref=\"/data/b\" event=\"xforms-value-changed\" "
                "value=\"now()\"/>",
                "<bind nodeset=\"/data/b\" type=\"dateTime\"/>");
}

static void entities_go_where_they_are_saved_from(void **state)
{
    (void)state;
    assert_made(
        "| survey | type | name | label | save_to |\n"
        "| | begin_repeat | r | R | |\n"
        "| | text | q | Q | p |\n"
        "| | end_repeat | | | |\n"
        "| entities | list_name | label |\n"
        "| | trees | ${q} |\n",
        "entities:entities-version=\"2025.1.0\"",
        "<entity dataset=\"trees\" create=\"1\" id=\"\">",
        "entities:saveto=\"p\"",
        "nodeset=\"/data/r/meta/entity/label\" calculate=\" ../../../q \"");
}

static void settings_have_their_places(void **state)
{
    (void)state;
    assert_made("| survey | type | name | label |\n"
                "| | text | q | Q |\n"
                "| settings | form_title | form_id | version | style | "
                "submission_url | instance_name |\n"
                "| | Trees | trees | 7 | pages | https://a.example | ${q} |\n",
                "<h:title>Trees</h:title>", "id=\"trees\"", "version=\"7\"",
                "<h:body class=\"pages\">", "action=\"https://a.example\"",
                "calculate=\" /data/q \"");
}

static void external_choices_come_as_a_file_beside(void **state)
{
    struct compiled c =
        compiled_from("| survey | type | name | label | choice_filter |\n"
                      "| | select_one_external c | q | Q | a = '1' |\n"
                      "| external_choices | list_name | name | label | a |\n"
                      "| | c | x | \"X\" | |\n");
    (void)state;
    assert_int_equal(c.err, ERR_NONE);
    assert_string_equal(buf_text(&c.itemsets),
                        "\"list_name\",\"name\",\"label\",\"a\"\r\n"
                        "\"c\",\"x\",\"\"\"X\"\"\",\"\"\r\n");
    assert_holds(&c.xform, "query=\"instance('c')/root/item[a = '1']\"");
    end(&c);
}

static void every_error_is_told_with_its_place(void **state)
{
    (void)state;
    assert_refused("| survey | type | name | label | constraint |\n"
                   "| | txt | a | A | |\n"
                   "| | text | b b | B | |\n"
                   "| | text | c | C | ${cc} |\n"
                   "| | text | c | D | |\n"
                   "| | end group | | | |\n"
                   "| choices | list_name | name | label |\n"
                   "| | l | x | X |\n"
                   "| | l | x | Y |\n",
                   "sheet survey, row 2, column type: ", "Did you mean “text”?",
                   "sheet survey, row 3, column name: ",
                   "sheet survey, row 4, column constraint: ",
                   "sheet survey, row 5, column name: ",
                   "sheet survey, row 6, column type: ",
                   "sheet choices, row 3, column name: ");
}

static void forms_that_cannot_work_are_refused(void **state)
{
    static const char *const FORMS[] = {
        "",
        "| survey | name | label |\n| | q | Q |\n",
        "| survey | type | name | label |\n| | select_one | q | Q |\n",
        "| survey | type | name | label |\n| | begin group | g | G |\n",
        "| survey | type | name |\n| | text | q |\n",
        "| survey | type | name | label |\n| | calculate | q | Q |\n",
        "| survey | type | name | label | parameters |\n"
        "| | range | q | Q | start=1 end=5 step=9 |\n",
        "| survey | type | name | label | trigger |\n"
        "| | text | q | Q | ${z} |\n",
        "| survey | type | name | label |\n| | text | q | ${q |\n",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FORMS); i++)
        assert_refused(FORMS[i], "error: ");
}

static void what_xml_cannot_hold_does_not_reach_it(void **state)
{
    (void)state;
    assert_made("| survey | type | name | label |\n"
                "| | select_one l | q | a\x01<b> & c |\n"
                "| choices | list_name | name | label | my notes | ok |\n"
                "| | l | x | X | secret | kept |\n",
                "<label>a &lt;b&gt; &amp; c</label>", "<ok>kept</ok>");
    assert_refused("| survey | type | name | label | bind::esri:kind |\n"
                   "| | text | q | Q | x |\n",
                   "The prefix of “esri:kind” is not declared");
    assert_made("| survey | type | name | label | bind::esri:kind |\n"
                "| | text | q | Q | x |\n"
                "| settings | namespaces |\n"
                "| | esri=\"http://esri.com/xforms\" |\n",
                "xmlns:esri=\"http://esri.com/xforms\"", "esri:kind=\"x\"");
    assert_refused("| survey | type | name | label |\n"
                   "| | text | q | caf\xE9 |\n",
                   "Line 2 holds bytes that are no UTF-8");
}

static void warnings_do_not_stop_a_form(void **state)
{
    struct compiled c =
        compiled_from("| survey | type | name | label::Español |\n"
                      "| | begin repeat | r | |\n"
                      "| | image | q | Q |\n"
                      "| | end repeat | | |\n"
                      "| setings | form_title |\n");
    (void)state;
    assert_int_equal(c.err, ERR_NONE);
    assert_int_equal(c.problems.errors, 0);
    assert_holds(&c.said, "'setings'");
    assert_holds(&c.said, "has no label");
    assert_holds(&c.said, "max-pixels");
    assert_holds(&c.said, "“Español” has no code");
    end(&c);
}

static void spreadsheets_are_known_by_their_names(void **state)
{
    (void)state;
    assert_true(compile_knows_file("a.xlsx"));
    assert_true(compile_knows_file("folder.d/a.MD"));
    assert_false(compile_knows_file("a.xml"));
    assert_false(compile_knows_file("xlsx"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_becomes_node_bind_and_control),
        cmocka_unit_test(translations_are_complete_in_every_language),
        cmocka_unit_test(references_are_relative_within_a_repeat),
        cmocka_unit_test(choices_become_an_instance_and_filters_predicates),
        cmocka_unit_test(defaults_that_are_formulas_are_set_at_the_start),
        cmocka_unit_test(a_trigger_sets_another_question),
        cmocka_unit_test(entities_go_where_they_are_saved_from),
        cmocka_unit_test(settings_have_their_places),
        cmocka_unit_test(external_choices_come_as_a_file_beside),
        cmocka_unit_test(every_error_is_told_with_its_place),
        cmocka_unit_test(forms_that_cannot_work_are_refused),
        cmocka_unit_test(what_xml_cannot_hold_does_not_reach_it),
        cmocka_unit_test(warnings_do_not_stop_a_form),
        cmocka_unit_test(spreadsheets_are_known_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
