#include "base/buf.h"
#include "base/mem.h"
#include "record/response.h"
#include "store/db.h"
#include "store/draft.h"
#include "store/outbox.h"
#include "store/returned.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "place.h"

static int64_t begin(struct db *db, const char *id, int64_t at_ms)
{
    struct draft d = {
        .id = id,
        .form_id = "home",
        .form_version = "1",
        .worker = "ana",
        .title = "",
        .base = "<data/>",
        .replaces = "",
        .place = "",
        .seed = 7,
        .started_ms = at_ms,
    };

    assert_int_equal(draft_begin(db, &d), ERR_NONE);
    return d.number;
}

static void finish(struct db *db, const char *id, const char *body)
{
    struct response r = {
        .id = xstrdup(id),
        .form_id = xstrdup("home"),
        .form_version = xstrdup("1"),
        .body = xstrdup(body),
        .body_size = strlen(body),
    };

    response_key(id, r.key);
    response_complete(&r);
    assert_int_equal(outbox_add(db, &r), ERR_NONE);
    response_clear(&r);
}

static void settle(struct db *db, const char *target, const char *id,
                   enum verdict verdict)
{
    char reason[] = "too old";
    struct receipt receipt = {.verdict = verdict, .reason = reason};

    response_key(id, receipt.key);
    assert_int_equal(outbox_settle(db, target, &receipt, 1, 1), ERR_NONE);
}

static enum draft_state state_of(struct db *db, int64_t number)
{
    struct buf texts;
    struct draft d;

    buf_init(&texts, 0);
    assert_int_equal(draft_read(db, number, &texts, &d), ERR_NONE);
    enum draft_state state = d.state;
    buf_clear(&texts);
    return state;
}

static void a_draft_is_read_as_it_was_begun(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40);
    struct buf texts;
    struct draft d;

    buf_init(&texts, 0);
    assert_int_equal(draft_read(db, number, &texts, &d), ERR_NONE);
    assert_string_equal(d.id, "uuid:1");
    assert_string_equal(d.form_id, "home");
    assert_string_equal(d.worker, "ana");
    assert_string_equal(d.base, "<data/>");
    assert_int_equal(d.seed, 7);
    assert_int_equal(d.started_ms, 40);
    buf_clear(&texts);
    assert_int_equal(draft_read(db, 99, &texts, &d), ERR_MISSING);
}

static void the_state_follows_from_what_became_of_the_response(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40);

    assert_int_equal(state_of(db, number), DRAFT_OPEN);
    finish(db, "uuid:1", "<data>1</data>");
    assert_int_equal(state_of(db, number), DRAFT_FINISHED);
    settle(db, "hub", "uuid:1", VERDICT_REFUSED);
    assert_int_equal(state_of(db, number), DRAFT_REFUSED);
    settle(db, "other", "uuid:1", VERDICT_STORED);
    assert_int_equal(state_of(db, number), DRAFT_SENT);
}

static void a_finished_one_whose_response_is_gone_was_sent(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40);

    assert_int_equal(draft_finish(db, number, 50, 0), ERR_NONE);
    assert_int_equal(state_of(db, number), DRAFT_SENT);
}

static void what_is_sent_back_waits_for_its_correction(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40);
    unsigned char key[RESPONSE_KEY_SIZE];
    struct draft edit = {
        .place = "",
        .id = "uuid:2",
        .form_id = "home",
        .form_version = "1",
        .worker = "ana",
        .title = "",
        .base = "<data/>",
        .replaces = "uuid:1",
    };
    bool may_come;

    assert_int_equal(returned_may_come(db, &may_come), ERR_NONE);
    assert_false(may_come);
    finish(db, "uuid:1", "<data>1</data>");
    settle(db, "hub", "uuid:1", VERDICT_STORED);
    assert_int_equal(draft_finish(db, number, 50, 0), ERR_NONE);
    assert_int_equal(returned_may_come(db, &may_come), ERR_NONE);
    assert_true(may_come);
    response_key("uuid:1", key);
    assert_int_equal(returned_keep(db, key, "which street?", 60), ERR_NONE);
    assert_int_equal(returned_keep(db, key, "which house?", 70), ERR_NONE);
    assert_int_equal(state_of(db, number), DRAFT_RETURNED);
    assert_int_equal(draft_begin(db, &edit), ERR_NONE);
    assert_int_equal(state_of(db, number), DRAFT_RETURNED);
    assert_int_equal(draft_finish(db, edit.number, 80, 0), ERR_NONE);
    assert_int_equal(state_of(db, number), DRAFT_SENT);
}

static enum err print_step(void *context, const struct draft_step *step)
{
    buf_printf(context, "%s %s=%s @%s %lld;", step->kind, step->ref,
               step->value, step->place, (long long)step->at_ms);
    return ERR_NONE;
}

static void check_steps(struct db *db, int64_t number, const char *wanted)
{
    struct buf out;

    buf_init(&out, 0);
    assert_int_equal(draft_steps(db, number, print_step, &out), ERR_NONE);
    assert_string_equal(buf_text(&out), wanted);
    buf_clear(&out);
}

static void steps_come_back_in_order(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40);
    const struct draft_step steps[] = {
        {"/a", "answer", "1", "/b", 41},
        {"/b", "answer", "2", "/c", 42},
        {"", "undo", "", "/b", 43},
    };

    assert_int_equal(draft_append(db, number, 0, steps, 1), ERR_NONE);
    assert_int_equal(draft_append(db, number, 1, steps + 1, 2), ERR_NONE);
    check_steps(db, number,
                "answer /a=1 @/b 41;answer /b=2 @/c 42;undo = @/b 43;");
}

static void steps_are_appended_all_or_none(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40);
    const struct draft_step steps[] = {
        {"/a", "answer", "1", "", 41},
        {"/b", "answer", "2", "", 42},
    };

    assert_int_equal(draft_append(db, number, 1, steps, 1), ERR_NONE);
    assert_int_equal(draft_append(db, number, 0, steps, 2), ERR_CONFLICT);
    check_steps(db, number, "answer /a=1 @ 41;");
}

static enum err print_draft(void *context, const struct draft *d)
{
    buf_printf(context, "%s:%s:%d ", d->id, d->title, (int)d->state);
    return ERR_NONE;
}

static void drafts_are_listed_the_last_touched_first(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t first = begin(db, "uuid:1", 40);
    struct buf out;

    begin(db, "uuid:2", 50);
    assert_int_equal(draft_touch(db, first, "Rosa", 60), ERR_NONE);
    buf_init(&out, 0);
    assert_int_equal(draft_each(db, "ana", print_draft, &out), ERR_NONE);
    assert_string_equal(buf_text(&out), "uuid:1:Rosa:0 uuid:2::0 ");
    buf_reset(&out);
    assert_int_equal(draft_each(db, "luis", print_draft, &out), ERR_NONE);
    assert_string_equal(buf_text(&out), "");
    buf_clear(&out);
}

static void forgetting_leaves_no_answer_behind(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40);
    const struct draft_step step = {"/a", "answer", "secret", "", 41};
    struct buf texts;
    struct draft d;

    assert_int_equal(draft_append(db, number, 0, &step, 1), ERR_NONE);
    assert_int_equal(draft_finish(db, number, 50, 1), ERR_NONE);
    check_steps(db, number, "");
    buf_init(&texts, 0);
    assert_int_equal(draft_read(db, number, &texts, &d), ERR_NONE);
    assert_string_equal(d.base, "");
    buf_clear(&texts);
}

static void dropping_deletes_a_draft_with_its_steps(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40);
    const struct draft_step step = {"/a", "answer", "1", "", 41};

    assert_int_equal(draft_append(db, number, 0, &step, 1), ERR_NONE);
    assert_int_equal(draft_drop(db, number), ERR_NONE);
    check_steps(db, number, "");
    begin(db, "uuid:1", 41);
}

static void pruning_spares_what_is_open_or_waits(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    int64_t waits = begin(db, "uuid:1", 40), sent = begin(db, "uuid:2", 40);
    struct buf out;

    begin(db, "uuid:3", 40);
    finish(db, "uuid:1", "<data>1</data>");
    finish(db, "uuid:2", "<data>2</data>");
    settle(db, "hub", "uuid:2", VERDICT_STORED);
    assert_int_equal(draft_finish(db, waits, 50, 0), ERR_NONE);
    assert_int_equal(draft_finish(db, sent, 50, 0), ERR_NONE);
    assert_int_equal(draft_prune(db, 60), ERR_NONE);
    buf_init(&out, 0);
    assert_int_equal(draft_each(db, "ana", print_draft, &out), ERR_NONE);
    assert_string_equal(buf_text(&out), "uuid:3::0 uuid:1::1 ");
    buf_clear(&out);
}

static void the_last_saved_is_the_workers_own(void **state)
{
    struct db *db = ((struct place *)*state)->db;
    struct buf out;

    begin(db, "uuid:1", 40);
    finish(db, "uuid:1", "<data>1</data>");
    finish(db, "uuid:2", "<data>2</data>"); /* a resident's */
    buf_init(&out, 0);
    assert_int_equal(draft_last_saved(db, "ana", "home", &out), ERR_NONE);
    assert_string_equal(buf_text(&out), "<data>1</data>");
    buf_reset(&out);
    assert_int_equal(draft_last_saved(db, "luis", "home", &out), ERR_NONE);
    assert_string_equal(buf_text(&out), "");
    buf_clear(&out);
}

/* One row at the end of one table. Frames of the log are pages. */
static void an_answer_writes_at_most_two_pages(void **state)
{
    enum { ANSWERS = 200 };
    struct db *db = ((struct place *)*state)->db;
    int64_t number = begin(db, "uuid:1", 40), pages = 0;
    const struct draft_step step = {
        "/data[1]/person[12]/illness[2]/what[1]", "answer", "una gripe fuerte",
        "/data[1]/person[12]/illness[2]/days[1]", 1764338000000};
    struct db_rows *rows;

    assert_int_equal(db_run(db, "PRAGMA wal_autocheckpoint = 0"), ERR_NONE);
    db_checkpoint(db);
    for (int i = 0; i < ANSWERS; i++)
        assert_int_equal(draft_append(db, number, i, &step, 1), ERR_NONE);
    assert_int_equal(db_query(db, &rows, "PRAGMA wal_checkpoint(PASSIVE)"),
                     ERR_NONE);
    assert_true(db_next(rows));
    pages = db_column_int(rows, 1);
    assert_int_equal(db_done(rows), ERR_NONE);
    print_message("# %.2f pages an answer\n", (double)pages / ANSWERS);
    assert_true(pages >= ANSWERS && pages <= 2 * ANSWERS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_draft_is_read_as_it_was_begun),
        TEST(the_state_follows_from_what_became_of_the_response),
        TEST(a_finished_one_whose_response_is_gone_was_sent),
        TEST(what_is_sent_back_waits_for_its_correction),
        TEST(steps_come_back_in_order),
        TEST(steps_are_appended_all_or_none),
        TEST(drafts_are_listed_the_last_touched_first),
        TEST(forgetting_leaves_no_answer_behind),
        TEST(dropping_deletes_a_draft_with_its_steps),
        TEST(pruning_spares_what_is_open_or_waits),
        TEST(the_last_saved_is_the_workers_own),
        TEST(an_answer_writes_at_most_two_pages),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
