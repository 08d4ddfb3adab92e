#include "station/finding.h"

#include "base/mem.h"
#include "record/response.h"
#include "station/ledger.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/leaves.h"
#include "store/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

struct place {
    char folder[40];
    struct db *db;
    struct ledger ledger;
    struct response response;
    struct ledger_leaf leaf;
    char code[SLIP_CODE_SIZE];
    struct found found;
};

/* A station with one answer. */
static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-finding.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    assert_int_equal(outbox_open(&p->db, p->folder), ERR_NONE);
    assert_int_equal(ledger_open(&p->ledger, p->db, p->folder, "plaza"),
                     ERR_NONE);
    p->response.id = xstrdup("uuid:1");
    p->response.form_id = xstrdup("voz");
    p->response.body = xstrdup("<data/>");
    p->response.body_size = strlen("<data/>");
    p->response.envelope.saved.wall_ms = 1795392000000; /* 2026-11-23 */
    response_key(p->response.id, p->response.key);
    response_complete(&p->response);
    assert_int_equal(ledger_prepare(&p->ledger, &p->response, "moon", &p->leaf),
                     ERR_NONE);
    slip_code(p->response.evidence.commitment, p->code);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    ledger_leaf_clear(&p->leaf);
    response_clear(&p->response);
    ledger_clear(&p->ledger);
    db_close(p->db);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

static void keep(struct place *p)
{
    assert_int_equal(ledger_add(&p->ledger, p->db, &p->response, &p->leaf),
                     ERR_NONE);
}

static enum finding look(struct place *p, const char *typed)
{
    assert_int_equal(finding_look(p->db, typed, &p->found), ERR_NONE);
    return p->found.what;
}

static void settle(struct place *p, enum verdict verdict)
{
    struct receipt receipt = {.verdict = verdict, .reason = xstrdup("")};

    memcpy(receipt.key, p->response.key, sizeof receipt.key);
    assert_int_equal(outbox_settle(p->db, "hub", &receipt, 1, 1), ERR_NONE);
    free(receipt.reason);
}

static void prove(struct place *p)
{
    assert_int_equal(leaves_set_heard(p->db, "hub", 1, 2, 1), ERR_NONE);
}

static void an_answer_is_found_wherever_it_is_on_its_way(void **state)
{
    struct place *p = *state;

    assert_int_equal(look(p, p->code), FINDING_NONE);
    keep(p);
    assert_int_equal(look(p, p->code), FINDING_WAITS);
    assert_string_equal(p->found.day, "2026-11-23");
    settle(p, VERDICT_REFUSED);
    assert_int_equal(look(p, p->code), FINDING_REFUSED);
    settle(p, VERDICT_STORED);
    assert_int_equal(look(p, p->code), FINDING_ARRIVED);
    prove(p);
    assert_int_equal(look(p, p->code), FINDING_PROVED);
    assert_int_equal(delivery_forget(p->db, p->found.log, p->found.index),
                     ERR_NONE);
    assert_int_equal(look(p, p->code), FINDING_PROVED);
    assert_string_equal(p->found.day, "");
    assert_false(p->found.has_token);
}

static void the_withdrawal_number_finds_what_is_still_here(void **state)
{
    struct place *p = *state;

    keep(p);
    assert_int_equal(look(p, p->leaf.token), FINDING_WAITS);
    assert_string_equal(p->found.code, p->code);
    assert_int_equal(finding_look(p->db, "12345678901234567891", &p->found),
                     ERR_FORMAT);
    assert_int_equal(finding_look(p->db, "1234", &p->found), ERR_FORMAT);
}

static void opened_answers_are_told_apart(void **state)
{
    struct place *p = *state;
    struct buf opening;

    buf_init(&opening, 0);
    assert_int_equal(ledger_spoil(&p->ledger, p->db, &p->response, &opening),
                     ERR_NONE);
    buf_clear(&opening);
    assert_int_equal(look(p, p->code), FINDING_OPENED);
}

static void only_its_own_number_takes_it_back(void **state)
{
    struct place *p = *state;
    char other[TOKEN_DIGITS + 1];
    enum withdrawal_end end;

    keep(p);
    claim_new(other);
    assert_int_equal(look(p, p->code), FINDING_WAITS);
    assert_int_equal(finding_withdraw(p->db, &p->found, "1"), ERR_FORMAT);
    assert_int_equal(finding_withdraw(p->db, &p->found, other), ERR_DENIED);
    assert_int_equal(withdrawals_find(p->db, p->code, &end), ERR_NONE);
    assert_int_equal(end, WITHDRAWAL_NONE);
    assert_int_equal(finding_withdraw(p->db, &p->found, p->leaf.token),
                     ERR_NONE);
    assert_int_equal(look(p, p->code), FINDING_WAITS);
    assert_int_equal(p->found.withdrawal, WITHDRAWAL_ASKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            an_answer_is_found_wherever_it_is_on_its_way, setup, teardown),
        cmocka_unit_test_setup_teardown(
            the_withdrawal_number_finds_what_is_still_here, setup, teardown),
        cmocka_unit_test_setup_teardown(opened_answers_are_told_apart, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(only_its_own_number_takes_it_back,
                                        setup, teardown),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
