/* The log of how a form was filled in, by its rows: BARRIO_NOW stands still, so
 * that each is known to the letter. */
#include "audit.h"

#include "visit.h"

#include "base/buf.h"
#include "base/mem.h"
#include "form/catalog.h"
#include "form/session.h"
#include "form/xform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2026-11-23T16:30:00Z */
#define NOW "1795451400000"
#define BEFORE "1795451395000"

static const char AGE[] = "/data[1]/who[1]/age[1]";

/* A form that asks for a log with the attributes; "": for none. */
#define FORM                                                                   \
    "<h:html xmlns='http://www.w3.org/2002/xforms' "                           \
    "xmlns:h='http://www.w3.org/1999/xhtml' "                                  \
    "xmlns:jr='http://openrosa.org/javarosa' "                                 \
    "xmlns:odk='http://www.opendatakit.org/xforms'><h:head><h:title>a"         \
    "</h:title><model odk:xforms-version='1.0.0'><instance>"                   \
    "<data id='a'><who jr:template=''><age/></who><who><age/></who><meta>%s"   \
    "<instanceID/></meta></data></instance>"                                   \
    "<bind nodeset='/data/who/age' type='string'/>%s"                          \
    "</model></h:head><h:body><group ref='/data/who'><repeat "                 \
    "nodeset='/data/who'><input ref='/data/who/age'><label>Age</label>"        \
    "</input></repeat></group></h:body></h:html>"

struct world {
    struct xform *form;
    struct catalog_entry entry;
    struct visit visit;
};

static void begin(struct world *w, const char *audit, const char *bind)
{
    char *text = xasprintf(FORM, audit, bind);

    assert_int_equal(xform_load(&w->form, "a.xml", text, strlen(text), NULL),
                     ERR_NONE);
    free(text);
    w->entry = (struct catalog_entry){.id = "a", .form = w->form};
    w->visit.language = "en";
    assert_int_equal(visit_begin(&w->visit, &w->entry, true), ERR_NONE);
}

static void begin_with(struct world *w, const char *attributes)
{
    char *bind = xasprintf(
        "<bind nodeset='/data/meta/audit' type='binary' %s/>", attributes);

    begin(w, "<audit/>", bind);
    free(bind);
}

static int open_world(void **state)
{
    setenv("BARRIO_NOW", "2026-11-23T16:30:00Z", 1);
    *state = xcalloc(1, sizeof(struct world));
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;

    visit_clear(&w->visit, NULL);
    xform_free(w->form);
    free(w);
    return 0;
}

static void assert_log(const struct visit *v, const char *expected)
{
    struct buf out;

    buf_init(&out, 0);
    audit_write(v, &out);
    assert_string_equal(buf_text(&out), expected);
    buf_clear(&out);
}

static void assert_rows(const struct visit *v, const char *expected)
{
    assert_string_equal(buf_text(&v->audit), expected);
}

static void answer(struct visit *v, const char *value)
{
    assert_int_equal(session_answer(v->session, AGE, value), ANSWER_TAKEN);
}

static void a_form_that_does_not_ask_has_no_log(void **state)
{
    struct world *w = *state;
    struct visit *v = &w->visit;

    begin(w, "", "");
    audit_begin(v, session_question_at(v->session, AGE));
    audit_note(v, "question", AGE, 5000);
    audit_change(v, AGE, "4");
    audit_reason(v, "because");
    assert_false(audit_wants_reason(v));
    assert_rows(v, "");
}

static void the_least_log_has_the_events_and_their_hours(void **state)
{
    struct world *w = *state;
    struct visit *v = &w->visit;

    begin_with(w, "");
    answer(v, "4");
    audit_note(v, "question", AGE, 5000);
    audit_note(v, "jump", "", AUDIT_INSTANT);
    assert_log(v, "event,node,start,end\n"
                  "form start,," NOW ",\n"
                  "question,/data/who[1]/age," BEFORE "," NOW "\n"
                  "jump,," NOW ",\n"
                  "form save,," NOW ",\n"
                  "form exit,," NOW ",\n"
                  "form finalize,," NOW ",\n");
}

static void a_change_stands_with_both_values_once(void **state)
{
    struct world *w = *state;
    struct visit *v = &w->visit;

    begin_with(w, "odk:track-changes='true'");
    audit_begin(v, session_question_at(v->session, AGE));
    answer(v, "4");
    audit_note(v, "question", AGE, 0);
    audit_note(v, "question", AGE, 0);
    answer(v, "5");
    audit_change(v, AGE, "4");
    assert_rows(v, "question,/data/who[1]/age," NOW "," NOW ",,4\n"
                   "question,/data/who[1]/age," NOW "," NOW ",,\n"
                   "question,/data/who[1]/age," NOW "," NOW ",4,5\n");
}

static void what_would_break_a_cell_is_quoted(void **state)
{
    struct world *w = *state;
    struct visit *v = &w->visit;

    begin_with(w, "odk:track-changes='true'");
    answer(v, "a \"b\", c\nd");
    audit_change(v, AGE, "plain");
    assert_rows(v, "question,/data/who[1]/age," NOW "," NOW
                   ",plain,\"a \"\"b\"\", c\nd\"\n");
}

static void a_worker_is_named_and_a_resident_is_not(void **state)
{
    struct world *w = *state;
    struct visit *v = &w->visit;

    begin_with(w, "odk:identify-user='true'");
    audit_note(v, "jump", "", AUDIT_INSTANT);
    v->worker = "ana, the second";
    audit_note(v, "jump", "", AUDIT_INSTANT);
    assert_rows(v, "jump,," NOW ",,\njump,," NOW ",,\"ana, the second\"\n");
}

static void a_place_is_given_without_its_height(void **state)
{
    struct world *w = *state;
    struct visit *v = &w->visit;

    begin_with(w, "odk:location-priority='balanced'");
    assert_log(v, "event,node,start,end,latitude,longitude,accuracy\n"
                  "form start,," NOW ",,,,\n"
                  "location providers disabled,," NOW ",,,,\n"
                  "form save,," NOW ",,,,\n"
                  "form exit,," NOW ",,,,\n"
                  "form finalize,," NOW ",,,,\n");
    session_set_location(v->session, "19.43 -99.13 2240 5");
    audit_note(v, "jump", "", AUDIT_INSTANT);
    session_set_location(v->session, "1 2");
    audit_note(v, "jump", "", AUDIT_INSTANT);
    assert_rows(v, "jump,," NOW ",,19.43,-99.13,5\n"
                   "jump,," NOW ",,1,2,\n");
}

static void a_reason_is_the_last_column(void **state)
{
    struct world *w = *state;
    struct visit *v = &w->visit;

    begin_with(w, "odk:track-changes='true' odk:identify-user='true' "
                  "odk:track-changes-reasons='on-form-edit'");
    assert_true(audit_wants_reason(v));
    v->worker = "ana";
    audit_reason(v, "wrong, she said");
    assert_log(v, "event,node,start,end,old-value,new-value,user,"
                  "change-reason\n"
                  "form start,," NOW ",,,,ana,\n"
                  "change reason,," NOW ",,,,ana,\"wrong, she said\"\n"
                  "form save,," NOW ",,,,ana,\n"
                  "form exit,," NOW ",,,,ana,\n"
                  "form finalize,," NOW ",,,,ana,\n");
}

static void reasons_of_another_kind_are_not_asked_for(void **state)
{
    struct world *w = *state;

    begin_with(w, "odk:track-changes-reasons='always'");
    assert_false(audit_wants_reason(&w->visit));
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_form_that_does_not_ask_has_no_log),
        TEST(the_least_log_has_the_events_and_their_hours),
        TEST(a_change_stands_with_both_values_once),
        TEST(what_would_break_a_cell_is_quoted),
        TEST(a_worker_is_named_and_a_resident_is_not),
        TEST(a_place_is_given_without_its_height),
        TEST(a_reason_is_the_last_column),
        TEST(reasons_of_another_kind_are_not_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
