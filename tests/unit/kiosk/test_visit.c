#include "visit.h"

#include "language.h"

#include "base/buf.h"
#include "base/json.h"
#include "form/catalog.h"
#include "form/session.h"
#include "form/xform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

struct world {
    struct xform *form;
    struct catalog_entry entry;
    struct visit visit;
};

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    assert_non_null(w);
    assert_int_equal(xform_open(&w->form, "tests/forms/kiosk/barrio.xml"),
                     ERR_NONE);
    w->entry = (struct catalog_entry){.id = "kiosk-barrio", .form = w->form};
    w->visit.language = "en";
    assert_int_equal(visit_begin(&w->visit, &w->entry, true), ERR_NONE);
    *state = w;
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

static void the_form_speaks_the_visitors_language(void **state)
{
    struct visit *v = &((struct world *)*state)->visit;

    assert_string_equal(session_language(v->session), "English (en)");
    visit_set_language(v, "ar");
    assert_string_equal(session_language(v->session), "العربية (ar)");
    visit_set_language(v, "fr");
    assert_string_equal(session_language(v->session), "Español (es)");
    assert_string_equal(v->language, "fr");
}

static void a_note_is_kept_once_for_each_question(void **state)
{
    struct visit *v = &((struct world *)*state)->visit;

    assert_false(visit_note_is_there(v, "/data/falta"));
    visit_note(v, "/data/falta")->why = NO_ANSWER_DONT_KNOW;
    visit_note(v, "/data/falta")->ms += 40;
    assert_int_equal(v->notes_count, 1);
    assert_int_equal(visit_why(v, "/data/falta"), NO_ANSWER_DONT_KNOW);
    assert_int_equal(visit_why(v, "/data/noche"), NO_ANSWER_NONE);
}

static void the_hand_that_did_most_is_recorded(void **state)
{
    struct visit *v = &((struct world *)*state)->visit;

    v->digits = 9;
    assert_string_equal(visit_entry_mode(v), "keypad");
    v->keys = 1;
    assert_string_equal(visit_entry_mode(v), "keys");
    v->taps = 10;
    assert_string_equal(visit_entry_mode(v), "touch");
}

static void the_envelope_holds_what_the_body_must_not(void **state)
{
    struct visit *v = &((struct world *)*state)->visit;
    struct json *extra;

    assert_int_equal(session_next(v->session), EVENT_QUESTION);
    const char *ref = session_ref(v->session);
    visit_note(v, ref)->why = NO_ANSWER_NOT_SAY;
    visit_note(v, ref)->ms = 4200;
    char *kept = strdup(ref);
    assert_int_equal(visit_finish(v, "luna-3", true), ERR_NONE);
    const struct envelope *e = &v->response.envelope;
    assert_string_equal(e->origin, "luna-3");
    assert_string_equal(e->language, "en");
    assert_string_equal(e->flags, "partial");
    assert_int_equal(json_read(e->extra, strlen(e->extra), &extra), ERR_NONE);
    assert_string_equal(
        json_text(json_member(json_member(extra, "no_answer"), kept), ""),
        "not_say");
    assert_true(json_number(json_member(json_member(extra, "ms"), kept), 0) ==
                4200);
    assert_null(strstr(v->response.body, "luna-3"));
    json_free(extra);
    free(kept);
}

static void finishing_twice_gives_the_same_bytes(void **state)
{
    struct visit *v = &((struct world *)*state)->visit;

    assert_int_equal(visit_finish(v, "luna-3", true), ERR_NONE);
    char *first = strdup(v->response.body);
    assert_int_equal(visit_finish(v, "luna-3", false), ERR_NONE);
    assert_string_equal(v->response.body, first);
    assert_string_equal(v->response.envelope.flags, "partial");
    free(first);
}

static void what_was_frozen_stands_until_an_answer_changes(void **state)
{
    struct visit *v = &((struct world *)*state)->visit;

    assert_int_equal(visit_freeze(v), ERR_NONE);
    assert_true(visit_is_frozen(v));
    assert_false(v->is_finished);
    char *first = strdup(v->response.body);
    assert_int_equal(visit_freeze(v), ERR_NONE);
    assert_string_equal(v->response.body, first);
    assert_int_equal(session_next(v->session), EVENT_QUESTION);
    assert_false(visit_is_frozen(v));
    assert_int_equal(session_answer(v->session, NULL, "luz"), ANSWER_TAKEN);
    assert_int_equal(visit_finish(v, "luna-3", false), ERR_NONE);
    assert_string_not_equal(v->response.body, first);
    assert_non_null(strstr(v->response.body, "luz"));
    free(first);
}

static void languages_keep_the_order_of_the_settings(void **state)
{
    (void)state;
    assert_string_equal(language_of_list("ar xx, es", 0)->tag, "ar");
    assert_string_equal(language_of_list("ar xx, es", 1)->tag, "es");
    assert_null(language_of_list("ar xx, es", 2));
    assert_null(language_of_list("", 0));
    assert_null(language_find("e"));
    assert_string_equal(language_find("fr")->name, "Français");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_form_speaks_the_visitors_language,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(a_note_is_kept_once_for_each_question,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(the_hand_that_did_most_is_recorded,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(
            the_envelope_holds_what_the_body_must_not, open_world, close_world),
        cmocka_unit_test_setup_teardown(
            what_was_frozen_stands_until_an_answer_changes, open_world,
            close_world),
        cmocka_unit_test_setup_teardown(finishing_twice_gives_the_same_bytes,
                                        open_world, close_world),
        cmocka_unit_test(languages_keep_the_order_of_the_settings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
