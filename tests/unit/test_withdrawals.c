#include "store/withdrawals.h"

#include "base/mem.h"
#include "store/db.h"
#include "store/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char CODE[] = "1234 5678 9012 3428";
static const char TOKEN[] = "12345678901234567890";

struct place {
    char folder[40];
    struct db *db;
    int visited;
    char token[24];
};

static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-withdrawals.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    assert_int_equal(outbox_open(&p->db, p->folder), ERR_NONE);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    db_close(p->db);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

static void ask(struct place *p, const char *token)
{
    const struct withdrawal asked = {CODE, token, "", 0};

    assert_int_equal(withdrawals_ask(p->db, &asked), ERR_NONE);
}

static enum err count(void *context, const struct withdrawal *asked)
{
    struct place *p = context;

    assert_string_equal(asked->code, CODE);
    strcpy(p->token, asked->token);
    p->visited++;
    return ERR_NONE;
}

static int due(struct place *p, const char *target, int64_t now_ms)
{
    p->visited = 0;
    assert_int_equal(withdrawals_each(p->db, target, now_ms, count, p),
                     ERR_NONE);
    return p->visited;
}

static enum withdrawal_end end_of(struct place *p)
{
    enum withdrawal_end end;

    assert_int_equal(withdrawals_find(p->db, CODE, &end), ERR_NONE);
    return end;
}

static void settle(struct place *p, const char *target, enum withdrawal_end end,
                   int64_t due_ms)
{
    assert_int_equal(withdrawals_settle(p->db, target, CODE, end, due_ms),
                     ERR_NONE);
}

static void each_target_is_asked_once(void **state)
{
    struct place *p = *state;

    assert_int_equal(end_of(p), WITHDRAWAL_NONE);
    ask(p, TOKEN);
    assert_int_equal(end_of(p), WITHDRAWAL_ASKED);
    assert_int_equal(due(p, "hub", 0), 1);
    settle(p, "hub", WITHDRAWAL_TAKEN, 0);
    assert_int_equal(due(p, "hub", 0), 0);
    assert_int_equal(due(p, "other", 0), 1);
    assert_int_equal(end_of(p), WITHDRAWAL_TAKEN);
}

static void one_that_may_still_come_is_asked_for_again(void **state)
{
    struct place *p = *state;

    ask(p, TOKEN);
    settle(p, "hub", WITHDRAWAL_WAITS, 100);
    assert_int_equal(due(p, "hub", 99), 0);
    assert_int_equal(due(p, "hub", 100), 1);
    settle(p, "hub", WITHDRAWAL_GONE, 0);
    assert_int_equal(due(p, "hub", 1000), 0);
    assert_int_equal(end_of(p), WITHDRAWAL_GONE);
}

static void after_a_refusal_another_number_is_tried(void **state)
{
    struct place *p = *state;

    ask(p, TOKEN);
    settle(p, "hub", WITHDRAWAL_DENIED, 0);
    assert_int_equal(end_of(p), WITHDRAWAL_DENIED);
    assert_int_equal(due(p, "hub", 0), 0);
    ask(p, "99999999999999999999");
    assert_int_equal(end_of(p), WITHDRAWAL_ASKED);
    assert_int_equal(due(p, "hub", 0), 1);
    assert_string_equal(p->token, "99999999999999999999");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_target_is_asked_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            one_that_may_still_come_is_asked_for_again, setup, teardown),
        cmocka_unit_test_setup_teardown(after_a_refusal_another_number_is_tried,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
