#include "changes.h"
#include "cursor.h"
#include "erasure.h"
#include "review.h"

#include "stand.h"

/* What a mirror would be told: "+3" for a row of answer 3, "-3" for one that
 * has none. */
struct told {
    char text[256];
    int64_t last;
};

static enum err note(void *context, const struct change *change)
{
    struct told *told = context;
    size_t size = strlen(told->text);

    assert_true(change->number >= told->last);
    told->last = change->number;
    snprintf(told->text + size, sizeof told->text - size, "%c%lld ",
             change->flat ? '+' : '-',
             change->flat ? (long long)change->flat->number
                          : (long long)change->state);
    return ERR_NONE;
}

static struct told read_changes(struct stand *p, const char *part,
                                int64_t after, int64_t last_response)
{
    struct told told = {.text = ""};
    const struct changes which = {p->family, part, after, INT64_MAX,
                                  last_response};

    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
    assert_int_equal(changes_each(p->archive, &which, note, &told), ERR_NONE);
    return told;
}

static void say(struct stand *p, const char *id, enum review state)
{
    struct review_entry entry = {
        .at_ms = 5, .who = "ana", .state = state, .comment = "c"};
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key(id, key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    assert_int_equal(
        archive_end(p->archive, review_add(p->archive, key, &entry)), ERR_NONE);
}

static void erase(struct stand *p, const char *id)
{
    struct erasure why = {5, "ana", "erase", "asked for"};
    unsigned char key[RESPONSE_KEY_SIZE];
    size_t count;

    response_key(id, key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    assert_int_equal(
        archive_end(p->archive, erasure_run(p->archive, key, &why, &count)),
        ERR_NONE);
}

static void what_only_came_is_no_change(void **state)
{
    keep(*state, "uuid:1", "y", "1", NULL);
    assert_string_equal(read_changes(*state, "/data", 0, 9).text, "");
}

static void a_change_has_all_rows_of_its_answer(void **state)
{
    keep(*state, "uuid:1", "y", "1", NULL);
    say(*state, "uuid:1", REVIEW_APPROVED);
    assert_string_equal(read_changes(*state, "/data", 0, 9).text, "+1 ");
    assert_string_equal(read_changes(*state, "/data/r", 0, 9).text, "+1 +1 ");
}

static void what_changes_again_is_told_again(void **state)
{
    keep(*state, "uuid:1", "y", "1", NULL);
    say(*state, "uuid:1", REVIEW_APPROVED);
    int64_t seen = read_changes(*state, "/data", 0, 9).last;
    assert_string_equal(read_changes(*state, "/data", seen, 9).text, "");
    say(*state, "uuid:1", REVIEW_HAS_ISSUES);
    assert_string_equal(read_changes(*state, "/data", seen, 9).text, "+1 ");
    assert_string_equal(read_changes(*state, "/data", 0, 9).text, "+1 ");
}

static void what_was_erased_is_told_without_a_row(void **state)
{
    keep(*state, "uuid:1", "y", "1", NULL);
    keep(*state, "uuid:2", "y", "1", "uuid:1");
    erase(*state, "uuid:2"); /* and with it what it replaced */
    char wanted[32];
    snprintf(wanted, sizeof wanted, "-%d -%d ", STATE_WITHDRAWN,
             STATE_WITHDRAWN);
    assert_string_equal(read_changes(*state, "/data", 0, 9).text, wanted);
    assert_string_equal(read_changes(*state, "/data/r", 0, 9).text, wanted);
}

static void later_answers_are_left_out(void **state)
{
    keep(*state, "uuid:1", "y", "1", NULL);
    keep(*state, "uuid:2", "y", "1", NULL);
    say(*state, "uuid:2", REVIEW_APPROVED);
    assert_string_equal(read_changes(*state, "/data", 0, 1).text, "");
}

/* More than one page of them. */
static void many_are_told_in_the_order_of_their_numbers(void **state)
{
    enum { MANY = 450 };
    struct stand *p = *state;
    int64_t last;

    for (int i = 0; i < MANY; i++) {
        char id[24];
        snprintf(id, sizeof id, "uuid:%d", i);
        keep(p, id, "y", "1", NULL);
        say(p, id, REVIEW_APPROVED);
    }
    assert_int_equal(changes_last(p->archive, &last), ERR_NONE);
    assert_int_equal(last, MANY);
    assert_int_equal(read_changes(p, "/data", 0, MANY).last, MANY);
    assert_int_equal(read_changes(p, "/data", MANY - 1, MANY).last, MANY);
}

static void a_cursor_is_behind_all_there_is(void **state)
{
    struct stand *p = *state;
    struct cursor before, after;

    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(cursor_now(p->archive, &before), ERR_NONE);
    say(p, "uuid:1", REVIEW_APPROVED);
    assert_int_equal(cursor_now(p->archive, &after), ERR_NONE);
    assert_true(cursor_is_ahead(after, before));
    assert_false(cursor_is_ahead(before, after));
    assert_false(cursor_is_ahead(after, after));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_only_came_is_no_change),
        CASE(a_change_has_all_rows_of_its_answer),
        CASE(what_changes_again_is_told_again),
        CASE(what_was_erased_is_told_without_a_row),
        CASE(later_answers_are_left_out),
        CASE(many_are_told_in_the_order_of_their_numbers),
        CASE(a_cursor_is_behind_all_there_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
