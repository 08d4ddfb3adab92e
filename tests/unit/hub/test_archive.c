#include "archive.h"
#include "audit.h"
#include "quarantine.h"
#include "station.h"

#include "stand.h"

/* An arrival whose body is these bytes; everything is borrowed. */
static struct arrival arrival_of(const struct stand *p, const char *id,
                                 const char *body)
{
    struct arrival arrival = {
        .form = p->form,
        .received_ms = 1000,
        .response = {.id = (char *)(uintptr_t)id,
                     .form_id = (char *)(uintptr_t) "f",
                     .form_version = (char *)(uintptr_t) "1",
                     .body = (char *)(uintptr_t)body,
                     .body_size = strlen(body)},
    };

    response_key(id, arrival.response.key);
    return arrival;
}

static enum verdict keep_body(struct stand *p, const char *id, const char *body)
{
    struct arrival arrival = arrival_of(p, id, body);
    enum verdict verdict = VERDICT_WAITING;

    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = archive_add(p->archive, &arrival, &verdict);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    return verdict;
}

static void a_response_is_stored_once(void **state)
{
    assert_int_equal(keep(*state, "uuid:1", "y", "1", NULL), VERDICT_STORED);
    assert_int_equal(keep(*state, "uuid:1", "y", "1", NULL), VERDICT_DUPLICATE);
    assert_int_equal(count_of(*state, TALLY_STATE, "accepted"), 1);
}

static void other_bytes_under_one_id_are_kept_aside(void **state)
{
    struct stand *p = *state;
    int64_t open;

    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(keep(p, "uuid:1", "n", "1", NULL), VERDICT_CONFLICT);
    assert_int_equal(keep(p, "uuid:1", "n", "1", NULL), VERDICT_CONFLICT);
    assert_int_equal(quarantine_count(p->archive, &open), ERR_NONE);
    assert_int_equal(open, 1);
    assert_int_equal(count_of(p, "/data/a", "y"), 1);
    assert_int_equal(count_of(p, "/data/a", "n"), 0);
}

static void an_edit_takes_its_original_out_of_the_tallies(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1 2", NULL);
    assert_int_equal(count_of(p, "/data/b", "2"), 1);
    keep(p, "uuid:2", "n", "1", "uuid:1");
    assert_int_equal(count_of(p, "/data/a", "y"), 0);
    assert_int_equal(count_of(p, "/data/a", "n"), 1);
    assert_int_equal(count_of(p, "/data/b", "2"), 0);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 1);
    assert_int_equal(count_of(p, TALLY_STATE, "superseded"), 1);
    assert_int_equal(count_of(p, "/data/r/x", ""), 2);
}

static void an_edit_may_come_before_its_original(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:2", "n", "1", "uuid:1");
    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(count_of(p, "/data/a", "y"), 0);
    assert_int_equal(count_of(p, TALLY_STATE, "superseded"), 1);
}

/* Newest first: neither of the older ones may count. */
static void a_chain_of_edits_may_come_backwards(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:3", "y", "1", "uuid:2");
    keep(p, "uuid:2", "n", "1", "uuid:1");
    keep(p, "uuid:1", "n", "1", NULL);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 1);
    assert_int_equal(count_of(p, TALLY_STATE, "superseded"), 2);
    assert_int_equal(count_of(p, "/data/a", "y"), 1);
}

/* All in one turn, in the worst order: edits before what they replace, the
 * same again, other bytes under the same id; and more than one turn of them. */
static void many_are_kept_as_if_one_by_one(void **state)
{
    static const struct {
        const char *id, *body, *deprecated;
        enum verdict verdict;
    } MANY[] = {
        {"uuid:3", "<d>c</d>", "uuid:2", VERDICT_STORED},
        {"uuid:2", "<d>b</d>", "uuid:1", VERDICT_STORED},
        {"uuid:1", "<d>a</d>", NULL, VERDICT_STORED},
        {"uuid:1", "<d>a</d>", NULL, VERDICT_DUPLICATE},
        {"uuid:1", "<d>z</d>", NULL, VERDICT_CONFLICT},
        {"uuid:0", "<d>o</d>", NULL, VERDICT_DUPLICATE}, /* from before */
        {"uuid:4", "<d>d</d>", "uuid:3", VERDICT_STORED},
    };
    enum { TURNS = 40, COUNT = TURNS * (int)COUNT_OF(MANY) };
    struct stand *p = *state;
    struct arrival arrivals[COUNT];
    const struct arrival *all[COUNT];
    enum verdict verdicts[COUNT];
    int64_t open;

    assert_int_equal(keep_body(p, "uuid:0", "<d>o</d>"), VERDICT_STORED);
    for (size_t i = 0; i < COUNT; i++) {
        size_t k = i % COUNT_OF(MANY);
        arrivals[i] = arrival_of(p, MANY[k].id, MANY[k].body);
        arrivals[i].response.deprecated_id =
            (char *)(uintptr_t)MANY[k].deprecated;
        all[i] = &arrivals[i];
    }
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = archive_add_all(p->archive, all, COUNT, verdicts, NULL);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    for (size_t i = 0; i < COUNT; i++) {
        enum verdict first = MANY[i % COUNT_OF(MANY)].verdict;
        bool again = i >= COUNT_OF(MANY) && first == VERDICT_STORED;
        assert_int_equal(verdicts[i], again ? VERDICT_DUPLICATE : first);
    }
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 2);
    assert_int_equal(count_of(p, TALLY_STATE, "superseded"), 3);
    assert_int_equal(quarantine_count(p->archive, &open), ERR_NONE);
    assert_int_equal(open, 1);
}

static void of_a_turn_that_fails_nothing_is_kept(void **state)
{
    struct stand *p = *state;
    struct arrival arrivals[] = {arrival_of(p, "uuid:1", "<d>a</d>"),
                                 arrival_of(p, "uuid:2", "<d>b</d>"),
                                 arrival_of(p, "uuid:3", "<d>c</d>")};
    const struct arrival *all[] = {&arrivals[0], &arrivals[1], &arrivals[2]};
    struct attachment gone = {.name = (char *)(uintptr_t) "a.jpg",
                              .type = (char *)(uintptr_t) "image/jpeg"};
    enum verdict verdicts[COUNT_OF(all)];

    arrivals[1].response.attachments = &gone;
    arrivals[1].response.attachments_count = 1;
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err =
        archive_add_all(p->archive, all, COUNT_OF(all), verdicts, NULL);
    assert_int_equal(err, ERR_IO);
    assert_int_equal(archive_end(p->archive, err), ERR_IO);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 0);
    assert_int_equal(keep_body(p, "uuid:2", "<d>b</d>"), VERDICT_STORED);
}

static void a_turn_with_a_refused_row_leaves_the_archive_at_work(void **state)
{
    struct stand *p = *state;
    struct arrival arrivals[] = {arrival_of(p, "uuid:1", "<d>a</d>"),
                                 arrival_of(p, "uuid:2", "<d>b</d>"),
                                 arrival_of(p, "uuid:3", "<d>c</d>")};
    const struct arrival *all[] = {&arrivals[0], &arrivals[1], &arrivals[2]};
    enum verdict verdicts[COUNT_OF(all)];

    arrivals[1].response.id = NULL; /* which the table does not allow */
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err =
        archive_add_all(p->archive, all, COUNT_OF(all), verdicts, NULL);
    assert_int_not_equal(err, ERR_NONE);
    assert_int_equal(archive_end(p->archive, err), err);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 0);
    assert_int_equal(keep_body(p, "uuid:1", "<d>a</d>"), VERDICT_STORED);
}

/* More than the projection takes at once. */
static void many_changes_reach_the_tallies_in_one_catch_up(void **state)
{
    enum { COUNT = 300 };
    struct stand *p = *state;
    struct arrival arrivals[COUNT];
    char ids[COUNT][16];

    for (size_t i = 0; i < COUNT; i++) {
        snprintf(ids[i], sizeof ids[i], "uuid:%zu", i);
        arrivals[i] = arrival_of(p, ids[i], "<d>a</d>");
        assert_int_equal(keep_body(p, ids[i], "<d>a</d>"), VERDICT_STORED);
    }
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), COUNT);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < COUNT; i++)
        err = archive_move(p->archive, arrivals[i].response.key, STATE_ACCEPTED,
                           STATE_EXCLUDED);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    assert_int_equal(count_of(p, TALLY_STATE, "accepted"), 0);
    assert_int_equal(count_of(p, TALLY_STATE, "excluded"), COUNT);
}

static void a_rebuilt_projection_is_the_same(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1 2", NULL);
    keep(p, "uuid:2", "n", "", "uuid:1");
    keep(p, "uuid:3", "y", "2", NULL);
    char *before = exported(p, (struct export_options){.filter = any_state()});
    int64_t counted = count_of(p, "/data/b", "2");
    assert_int_equal(projection_drop(p->archive), ERR_NONE);
    char *after = exported(p, (struct export_options){.filter = any_state()});
    assert_string_equal(before, after);
    assert_int_equal(count_of(p, "/data/b", "2"), counted);
    free(before);
    free(after);
}

static void columns_of_all_versions_stand_beside_each_other(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1", NULL);
    p->form = publish(p->archive, "2", "<c/>");
    char *text = exported(p, (struct export_options){.split = true});
    assert_non_null(strstr(text, "a,b,b/1,b/2,c,"));
    assert_non_null(strstr(text, ",y,1,1,0,,"));
    free(text);
}

static void a_cursor_gives_what_came_after_it(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:1", "y", "1", NULL);
    keep(p, "uuid:2", "n", "1", NULL);
    char *text = exported(p, (struct export_options){.after = {1, 0}});
    assert_null(strstr(text, "uuid:1"));
    assert_non_null(strstr(text, "uuid:2"));
    free(text);
}

static void a_repeat_is_a_table_of_its_own(void **state)
{
    keep(*state, "uuid:1", "y", "1", NULL);
    char *text = exported(*state, (struct export_options){.table = "r"});
    assert_non_null(strstr(text, "uuid:1,1,1,u\r\nuuid:1,2,1,v\r\n"));
    free(text);
}

static void a_version_is_published_once(void **state)
{
    struct stand *p = *state;
    struct form form = {.form_id = "f", .version = "1", .title = "F"};
    enum published what;
    int64_t id;

    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = formbook_add(p->archive, &form, "other", 5, &id, &what);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    assert_int_equal(what, VERSION_TAKEN);
    publish(p->archive, "2", "<c/>");
    int64_t current, family;
    publish(p->archive, "1", "");
    assert_int_equal(formbook_current(p->archive, "f", &current, &family),
                     ERR_NONE);
    assert_int_equal(current, p->form);
}

static void a_token_opens_for_its_station_until_it_is_revoked(void **state)
{
    struct stand *p = *state;
    char token[TOKEN_TEXT_SIZE], newer[TOKEN_TEXT_SIZE];
    int64_t id, seen;

    assert_int_equal(station_add(p->archive, "luna", 1, token), ERR_NONE);
    assert_int_equal(station_find(p->archive, token, &id, &seen), ERR_NONE);
    assert_int_equal(station_add(p->archive, "luna", 2, newer), ERR_NONE);
    assert_int_equal(station_find(p->archive, token, &id, &seen), ERR_DENIED);
    assert_int_equal(station_find(p->archive, newer, &id, &seen), ERR_NONE);
    assert_int_equal(station_revoke(p->archive, "luna"), ERR_NONE);
    assert_int_equal(station_find(p->archive, newer, &id, &seen), ERR_DENIED);
    assert_int_equal(station_revoke(p->archive, "sol"), ERR_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_response_is_stored_once),
        CASE(other_bytes_under_one_id_are_kept_aside),
        CASE(an_edit_takes_its_original_out_of_the_tallies),
        CASE(an_edit_may_come_before_its_original),
        CASE(a_chain_of_edits_may_come_backwards),
        CASE(many_are_kept_as_if_one_by_one),
        CASE(a_turn_with_a_refused_row_leaves_the_archive_at_work),
        CASE(of_a_turn_that_fails_nothing_is_kept),
        CASE(many_changes_reach_the_tallies_in_one_catch_up),
        CASE(a_rebuilt_projection_is_the_same),
        CASE(columns_of_all_versions_stand_beside_each_other),
        CASE(a_cursor_gives_what_came_after_it),
        CASE(a_repeat_is_a_table_of_its_own),
        CASE(a_version_is_published_once),
        CASE(a_token_opens_for_its_station_until_it_is_revoked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
