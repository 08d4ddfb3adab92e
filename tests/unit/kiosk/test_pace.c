#include "pace.h"

#include "base/buf.h"
#include "base/file.h"
#include "form/session.h"
#include "form/xform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTE_MS = 60000, START_MS = 1000000 };

struct world {
    struct xform *form;
    struct session *session;
    struct pace pace;
};

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct session_start start = {.language = NULL};

    assert_non_null(w);
    assert_int_equal(xform_open(&w->form, "tests/forms/kiosk/sensitive.xml"),
                     ERR_NONE);
    assert_int_equal(session_new(&w->session, w->form, &start), ERR_NONE);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;

    session_free(w->session);
    xform_free(w->form);
    free(w);
    return 0;
}

/* The flags of a visit with that answer, which is then kept. */
static const char *keep(struct world *w, const char *answer, int64_t at_ms)
{
    assert_int_equal(session_answer(w->session, "/data/clinic", answer),
                     ANSWER_TAKEN);
    const char *flags = pace_flags(&w->pace, w->session, at_ms);
    pace_note(&w->pace, at_ms);
    return flags;
}

static void the_same_answers_at_once_are_flagged(void **state)
{
    struct world *w = *state;

    assert_string_equal(keep(w, "north", START_MS), "");
    assert_string_equal(keep(w, "north", START_MS + 20000), " same");
    assert_string_equal(keep(w, "south", START_MS + 30000), "");
    assert_string_equal(keep(w, "south", START_MS + 30000 + MINUTE_MS), "");
}

static void more_visits_than_people_can_make_are_flagged(void **state)
{
    struct world *w = *state;
    char answer[] = "a";

    for (int i = 0; i < PACE_MANY; i++, answer[0]++)
        assert_string_equal(keep(w, answer, START_MS + i * 40000), "");
    assert_string_equal(keep(w, answer, START_MS + PACE_MANY * 40000),
                        " burst");
    answer[0]++;
    assert_string_equal(keep(w, answer, START_MS + 30 * MINUTE_MS), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_answers_at_once_are_flagged,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(
            more_visits_than_people_can_make_are_flagged, open_world,
            close_world),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
