#include "audit.h"
#include "base/arena.h"
#include "comparison.h"
#include "erasure.h"
#include "judge.h"
#include "quarantine.h"
#include "repair.h"
#include "review.h"

#include "stand.h"

static const char CUT[] = "<data id=\"f\" version=\"1\"><a>y</a><meta>"
                          "<instanceID>uuid:1</instanceID></meta>";
static const char WHOLE[] = "<data id=\"f\" version=\"1\"><a>y</a><meta>"
                            "<instanceID>uuid:1</instanceID></meta></data>";
static const char OTHER[] = "<data id=\"f\" version=\"1\"><a>n</a><meta>"
                            "<instanceID>uuid:1</instanceID></meta></data>";

static void set_aside(struct stand *p, const char *body)
{
    struct arena *arena = arena_new();
    struct judgement why;
    struct arrival arrival = {.received_ms = 5000,
                              .station = 7,
                              .envelope = "{\"language\":\"es\"}",
                              .response = {.body = (char *)(uintptr_t)body,
                                           .body_size = strlen(body)}};

    assert_int_equal(judge(p->archive, arena, &arrival, NULL, &why), ERR_NONE);
    assert_non_null(why.reason);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = judge_set_aside(p->archive, &arrival, &why);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    arena_free(arena);
}

static enum err mend(struct stand *p, const char *body, struct repair *out)
{
    struct arena *arena = arena_new();

    *out = (struct repair){.id = 1,
                           .body = body,
                           .body_size = strlen(body),
                           .who = "ana",
                           .why = "cut off on its way",
                           .at_ms = 9000};
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = archive_end(p->archive, repair_take(p->archive, arena, out));
    if (out->judgement.reason)
        out->judgement.message = NULL; /* lived in the arena */
    arena_free(arena);
    return err;
}

static enum err check_arrival(void *context, const struct resting *r)
{
    int *seen = context;

    assert_int_equal(r->received_ms, 5000);
    assert_int_equal(r->station, 7);
    assert_string_equal(r->id, "uuid:1");
    assert_int_equal(r->body_size, strlen(WHOLE));
    assert_memory_equal(r->body, WHOLE, r->body_size);
    ++*seen;
    return ERR_NONE;
}

static void check_origin(void *context, const struct quarantined *q)
{
    int *seen = context;

    assert_int_equal(q->body_size, strlen(CUT));
    assert_memory_equal(q->body, CUT, q->body_size);
    assert_string_equal(q->state, "repaired");
    assert_string_equal(q->settled_by, "ana");
    assert_string_equal(q->why, "cut off on its way");
    assert_string_equal(q->envelope, "{\"language\":\"es\"}");
    assert_int_equal(q->settled_ms, 9000);
    ++*seen;
}

static void what_was_repaired_counts_and_what_came_stays(void **state)
{
    struct stand *p = *state;
    unsigned char key[RESPONSE_KEY_SIZE];
    int64_t open;
    struct repair r;
    int seen = 0;

    set_aside(p, CUT);
    assert_int_equal(mend(p, WHOLE, &r), ERR_NONE);
    assert_null(r.judgement.reason);
    assert_int_equal(r.verdict, VERDICT_STORED);
    response_key("uuid:1", key);
    assert_int_equal(archive_find(p->archive, key, check_arrival, &seen),
                     ERR_NONE);
    assert_int_equal(quarantine_of(p->archive, key, check_origin, &seen),
                     ERR_NONE);
    assert_int_equal(seen, 2);
    assert_int_equal(quarantine_count(p->archive, &open), ERR_NONE);
    assert_int_equal(open, 0);
    assert_int_equal(count_of(p, "/data/a", "y"), 1);
    assert_int_equal(mend(p, WHOLE, &r), ERR_CONFLICT);
}

/* As many as one body may bring, and one more that came the next time. */
static void every_attachment_comes_back(void **state)
{
    enum { MANY = 1001 };
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct attachment *sent = arena_array(arena, MANY, sizeof *sent);
    struct attachment *back;
    struct quarantined q = {.body = CUT,
                            .body_size = strlen(CUT),
                            .reason = "malformed",
                            .detail = "",
                            .instance_id = "",
                            .form_id = "",
                            .version = "",
                            .attachments = sent,
                            .attachments_count = MANY};
    size_t count;

    for (int i = 0; i < MANY; i++)
        sent[i] = (struct attachment){
            .name = (char *)(uintptr_t)arena_printf(arena, "%04d.jpg", i),
            .type = arena_strdup(arena, ""),
            .size = 9};
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = quarantine_add(p->archive, &q);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    assert_int_equal(quarantine_files(p->archive, &q, arena, &back, &count),
                     ERR_NONE);
    assert_int_equal(count, MANY);
    assert_string_equal(back[MANY - 1].name, "1000.jpg");
    assert_int_equal(back[MANY - 1].size, 9);
    arena_free(arena);
}

static void what_is_still_wrong_changes_nothing(void **state)
{
    struct stand *p = *state;
    int64_t open;
    struct repair r;

    set_aside(p, CUT);
    assert_int_equal(mend(p, "<data", &r), ERR_NONE);
    assert_string_equal(r.judgement.reason, "malformed");
    assert_int_equal(quarantine_count(p->archive, &open), ERR_NONE);
    assert_int_equal(open, 1);
    keep(p, "uuid:1", "n", "1", NULL);
    assert_int_equal(mend(p, WHOLE, &r), ERR_CONFLICT);
    assert_int_equal(quarantine_count(p->archive, &open), ERR_NONE);
    assert_int_equal(open, 1);
    assert_int_equal(count_of(p, "/data/a", "y"), 0);
}

static void an_erasure_takes_what_it_was_made_of(void **state)
{
    struct stand *p = *state;
    struct erasure why = {9500, "ana", "erase", "asked in writing"};
    unsigned char key[RESPONSE_KEY_SIZE];
    struct repair r;
    size_t erased;
    int seen = 0;

    set_aside(p, CUT);
    assert_int_equal(mend(p, WHOLE, &r), ERR_NONE);
    response_key("uuid:1", key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = erasure_run(p->archive, key, &why, &erased);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    assert_int_equal(quarantine_of(p->archive, key, check_origin, &seen),
                     ERR_NONE);
    assert_int_equal(seen, 0);
}

static void a_conflict_becomes_an_edit_under_an_id_of_its_own(void **state)
{
    struct arena *arena = arena_new();
    static const char PREFIXED[] =
        "<d xmlns:o=\"x\"><o:meta><o:instanceID>a</o:instanceID></o:meta></d>";

    (void)state;
    assert_string_equal(
        repair_as_edit(arena, OTHER, strlen(OTHER), "uuid:2"),
        "<data id=\"f\" version=\"1\"><a>n</a><meta><instanceID>uuid:2"
        "</instanceID><deprecatedID>uuid:1</deprecatedID></meta></data>");
    assert_string_equal(
        repair_as_edit(arena, PREFIXED, strlen(PREFIXED), "b"),
        "<d xmlns:o=\"x\"><o:meta><o:instanceID>b</o:instanceID>"
        "<o:deprecatedID>a</o:deprecatedID></o:meta></d>");
    assert_null(repair_as_edit(arena, "<d/>", 4, "b"));
    assert_null(repair_as_edit(arena, "</instanceID", 12, "b"));
    arena_free(arena);
}

static void two_bodies_stand_side_by_side(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct comparison *c = comparison_new(arena);
    static const char A[] = "<data id=\"f\" version=\"1\"><a>y</a><b>1</b>"
                            "<r><x>uno</x></r></data>";
    static const char B[] = "<data id=\"f\" version=\"1\"><a>y</a><r><x>uno"
                            "</x></r><r><x>dos</x></r></data>";

    assert_int_equal(
        comparison_read(c, p->models, p->form, NULL, 0, A, strlen(A)),
        ERR_NONE);
    assert_int_equal(
        comparison_read(c, p->models, p->form, NULL, 1, B, strlen(B)),
        ERR_NONE);
    assert_int_equal(comparison_count(c), 4);
    const struct compared *a = comparison_at(c, 0), *b = comparison_at(c, 1);
    assert_string_equal(a->label, "A?");
    assert_string_equal(a->value[0], "Yes");
    assert_false(compared_differs(a));
    assert_string_equal(b->value[0], "One");
    assert_string_equal(b->value[1], "");
    assert_true(compared_differs(b));
    assert_false(compared_differs(comparison_at(c, 2)));
    assert_true(comparison_at(c, 2)->is_text);
    assert_string_equal(comparison_at(c, 3)->value[1], "dos");
    assert_int_equal(comparison_at(c, 3)->number, 1);
    assert_int_equal(comparison_read(c, p->models, p->form, NULL, 1, "<x/>", 4),
                     ERR_FORMAT);
    arena_free(arena);
}

static void a_change_that_others_made_is_noticed(void **state)
{
    struct stand *p = *state;
    struct review_entry entry = {1000, 0, "ana", REVIEW_REJECTED, "a test"};
    unsigned char key[RESPONSE_KEY_SIZE];
    bool is_behind;

    assert_int_equal(projection_is_behind(p->archive, &is_behind), ERR_NONE);
    assert_false(is_behind);
    keep(p, "uuid:1", "y", "1", NULL);
    assert_int_equal(projection_is_behind(p->archive, &is_behind), ERR_NONE);
    assert_true(is_behind);
    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
    assert_int_equal(projection_is_behind(p->archive, &is_behind), ERR_NONE);
    assert_false(is_behind);
    response_key("uuid:1", key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = review_add(p->archive, key, &entry);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    assert_int_equal(projection_is_behind(p->archive, &is_behind), ERR_NONE);
    assert_true(is_behind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_was_repaired_counts_and_what_came_stays),
        CASE(every_attachment_comes_back),
        CASE(what_is_still_wrong_changes_nothing),
        CASE(an_erasure_takes_what_it_was_made_of),
        CASE(a_conflict_becomes_an_edit_under_an_id_of_its_own),
        CASE(two_bodies_stand_side_by_side),
        CASE(a_change_that_others_made_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
