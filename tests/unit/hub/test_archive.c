#include "archive.h"
#include "audit.h"
#include "quarantine.h"
#include "station.h"

#include "stand.h"

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
    char *text = exported(p, (struct export_options){.after = 1});
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
        CASE(a_rebuilt_projection_is_the_same),
        CASE(columns_of_all_versions_stand_beside_each_other),
        CASE(a_cursor_gives_what_came_after_it),
        CASE(a_repeat_is_a_table_of_its_own),
        CASE(a_version_is_published_once),
        CASE(a_token_opens_for_its_station_until_it_is_revoked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
