#include "stand.h"

#include "base/json.h"
#include "returned.h"
#include "review.h"

static void keep_from(struct stand *p, const char *id, int64_t station)
{
    char *body = xasprintf("<data id=\"f\" version=\"1\"><a>y</a><meta>"
                           "<instanceID>%s</instanceID></meta></data>",
                           id);
    struct arrival arrival = {
        .form = p->form,
        .station = station,
        .received_ms = 1000,
        .response = {.id = (char *)(uintptr_t)id,
                     .form_id = (char *)(uintptr_t) "f",
                     .form_version = (char *)(uintptr_t) "1",
                     .body = body,
                     .body_size = strlen(body)},
    };
    enum verdict verdict;

    response_key(id, arrival.response.key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = archive_add(p->archive, &arrival, &verdict);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    free(body);
}

static void say(struct stand *p, const char *id, enum review state,
                const char *comment)
{
    const struct review_entry entry = {1000, 0, "ana", state, comment};
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key(id, key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    assert_int_equal(
        archive_end(p->archive, review_add(p->archive, key, &entry)), ERR_NONE);
}

/* The comments that a station gets, each with its state, and the number of the
 * last one: read as the station would. */
static int64_t told(struct stand *p, int64_t station, int64_t after,
                    const char *wanted)
{
    struct json *all = NULL;
    struct buf text, said;
    int64_t last = after;

    buf_init(&text, 0);
    buf_init(&said, 0);
    assert_int_equal(returned_print(p->archive, station, after, &text),
                     ERR_NONE);
    assert_int_equal(json_read(buf_text(&text), text.size, &all), ERR_NONE);
    const struct json *list = json_member(all, "reviews");
    for (size_t i = 0; i < json_length(list); i++) {
        const struct json *one = json_element(list, i);
        assert_int_equal(strlen(json_text(json_member(one, "key"), "")),
                         2 * RESPONSE_KEY_SIZE);
        buf_printf(&said, "%s %s;", json_text(json_member(one, "state"), ""),
                   json_text(json_member(one, "comment"), ""));
        last = json_whole(json_member(one, "number"), -1);
    }
    assert_string_equal(buf_text(&said), wanted);
    json_free(all);
    buf_clear(&text);
    buf_clear(&said);
    return last;
}

static void a_station_hears_what_was_said_of_its_own(void **state)
{
    struct stand *p = *state;

    keep_from(p, "uuid:1", 1);
    keep_from(p, "uuid:2", 2);
    say(p, "uuid:1", REVIEW_HAS_ISSUES, "which \"street\"?\n\x1b[2J");
    say(p, "uuid:2", REVIEW_REJECTED, "made up");
    told(p, 1, 0, "hasIssues which \"street\"?\n\x1b[2J;");
    told(p, 2, 0, "rejected made up;");
    told(p, 3, 0, "");
}

static void what_was_approved_comes_to_nobody(void **state)
{
    struct stand *p = *state;

    keep_from(p, "uuid:1", 1);
    say(p, "uuid:1", REVIEW_APPROVED, "well done");
    told(p, 1, 0, "");
}

static void each_is_told_once_in_order(void **state)
{
    struct stand *p = *state;

    keep_from(p, "uuid:1", 1);
    keep_from(p, "uuid:2", 1);
    say(p, "uuid:2", REVIEW_HAS_ISSUES, "first");
    say(p, "uuid:1", REVIEW_HAS_ISSUES, "second");
    int64_t seen = told(p, 1, 0, "hasIssues first;hasIssues second;");
    told(p, 1, seen, "");
    say(p, "uuid:2", REVIEW_REJECTED, "third");
    told(p, 1, seen, "rejected third;");
    told(p, 1, INT64_MAX, "");
}

static void a_hundred_come_at_a_time(void **state)
{
    enum { MOST = 100 };
    struct stand *p = *state;
    struct buf wanted;

    keep_from(p, "uuid:1", 1);
    for (int i = 0; i <= MOST; i++)
        say(p, "uuid:1", REVIEW_HAS_ISSUES, "again");
    buf_init(&wanted, 0);
    for (int i = 0; i < MOST; i++)
        buf_puts(&wanted, "hasIssues again;");
    int64_t seen = told(p, 1, 0, buf_text(&wanted));
    told(p, 1, seen, "hasIssues again;");
    buf_clear(&wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_station_hears_what_was_said_of_its_own),
        CASE(what_was_approved_comes_to_nobody),
        CASE(each_is_told_once_in_order),
        CASE(a_hundred_come_at_a_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
