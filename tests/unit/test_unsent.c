#include "store/unsent.h"

#include "base/mem.h"
#include "record/receipt.h"
#include "record/response.h"
#include "store/db.h"
#include "store/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWERS = 450 };

static void add(struct db *db, int number)
{
    char id[32], body[32];

    snprintf(id, sizeof id, "uuid:%d", number);
    snprintf(body, sizeof body, "<answer n='%d'/>", number);
    struct response r = {
        .id = xstrdup(id),
        .form_id = xstrdup("barrio"),
        .body = xstrdup(body),
        .body_size = strlen(body),
    };
    response_key(id, r.key);
    response_complete(&r);
    assert_int_equal(outbox_add(db, &r), ERR_NONE);
    response_clear(&r);
}

static void settle(struct db *db, const char *id, enum verdict verdict)
{
    char reason[] = "";
    struct receipt receipt = {.verdict = verdict, .reason = reason};

    response_key(id, receipt.key);
    assert_int_equal(outbox_settle(db, "hub", &receipt, 1000, 1000), ERR_NONE);
}

/* Goes through the whole list; says how often the id was in it. */
static size_t count_all(struct db *db, const char *id, size_t *all)
{
    struct outbox_entry *entries = NULL;
    int64_t cursor = 0;
    size_t count = 0, seen = 0;

    *all = 0;
    do {
        assert_int_equal(unsent_read(db, &cursor, &entries, &count), ERR_NONE);
        for (size_t i = 0; i < count; i++)
            seen += strcmp(entries[i].response.id, id) == 0;
        *all += count;
        outbox_entries_clear(entries, count);
    } while (count > 0);
    return seen;
}

static void what_nobody_keeps_is_listed_once(void **state)
{
    char folder[] = "/tmp/barrio-unsent.XXXXXX";
    struct db *db = NULL;
    size_t all;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(outbox_open(&db, folder), ERR_NONE);
    for (int i = 0; i < ANSWERS; i++)
        add(db, i);
    settle(db, "uuid:7", VERDICT_STORED);
    settle(db, "uuid:8", VERDICT_DUPLICATE);
    settle(db, "uuid:9", VERDICT_REFUSED);
    settle(db, "uuid:10", VERDICT_WAITING);
    assert_int_equal(count_all(db, "uuid:7", &all), 0);
    assert_int_equal(all, ANSWERS - 2);
    assert_int_equal(count_all(db, "uuid:9", &all), 1);
    assert_int_equal(count_all(db, "uuid:10", &all), 1);
    assert_int_equal(count_all(db, "uuid:449", &all), 1);
    db_close(db);
    char *command = xasprintf("rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    free(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_keeps_is_listed_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
