#include "placed.h"

#include "base/arena.h"
#include "erasure.h"
#include "ledgers.h"
#include "proof/growth.h"
#include "recent.h"
#include "review.h"
#include "sql.h"

#include "stand.h"

static const char LOG[] = "plaza/1";

enum { STATION = 3, MOST = 40 };

/* Answers of the log's places from..end, some at once. */
static void keep_logged(struct stand *p, const char *log, uint64_t from,
                        uint64_t end, enum err outcome)
{
    struct arrival arrivals[MOST];
    const struct arrival *list[MOST];
    enum verdict verdicts[MOST];
    char ids[MOST][16];
    size_t n = 0;

    for (uint64_t i = from; i < end; i++, n++) {
        snprintf(ids[n], sizeof ids[n], "uuid:%u", (unsigned)i);
        arrivals[n] = (struct arrival){
            .form = p->form,
            .station = STATION,
            .received_ms = 1000,
            .response = {.id = ids[n],
                         .form_id = (char *)(uintptr_t) "f",
                         .form_version = (char *)(uintptr_t) "1",
                         .body = ids[n],
                         .body_size = strlen(ids[n]),
                         .evidence = {.log = (char *)(uintptr_t)log,
                                      .index = i,
                                      .salt = {(unsigned char)i}}}};
        response_key(ids[n], arrivals[n].response.key);
        list[n] = &arrivals[n];
    }
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    assert_int_equal(archive_add_all(p->archive, list, n, verdicts, NULL),
                     ERR_NONE);
    assert_int_equal(archive_end(p->archive, outcome), outcome);
}

static int64_t log_number(struct stand *p)
{
    struct ledger ledger;

    assert_int_equal(ledgers_find(p->archive, LOG, &ledger), ERR_NONE);
    return ledger.id;
}

/* What hearing is told of places 0..count, all lines left out. */
struct told {
    struct arena *arena;
    struct placed *all;
    unsigned char (*made)[TREE_HASH_SIZE];
};

static struct told ask(struct stand *p, size_t count)
{
    struct told told = {.arena = arena_new()};
    char **lines = arena_array(told.arena, count, sizeof *lines);
    struct growth growth = {.lines = lines, .count = count};

    strcpy(growth.log, LOG);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err =
        placed_read(p->archive, told.arena, log_number(p), &growth, &told.all);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    told.made = growth.made;
    return told;
}

/* How many of the places the memory answers for. */
static uint64_t remembered(struct stand *p, uint64_t from, uint64_t end)
{
    uint64_t first, count;

    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err =
        recent_hold(p->archive, log_number(p), from, end, &first, &count);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    return count;
}

/* Memory and archive tell the same. */
static void check(struct stand *p, size_t count)
{
    struct told near = ask(p, count);
    struct recent recent = p->archive->recent;
    p->archive->recent = (struct recent){.log = 0};
    struct told far = ask(p, count);

    for (size_t i = 0; i < count; i++) {
        const struct placed *a = &near.all[i], *b = &far.all[i];
        assert_int_equal(a->is_here, b->is_here);
        assert_int_equal(a->is_made, b->is_made);
        assert_int_equal(a->state, b->state);
        if (!a->is_made)
            continue;
        assert_memory_equal(a->commitment, b->commitment, LEAF_HASH_SIZE);
        assert_string_equal(a->form_id, b->form_id);
        assert_memory_equal(near.made[i], far.made[i], TREE_HASH_SIZE);
    }
    arena_free(near.arena);
    arena_free(far.arena);
    recent_clear(&recent);
}

static void answers_just_kept_are_remembered(void **state)
{
    struct stand *p = *state;

    keep_logged(p, LOG, 1, 21, ERR_NONE);
    keep_logged(p, LOG, 21, 30, ERR_NONE);
    assert_int_equal(remembered(p, 0, 40), 29);
    assert_int_equal(remembered(p, 5, 9), 4);
    assert_int_equal(remembered(p, 30, 40), 0);
    check(p, 35);
    assert_int_equal(remembered(p, 0, 40), 0);
}

static void a_line_is_the_one_that_a_leaf_is_written_as(void **state)
{
    struct stand *p = *state;
    unsigned char hash[TREE_HASH_SIZE];
    struct leaf leaf = {.kind = LEAF_ANSWER, .index = 2};
    struct buf line;

    keep_logged(p, LOG, 0, 4, ERR_NONE);
    struct told told = ask(p, 4);
    strcpy(leaf.log, LOG);
    leaf_set_form(&leaf, "f");
    memcpy(leaf.hash, told.all[2].commitment, sizeof leaf.hash);
    buf_init(&line, 0);
    assert_int_equal(leaf_write(&leaf, &line), ERR_NONE);
    tree_hash_leaf(line.data, line.size, hash);
    assert_memory_equal(told.made[2], hash, sizeof hash);
    buf_clear(&line);
    arena_free(told.arena);
}

static void a_gap_begins_anew(void **state)
{
    struct stand *p = *state;

    keep_logged(p, LOG, 0, 5, ERR_NONE);
    keep_logged(p, LOG, 6, 10, ERR_NONE);
    assert_int_equal(remembered(p, 0, 20), 4);
    check(p, 12);
}

static void another_log_begins_anew(void **state)
{
    struct stand *p = *state;

    keep_logged(p, LOG, 0, 5, ERR_NONE);
    keep_logged(p, "plaza/2", 5, 7, ERR_NONE);
    assert_int_equal(remembered(p, 0, 20), 0);
    check(p, 6);
}

static void what_is_rolled_back_is_forgotten(void **state)
{
    struct stand *p = *state;

    keep_logged(p, LOG, 0, 5, ERR_NONE);
    keep_logged(p, LOG, 5, 9, ERR_IO);
    assert_int_equal(remembered(p, 0, 20), 0);
    check(p, 10);
}

static void reject(struct archive *archive, const char *id)
{
    struct review_entry entry = {
        .at_ms = 5, .who = "ana", .state = REVIEW_REJECTED, .comment = "c"};
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key(id, key);
    assert_int_equal(archive_begin(archive), ERR_NONE);
    assert_int_equal(archive_end(archive, review_add(archive, key, &entry)),
                     ERR_NONE);
}

static void an_answer_rejected_meanwhile_is_seen(void **state)
{
    struct stand *p = *state;

    keep_logged(p, LOG, 0, 9, ERR_NONE);
    reject(p->archive, "uuid:4");
    assert_int_equal(remembered(p, 0, 9), 0);
    struct told told = ask(p, 9);
    assert_int_equal(told.all[4].state, STATE_EXCLUDED);
    assert_int_equal(told.all[5].state, STATE_ACCEPTED);
    arena_free(told.arena);
}

/* A person at the command line, or another hub. */
static void an_answer_rejected_by_another_program_is_seen(void **state)
{
    struct stand *p = *state;
    struct archive *other;

    keep_logged(p, LOG, 0, 9, ERR_NONE);
    assert_int_equal(archive_open(&other, p->folder, p->address), ERR_NONE);
    reject(other, "uuid:7");
    archive_close(other);
    struct told told = ask(p, 9);
    assert_int_equal(told.all[7].state, STATE_EXCLUDED);
    arena_free(told.arena);
}

static void an_answer_erased_meanwhile_is_seen(void **state)
{
    struct stand *p = *state;
    struct erasure why = {5, "ana", "erase", "asked for"};
    unsigned char key[RESPONSE_KEY_SIZE];
    size_t count;

    keep_logged(p, LOG, 0, 9, ERR_NONE);
    response_key("uuid:2", key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    assert_int_equal(
        archive_end(p->archive, erasure_run(p->archive, key, &why, &count)),
        ERR_NONE);
    struct told told = ask(p, 9);
    assert_int_equal(told.all[2].state, STATE_WITHDRAWN);
    arena_free(told.arena);
}

/* A board that began a new epoch sends its answers again from there. */
static void an_answer_with_another_place_is_not_here(void **state)
{
    struct stand *p = *state;

    keep_logged(p, LOG, 0, 9, ERR_NONE);
    keep_logged(p, "plaza/2", 3, 4, ERR_NONE);
    struct told told = ask(p, 9);
    assert_false(told.all[3].is_here);
    assert_true(told.all[4].is_here);
    arena_free(told.arena);
}

static void the_same_by_another_program(void **state)
{
    struct stand *p = *state;
    struct stand other = *p;

    keep_logged(p, LOG, 0, 9, ERR_NONE);
    assert_int_equal(archive_open(&other.archive, p->folder, p->address),
                     ERR_NONE);
    keep_logged(&other, "plaza/2", 3, 4, ERR_NONE);
    archive_close(other.archive);
    struct told told = ask(p, 9);
    assert_false(told.all[3].is_here);
    assert_true(told.all[8].is_here);
    arena_free(told.arena);
}

/* An edit that was here first makes the answer superseded as it comes. */
static void an_answer_that_an_edit_overtook_is_seen(void **state)
{
    struct stand *p = *state;

    keep(p, "uuid:edit", "y", "1", "uuid:3");
    keep_logged(p, LOG, 0, 9, ERR_NONE);
    struct told told = ask(p, 9);
    assert_int_equal(told.all[3].state, STATE_SUPERSEDED);
    arena_free(told.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(answers_just_kept_are_remembered),
        CASE(a_line_is_the_one_that_a_leaf_is_written_as),
        CASE(a_gap_begins_anew),
        CASE(another_log_begins_anew),
        CASE(what_is_rolled_back_is_forgotten),
        CASE(an_answer_rejected_meanwhile_is_seen),
        CASE(an_answer_rejected_by_another_program_is_seen),
        CASE(an_answer_erased_meanwhile_is_seen),
        CASE(an_answer_with_another_place_is_not_here),
        CASE(the_same_by_another_program),
        CASE(an_answer_that_an_edit_overtook_is_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
