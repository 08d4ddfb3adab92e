#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/outbox.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "place.h"

static struct response sample(const char *id, const char *body)
{
    struct response r = {
        .id = xstrdup(id),
        .form_id = xstrdup("barrio"),
        .form_version = xstrdup("3"),
        .body = xstrdup(body),
        .body_size = strlen(body),
        .envelope.saved = {.wall_ms = 5000, .quality = CLOCK_SET},
    };

    response_key(id, r.key);
    response_complete(&r);
    return r;
}

static enum err add(struct db *db, const char *id, const char *body)
{
    struct response r = sample(id, body);
    enum err err = outbox_add(db, &r);

    response_clear(&r);
    return err;
}

static enum err settle(struct db *db, const char *target, const char *id,
                       enum verdict verdict, int64_t due_ms)
{
    char reason[] = "said so";
    struct receipt receipt = {.verdict = verdict, .reason = reason};

    response_key(id, receipt.key);
    return outbox_settle(db, target, &receipt, 1000, due_ms);
}

/* The ids that wait, blank-separated; the caller frees them. */
static char *due(struct db *db, const char *target, int64_t now_ms)
{
    struct outbox_entry *entries;
    size_t count;
    struct buf ids;

    buf_init(&ids, 0);
    assert_int_equal(outbox_due(db, target, now_ms, 100, &entries, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++)
        buf_printf(&ids, "%s%s", i ? " " : "", entries[i].response.id);
    outbox_entries_clear(entries, count);
    return buf_steal(&ids);
}

static void assert_due(struct db *db, const char *target, int64_t now_ms,
                       const char *wanted)
{
    char *ids = due(db, target, now_ms);

    assert_string_equal(ids, wanted);
    free(ids);
}

static void a_response_comes_back_as_it_was_given(void **state)
{
    struct place *p = *state;
    struct response r = sample("uuid:1", "<data>¿qué?</data>");
    struct outbox_entry *e;
    size_t count;

    free(r.envelope.flags);
    r.envelope.flags = xstrdup("partial fast");
    r.envelope.started = (struct stamp){1, 2, CLOCK_GUESSED};
    r.attachments = xcalloc(1, sizeof *r.attachments);
    r.attachments_count = 1;
    r.attachments[0] = (struct attachment){.name = xstrdup("a \"b\".jpg"),
                                           .type = xstrdup("image/jpeg"),
                                           .size = 77};
    memset(r.attachments[0].sha256, 0xab, 32);
    assert_int_equal(outbox_add(p->db, &r), ERR_NONE);
    assert_int_equal(outbox_due(p->db, "hub", 0, 9, &e, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_memory_equal(e->response.key, r.key, sizeof r.key);
    assert_string_equal(e->response.id, "uuid:1");
    assert_string_equal(e->response.body, r.body);
    assert_int_equal(e->response.body_size, r.body_size);
    assert_string_equal(e->response.form_version, "3");
    assert_string_equal(e->response.envelope.flags, "partial fast");
    assert_string_equal(e->response.envelope.extra, "{}");
    assert_int_equal(e->response.envelope.started.boot_ms, 2);
    assert_int_equal(e->response.envelope.started.quality, CLOCK_GUESSED);
    assert_int_equal(e->response.envelope.saved.wall_ms, 5000);
    assert_int_equal(e->response.attachments_count, 1);
    assert_string_equal(e->response.attachments[0].name, "a \"b\".jpg");
    assert_int_equal(e->response.attachments[0].size, 77);
    assert_int_equal(e->response.attachments[0].sha256[31], 0xab);
    outbox_entries_clear(e, count);
    response_clear(&r);
}

static void the_same_bytes_again_are_no_second_response(void **state)
{
    struct place *p = *state;

    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_due(p->db, "hub", 0, "uuid:1");
}

static void other_bytes_under_the_same_id_are_a_conflict(void **state)
{
    struct place *p = *state;

    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(add(p->db, "uuid:1", "<b/>"), ERR_CONFLICT);
    assert_due(p->db, "hub", 0, "uuid:1");
}

static void a_body_beyond_the_limit_is_refused(void **state)
{
    struct place *p = *state;
    struct response r = sample("uuid:1", "");

    free(r.body);
    r.body_size = OUTBOX_LARGEST_BODY + 1;
    r.body = xcalloc(r.body_size, 1);
    assert_int_equal(outbox_add(p->db, &r), ERR_LIMIT);
    r.body_size--;
    assert_int_equal(outbox_add(p->db, &r), ERR_NONE);
    response_clear(&r);
}

static void each_target_is_served_by_itself(void **state)
{
    struct place *p = *state;

    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(add(p->db, "uuid:2", "<a/>"), ERR_NONE);
    assert_int_equal(settle(p->db, "hub", "uuid:1", VERDICT_STORED, 0),
                     ERR_NONE);
    assert_due(p->db, "hub", 0, "uuid:2");
    assert_due(p->db, "ministry", 0, "uuid:1 uuid:2");
}

static void
a_waiting_response_is_due_at_its_time_and_counts_its_sends(void **state)
{
    struct place *p = *state;
    struct outbox_entry *e;
    size_t count;

    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    for (int i = 0; i < 2; i++)
        assert_int_equal(settle(p->db, "hub", "uuid:1", VERDICT_WAITING, 2000),
                         ERR_NONE);
    assert_due(p->db, "hub", 1999, "");
    assert_int_equal(outbox_due(p->db, "hub", 2000, 9, &e, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(e->attempts, 2);
    outbox_entries_clear(e, count);
}

static void a_due_time_from_a_wrong_clock_holds_nothing_back(void **state)
{
    struct place *p = *state;
    const int64_t year_2040 = 2208988800000;

    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(settle(p->db, "hub", "uuid:1", VERDICT_WAITING, year_2040),
                     ERR_NONE);
    assert_due(p->db, "hub", 1000, "uuid:1");
}

static void a_late_reply_does_not_undo_a_kept_response(void **state)
{
    struct place *p = *state;

    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(settle(p->db, "hub", "uuid:1", VERDICT_STORED, 0),
                     ERR_NONE);
    assert_int_equal(settle(p->db, "hub", "uuid:1", VERDICT_WAITING, 0),
                     ERR_NONE);
    assert_int_equal(settle(p->db, "hub", "uuid:1", VERDICT_REFUSED, 0),
                     ERR_NONE);
    assert_due(p->db, "hub", 9999, "");
}

static enum err note_parked(void *context, const struct response *response,
                            const char *verdict, const char *reason)
{
    buf_printf(context, "%s %s %s;", response->id, verdict, reason);
    return ERR_NONE;
}

static void
a_refused_response_is_parked_visible_and_can_wait_again(void **state)
{
    struct place *p = *state;
    struct outbox_counts counts;
    struct buf parked;
    int64_t freed;

    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(add(p->db, "uuid:2", "<a/>"), ERR_NONE);
    assert_int_equal(settle(p->db, "hub", "uuid:1", VERDICT_REFUSED, 0),
                     ERR_NONE);
    assert_due(p->db, "hub", 9999, "uuid:2");
    assert_int_equal(outbox_count(p->db, "hub", &counts), ERR_NONE);
    assert_int_equal(counts.total, 2);
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(counts.refused, 1);
    assert_int_equal(counts.oldest_waiting_ms, 5000);
    assert_int_equal(outbox_count(p->db, NULL, &counts), ERR_NONE);
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(counts.refused, 1);
    buf_init(&parked, 0);
    assert_int_equal(delivery_each_parked(p->db, "hub", note_parked, &parked),
                     ERR_NONE);
    assert_string_equal(buf_text(&parked), "uuid:1 refused said so;");
    buf_clear(&parked);
    assert_int_equal(delivery_retry(p->db, "hub", &freed), ERR_NONE);
    assert_int_equal(freed, 1);
    assert_due(p->db, "hub", 9999, "uuid:1 uuid:2");
}

static void a_held_form_waits_and_others_go_on(void **state)
{
    struct place *p = *state;
    struct response r = sample("uuid:2", "<a/>");
    struct outbox_counts counts;
    int64_t next;

    free(r.form_version);
    r.form_version = xstrdup("4");
    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(outbox_add(p->db, &r), ERR_NONE);
    assert_int_equal(delivery_hold(p->db, "hub", "barrio", "3", "no", 2000),
                     ERR_NONE);
    assert_due(p->db, "hub", 1000, "uuid:2");
    assert_int_equal(outbox_count(p->db, "hub", &counts), ERR_NONE);
    assert_int_equal(counts.held, 1);
    assert_int_equal(settle(p->db, "hub", "uuid:2", VERDICT_STORED, 0),
                     ERR_NONE);
    assert_int_equal(delivery_next_due(p->db, "hub", 1000, &next), ERR_NONE);
    assert_int_equal(next, 2000);
    assert_due(p->db, "hub", 2000, "uuid:1");
    response_clear(&r);
}

static void nothing_is_next_when_nothing_waits(void **state)
{
    struct place *p = *state;
    int64_t next;

    assert_int_equal(delivery_next_due(p->db, "hub", 10, &next), ERR_NONE);
    assert_int_equal(next, -1);
    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(delivery_next_due(p->db, "hub", 10, &next), ERR_NONE);
    assert_int_equal(next, 10);
}

static int64_t prune(struct db *db, int64_t before_ms)
{
    static const char *const BOTH[] = {"hub", "ministry"};
    int64_t deleted;

    assert_int_equal(delivery_prune(db, BOTH, 2, before_ms, &deleted),
                     ERR_NONE);
    return deleted;
}

static void
a_response_is_deleted_only_when_all_targets_confirmed_it(void **state)
{
    struct place *p = *state;
    struct outbox_entry *e;
    size_t count;
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key("uuid:1", key);
    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    assert_int_equal(settle(p->db, "hub", "uuid:1", VERDICT_STORED, 0),
                     ERR_NONE);
    assert_int_equal(settle(p->db, "ministry", "uuid:1", VERDICT_DUPLICATE, 0),
                     ERR_NONE);
    assert_int_equal(prune(p->db, 9999), 0);
    assert_int_equal(delivery_unconfirmed(p->db, "hub", 9999, 9, &e, &count),
                     ERR_NONE);
    assert_int_equal(count, 1);
    outbox_entries_clear(e, count);
    assert_int_equal(delivery_confirm(p->db, "hub", key), ERR_NONE);
    assert_int_equal(prune(p->db, 9999), 0);
    assert_int_equal(delivery_confirm(p->db, "ministry", key), ERR_NONE);
    assert_int_equal(prune(p->db, 1000), 0);
    assert_int_equal(prune(p->db, 1001), 1);
    struct outbox_counts counts;
    assert_int_equal(outbox_count(p->db, "hub", &counts), ERR_NONE);
    assert_int_equal(counts.total, 0);
}

static void a_parked_response_is_never_pruned(void **state)
{
    struct place *p = *state;
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key("uuid:1", key);
    assert_int_equal(add(p->db, "uuid:1", "<a/>"), ERR_NONE);
    for (int i = 0; i < 2; i++) {
        const char *target = i ? "hub" : "ministry";
        assert_int_equal(settle(p->db, target, "uuid:1", VERDICT_REFUSED, 0),
                         ERR_NONE);
        assert_int_equal(delivery_confirm(p->db, target, key), ERR_NONE);
    }
    assert_int_equal(prune(p->db, 9999), 0);
}

static void notes_are_replaced_and_counters_add_up(void **state)
{
    struct place *p = *state;
    int64_t n;
    char *text;

    assert_int_equal(outbox_recall(p->db, "last_error", &text), ERR_NONE);
    assert_string_equal(text, "");
    free(text);
    assert_int_equal(outbox_note(p->db, "last_error", "a"), ERR_NONE);
    assert_int_equal(outbox_note(p->db, "last_error", "b"), ERR_NONE);
    assert_int_equal(outbox_recall(p->db, "last_error", &text), ERR_NONE);
    assert_string_equal(text, "b");
    free(text);
    assert_int_equal(outbox_count_up(p->db, "left", 1), ERR_NONE);
    assert_int_equal(outbox_count_up(p->db, "left", 2), ERR_NONE);
    assert_int_equal(db_number(p->db, 0, &n,
                               "SELECT value FROM counter WHERE name = 'left'"),
                     ERR_NONE);
    assert_int_equal(n, 3);
}

static void the_bell_wakes_a_listener_and_needs_none(void **state)
{
    struct place *p = *state;
    struct pollfd poll_fd = {.events = POLLIN};

    outbox_ring(p->folder);
    assert_int_equal(outbox_listen(p->folder, &poll_fd.fd), ERR_NONE);
    assert_int_equal(poll(&poll_fd, 1, 0), 0);
    for (int i = 0; i < 70000; i++)
        outbox_ring(p->folder);
    assert_int_equal(poll(&poll_fd, 1, 0), 1);
    close(poll_fd.fd);
    outbox_ring(p->folder);
}

static void the_bell_is_no_other_file(void **state)
{
    struct place *p = *state;
    char *path = file_join(p->folder, "wake");
    struct buf content;
    int fd;

    assert_int_equal(file_write(path, "x", 1), ERR_NONE);
    outbox_ring(p->folder);
    assert_int_equal(outbox_listen(p->folder, &fd), ERR_IO);
    buf_init(&content, 0);
    assert_int_equal(file_read(path, &content), ERR_NONE);
    assert_string_equal(buf_text(&content), "x");
    buf_clear(&content);
    free(path);
}

static void an_ordinary_disk_has_room(void **state)
{
    struct place *p = *state;

    assert_int_equal(outbox_has_room(p->folder), ERR_NONE);
    assert_int_equal(outbox_has_room("/nonexistent"), ERR_IO);
    assert_int_equal(outbox_has_room("/proc"), ERR_FULL);
}

/* A card dies of writes: the row, its unique key, and now and then a page
 * that splits. Frames of the log beyond its header are pages. */
static void a_save_writes_at_most_five_pages(void **state)
{
    struct place *p = *state;
    char *body = xasprintf("<data>%0700d</data>", 1);
    int64_t before = 0, after = 0;
    static const char FRAMES[] = "PRAGMA wal_checkpoint(PASSIVE)";
    struct db_rows *rows;

    assert_int_equal(db_run(p->db, "PRAGMA wal_autocheckpoint = 0"), ERR_NONE);
    for (int i = 0; i < 300; i++) {
        char *id = xasprintf("uuid:%d", i);
        assert_int_equal(add(p->db, id, body), ERR_NONE);
        free(id);
        if (i != 99 && i != 299)
            continue;
        assert_int_equal(db_query(p->db, &rows, FRAMES), ERR_NONE);
        assert_true(db_next(rows));
        *(i == 99 ? &before : &after) = db_column_int(rows, 1);
        assert_int_equal(db_done(rows), ERR_NONE);
    }
    /* The log begins again after the first checkpoint. */
    print_message("# %.2f pages a save\n", (double)after / 200);
    assert_true(before > 0 && after > 0);
    assert_true(after <= 5 * 200);
    free(body);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_response_comes_back_as_it_was_given),
        TEST(the_same_bytes_again_are_no_second_response),
        TEST(other_bytes_under_the_same_id_are_a_conflict),
        TEST(a_body_beyond_the_limit_is_refused),
        TEST(each_target_is_served_by_itself),
        TEST(a_waiting_response_is_due_at_its_time_and_counts_its_sends),
        TEST(a_due_time_from_a_wrong_clock_holds_nothing_back),
        TEST(a_late_reply_does_not_undo_a_kept_response),
        TEST(a_refused_response_is_parked_visible_and_can_wait_again),
        TEST(a_held_form_waits_and_others_go_on),
        TEST(nothing_is_next_when_nothing_waits),
        TEST(a_response_is_deleted_only_when_all_targets_confirmed_it),
        TEST(a_parked_response_is_never_pruned),
        TEST(notes_are_replaced_and_counters_add_up),
        TEST(the_bell_wakes_a_listener_and_needs_none),
        TEST(the_bell_is_no_other_file),
        TEST(an_ordinary_disk_has_room),
        TEST(a_save_writes_at_most_five_pages),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
