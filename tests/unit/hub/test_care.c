#include "audit.h"
#include "base/file.h"
#include "erasure.h"
#include "quarantine.h"
#include "retention.h"
#include "review.h"
#include "sql.h"

#include "stand.h"

enum { DAY = 24 * 60 * 60 * 1000 };

static enum err say(struct stand *p, const char *id, enum review what,
                    const char *comment)
{
    unsigned char key[RESPONSE_KEY_SIZE];
    struct review_entry entry = {1000, 0, "ana", what, comment};

    response_key(id, key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    return archive_end(p->archive, review_add(p->archive, key, &entry));
}

static enum err erase(struct stand *p, const char *id, size_t *erased)
{
    unsigned char key[RESPONSE_KEY_SIZE];
    struct erasure why = {1000, "ana", "erase", "asked in writing"};

    response_key(id, key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err =
        archive_end(p->archive, erasure_run(p->archive, key, &why, erased));
    return err ? err : erasure_settle(p->archive, p->models);
}

static void a_rejected_answer_is_not_counted_until_taken_back(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(count_of(p, "/data/a", "y"), 1);
    assert_int_equal(say(p, "uuid:1", REVIEW_REJECTED, ""), ERR_FORMAT);
    assert_int_equal(say(p, "uuid:1", REVIEW_REJECTED, "a test"), ERR_NONE);
    assert_int_equal(count_of(p, "/data/a", "y"), 0);
    assert_int_equal(count_of(p, TALLY_STATE, "excluded"), 1);
    assert_int_equal(say(p, "uuid:1", REVIEW_APPROVED, ""), ERR_NONE);
    assert_int_equal(count_of(p, "/data/a", "y"), 1);
    char *text = exported(p, (struct export_options){.format = "jsonl"});
    assert_non_null(strstr(text, "\"review\":\"approved\""));
    free(text);
}

static void what_was_replaced_meanwhile_stays_replaced(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(say(p, "uuid:1", REVIEW_REJECTED, "a test"), ERR_NONE);
    keep(p, "uuid:2", "n", "1", "uuid:1");
    assert_int_equal(say(p, "uuid:1", REVIEW_RECEIVED, ""), ERR_NONE);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 1);
    assert_int_equal(count_of(p, "/data/a", "y"), 0);
}

static void note_comment(void *context, const struct review_entry *entry)
{
    char *all = context;

    strcat(all, review_name(entry->state));
    strcat(all, ":");
    strcat(all, entry->comment);
    strcat(all, ";");
}

static void everything_that_was_said_stays(void **state)
{
    struct stand *p = *state;
    unsigned char key[RESPONSE_KEY_SIZE];
    char all[200] = "";

    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(say(p, "uuid:1", REVIEW_HAS_ISSUES, "no age"), ERR_NONE);
    assert_int_equal(say(p, "uuid:1", REVIEW_APPROVED, "asked"), ERR_NONE);
    assert_int_equal(say(p, "uuid:9", REVIEW_APPROVED, ""), ERR_MISSING);
    response_key("uuid:1", key);
    assert_int_equal(review_each(p->archive, key, note_comment, all), ERR_NONE);
    assert_string_equal(all, "hasIssues:no age;approved:asked;");
}

/* Whether some file of the archive still holds these bytes. */
static bool lies_about(struct stand *p, const char *text)
{
    char *command = xasprintf("grep -rqa '%s' %s/hub.db*", text, p->folder);
    int status = system(command);

    free(command);
    return status == 0;
}

static void an_erased_answer_leaves_no_trace_of_what_it_said(void **state)
{
    struct stand *p = *state;
    size_t erased;

    keep(p, "uuid:1", "zurdo-secreto", "1", NULL);
    keep(p, "uuid:1", "zurdo-conflicto", "1", NULL);
    keep(p, "uuid:2", "zurdo-corregido", "1", "uuid:1");
    keep(p, "uuid:3", "y", "1", NULL);
    assert_int_equal(say(p, "uuid:2", REVIEW_HAS_ISSUES, "zurdo?"), ERR_NONE);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 2);
    assert_int_equal(erase(p, "uuid:2", &erased), ERR_NONE);
    assert_int_equal(erased, 2);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 1);
    assert_int_equal(count_of(p, TALLY_STATE, "withdrawn"), 2);
    assert_int_equal(count_of(p, "/data/a", "zurdo-corregido"), 0);
    char *text = exported(p, (struct export_options){.filter = any_state()});
    assert_null(strstr(text, "zurdo"));
    assert_non_null(strstr(text, "uuid:3"));
    free(text);
    if (p->archive->is_file)
        assert_false(lies_about(p, "zurdo"));
}

static void an_erased_answer_does_not_come_back(void **state)
{
    struct stand *p = *state;
    int64_t open;
    size_t erased;

    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(erase(p, "uuid:1", &erased), ERR_NONE);
    assert_int_equal(erase(p, "uuid:1", &erased), ERR_MISSING);
    assert_int_equal(keep(p, "uuid:1", "y", "1", NULL), VERDICT_DUPLICATE);
    assert_int_equal(keep(p, "uuid:1", "n", "1", NULL), VERDICT_DUPLICATE);
    assert_int_equal(quarantine_count(p->archive, &open), ERR_NONE);
    assert_int_equal(open, 0);
    assert_int_equal(projection_drop(p->archive), ERR_NONE);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 0);
    assert_int_equal(say(p, "uuid:1", REVIEW_APPROVED, ""), ERR_MISSING);
}

static void put_file(struct stand *p, const unsigned char *hash)
{
    char *path = archive_file(p->archive, hash);
    char *folder = xstrndup(path, strlen(path) - 65);

    assert_int_equal(file_make_folder(folder), ERR_NONE);
    assert_int_equal(file_write(path, "x", 1), ERR_NONE);
    free(folder);
    free(path);
}

static enum err keep_with_file(struct stand *p, const char *id,
                               const unsigned char *hash)
{
    struct attachment file = {
        (char *)(uintptr_t) "a.jpg", (char *)(uintptr_t) "image/jpeg", {0}, 1};
    struct arrival arrival = {.form = p->form,
                              .response = {.id = (char *)(uintptr_t)id,
                                           .body = (char *)(uintptr_t) "<a/>",
                                           .body_size = 4,
                                           .attachments = &file,
                                           .attachments_count = 1}};
    enum verdict verdict;

    memcpy(file.sha256, hash, sizeof file.sha256);
    response_key(id, arrival.response.key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    return archive_end(p->archive, archive_add(p->archive, &arrival, &verdict));
}

/* However often it was edited, and whichever of them is named. */
static void a_long_chain_of_edits_goes_as_one(void **state)
{
    enum { EDITS = 300 };
    struct stand *p = *state;
    char id[32], before[32] = "";
    size_t erased;

    for (int i = 0; i < EDITS; i++) {
        snprintf(id, sizeof id, "uuid:%d", i);
        keep(p, id, "y", "1", *before ? before : NULL);
        memcpy(before, id, sizeof before);
    }
    assert_int_equal(erase(p, "uuid:7", &erased), ERR_NONE);
    assert_int_equal(erased, EDITS);
    assert_int_equal(count_of(p, TALLY_STATE, "withdrawn"), EDITS);
}

static void a_file_goes_with_the_last_answer_that_has_it(void **state)
{
    static const unsigned char HASH[32] = {7};
    struct stand *p = *state;
    char *path = archive_file(p->archive, HASH);
    size_t erased;

    put_file(p, HASH);
    assert_int_equal(keep_with_file(p, "uuid:1", HASH), ERR_NONE);
    assert_int_equal(keep_with_file(p, "uuid:2", HASH), ERR_NONE);
    assert_int_equal(erase(p, "uuid:1", &erased), ERR_NONE);
    assert_true(file_exists(path));
    assert_int_equal(erase(p, "uuid:2", &erased), ERR_NONE);
    assert_false(file_exists(path));
    /* An answer whose file has gone meanwhile is not acknowledged. */
    assert_int_equal(keep_with_file(p, "uuid:3", HASH), ERR_IO);
    free(path);
}

static void note_due(void *context, const struct retention *due)
{
    *(struct retention *)context = *due;
}

static void what_its_time_is_over_goes_but_stays_counted(void **state)
{
    struct stand *p = *state;
    struct retention due = {.answers = -1};
    int64_t deleted;

    keep(p, "uuid:1", "y", "1 2", NULL); /* all at 1 s after the epoch */
    keep(p, "uuid:2", "n", "2", NULL);
    assert_int_equal(say(p, "uuid:2", REVIEW_REJECTED, "a test"), ERR_NONE);
    assert_int_equal(retention_set(p->archive, "nada", 9, "ana", 0),
                     ERR_MISSING);
    assert_int_equal(retention_set(p->archive, "f", 10, "ana", 0), ERR_NONE);
    assert_int_equal(retention_each(p->archive, 10 * DAY, note_due, &due),
                     ERR_NONE);
    assert_int_equal(due.answers, 0);
    assert_int_equal(retention_each(p->archive, 11 * DAY, note_due, &due),
                     ERR_NONE);
    assert_int_equal(due.answers, 2);
    assert_int_equal(
        retention_run(p->archive, p->models, 11 * DAY, "ana", &deleted),
        ERR_NONE);
    assert_int_equal(deleted, 2);
    char *text = exported(p, (struct export_options){.filter = any_state()});
    assert_null(strstr(text, "uuid:"));
    free(text);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 1);
        assert_int_equal(count_of(p, TALLY_STATE, "excluded"), 1);
        assert_int_equal(count_of(p, "/data/b", "2"), 1);
        assert_int_equal(projection_drop(p->archive), ERR_NONE);
    }
}

static void the_log_cannot_be_rewritten(void **state)
{
    struct stand *p = *state;
    struct sql *sql = p->archive->sql;
    int64_t n;

    assert_int_equal(audit_note(p->archive, "ana", "erase", "x", ""), ERR_NONE);
    assert_int_not_equal(sql_run(sql, "UPDATE audit SET who = 'eva'"),
                         ERR_NONE);
    assert_int_not_equal(sql_run(sql, "DELETE FROM audit"), ERR_NONE);
    assert_int_equal(sql_number(sql, 0, &n, "SELECT count(*) FROM audit"),
                     ERR_NONE);
    assert_int_equal(n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_rejected_answer_is_not_counted_until_taken_back),
        CASE(what_was_replaced_meanwhile_stays_replaced),
        CASE(everything_that_was_said_stays),
        CASE(an_erased_answer_leaves_no_trace_of_what_it_said),
        CASE(an_erased_answer_does_not_come_back),
        CASE(a_long_chain_of_edits_goes_as_one),
        CASE(a_file_goes_with_the_last_answer_that_has_it),
        CASE(what_its_time_is_over_goes_but_stays_counted),
        CASE(the_log_cannot_be_rewritten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
