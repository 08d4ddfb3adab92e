#include "challenge.h"

#include "kiosk.h"

#include "form/catalog.h"
#include "form/session.h"
#include "form/xform.h"
#include "parcel.h"
#include "store/db.h"
#include "store/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

struct world {
    char folder[64];
    struct xform *form;
    struct catalog_entry entry;
    struct kiosk kiosk;
};

/* A visit whose answers have been read once more. */
static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    assert_non_null(w);
    strcpy(w->folder, "/tmp/barrio-challenge-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    assert_int_equal(xform_open(&w->form, "tests/forms/kiosk/barrio.xml"),
                     ERR_NONE);
    w->entry = (struct catalog_entry){.id = "kiosk-barrio", .form = w->form};
    w->kiosk.config.data = w->folder;
    w->kiosk.config.station = (char[]){"luna"};
    w->kiosk.visit.language = "en";
    assert_int_equal(outbox_open(&w->kiosk.db, w->folder), ERR_NONE);
    assert_int_equal(
        ledger_open(&w->kiosk.ledger, w->kiosk.db, w->folder, "luna"),
        ERR_NONE);
    assert_int_equal(visit_begin(&w->kiosk.visit, &w->entry, true), ERR_NONE);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    char command[96];

    visit_clear(&w->kiosk.visit, NULL);
    ledger_clear(&w->kiosk.ledger);
    db_close(w->kiosk.db);
    xform_free(w->form);
    snprintf(command, sizeof command, "rm -rf %s", w->folder);
    assert_int_equal(system(command), 0);
    free(w);
    return 0;
}

static void seal(struct world *w)
{
    assert_int_equal(parcel_prepare(&w->kiosk.visit), ERR_NONE);
    assert_int_equal(visit_seal(&w->kiosk.visit, &w->kiosk.ledger, ""),
                     ERR_NONE);
}

static void nothing_is_opened_before_its_code_was_there(void **state)
{
    struct world *w = *state;

    assert_string_equal(visit_promise(&w->kiosk.visit), "");
    assert_int_equal(challenge_open(&w->kiosk), ERR_MISSING);
    assert_null(w->kiosk.visit.opened);
}

static void opened_answers_stand_for_another_seal(void **state)
{
    struct world *w = *state;
    struct visit *v = &w->kiosk.visit;
    char code[SLIP_CODE_SIZE], id[64];

    seal(w);
    snprintf(code, sizeof code, "%s", visit_promise(v));
    snprintf(id, sizeof id, "%s", session_id(v->session));
    uint64_t size = w->kiosk.ledger.tree.size;
    assert_int_equal(challenge_open(&w->kiosk), ERR_NONE);
    assert_string_equal(v->opened_code, code);
    assert_non_null(strstr(v->opened, "\n\n<"));
    assert_non_null(strstr(v->opened, id));
    assert_int_equal(w->kiosk.ledger.tree.size, size + 1);
    assert_string_equal(visit_promise(v), "");
    seal(w);
    assert_string_not_equal(visit_promise(v), code);
    assert_string_not_equal(session_id(v->session), id);
    assert_int_equal(v->response.evidence.index, size + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            nothing_is_opened_before_its_code_was_there, open_world,
            close_world),
        cmocka_unit_test_setup_teardown(opened_answers_stand_for_another_seal,
                                        open_world, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
