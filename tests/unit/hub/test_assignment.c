#include "stand.h"

#include "assignment.h"
#include "base/arena.h"
#include "edition.h"
#include "target.h"

static enum err add(struct stand *p, const char *worker, const char *name)
{
    const struct assignment a = {.form_id = "",
                                 .worker = worker,
                                 .dimension = "place",
                                 .name = name,
                                 .field = "place",
                                 .wanted = 20,
                                 .day = ""};

    return assignments_add(p->archive, p->family, &a, 1);
}

/* As a station gets it. */
static size_t published(struct stand *p, struct arena *arena,
                        struct assignment **out)
{
    struct buf text;
    size_t count = 0;

    buf_init(&text, 0);
    assert_int_equal(edition_body(p->archive, PUBLICATION_ASSIGNMENT,
                                  ASSIGNMENTS_FILE, &text),
                     ERR_NONE);
    assert_int_equal(
        assignments_read(buf_text(&text), text.size, arena, out, &count),
        ERR_NONE);
    buf_clear(&text);
    return count;
}

static void what_is_added_is_published(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct assignment *got;

    assert_int_equal(add(p, "ana", "market"), ERR_NONE);
    assert_int_equal(add(p, "", "school"), ERR_NONE);
    assert_int_equal(published(p, arena, &got), 2);
    assert_string_equal(got[0].form_id, "f");
    assert_string_equal(got[0].worker, "ana");
    assert_string_equal(got[1].name, "school");
    arena_free(arena);
}

static void what_was_taken_back_is_gone_and_its_number_with_it(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct assignment *got;

    assert_int_equal(add(p, "ana", "market"), ERR_NONE);
    assert_int_equal(published(p, arena, &got), 1);
    int64_t id = got[0].id;
    assert_int_equal(assignments_end(p->archive, p->family, id), ERR_NONE);
    assert_int_equal(published(p, arena, &got), 0);
    assert_int_equal(add(p, "ana", "market"), ERR_NONE);
    assert_int_equal(published(p, arena, &got), 1);
    assert_true(got[0].id > id);
    arena_free(arena);
}

static void nobody_ends_what_another_form_asked(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct assignment *got;

    assert_int_equal(add(p, "ana", "market"), ERR_NONE);
    assert_int_equal(published(p, arena, &got), 1);
    assert_int_equal(assignments_end(p->archive, p->family + 1, got[0].id),
                     ERR_MISSING);
    assert_int_equal(published(p, arena, &got), 1);
    arena_free(arena);
}

static void more_than_a_station_reads_are_refused(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct assignment *got, *many;

    many = arena_array(arena, ASSIGNMENTS_MOST, sizeof *many);
    for (size_t i = 0; i < ASSIGNMENTS_MOST; i++)
        many[i] = assignment_of_gap(&(struct reach){"place", "x", 9, 2}, "");
    assert_int_equal(
        assignments_add(p->archive, p->family, many, ASSIGNMENTS_MOST),
        ERR_NONE);
    assert_int_equal(add(p, "", "one more"), ERR_LIMIT);
    assert_int_equal(published(p, arena, &got), ASSIGNMENTS_MOST);
    arena_free(arena);
}

static void a_gap_asks_for_those_who_are_missing(void **state)
{
    struct assignment place =
        assignment_of_gap(&(struct reach){"place", "market", 60, 18}, "age");
    struct assignment group =
        assignment_of_gap(&(struct reach){"group", "old", 5, 7}, "age");

    (void)state;
    assert_int_equal(place.wanted, 42);
    assert_string_equal(place.field, "place");
    assert_int_equal(group.wanted, 1);
    assert_string_equal(group.field, "age");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_added_is_published, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            what_was_taken_back_is_gone_and_its_number_with_it, setup,
            teardown),
        cmocka_unit_test_setup_teardown(nobody_ends_what_another_form_asked,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(more_than_a_station_reads_are_refused,
                                        setup, teardown),
        cmocka_unit_test(a_gap_asks_for_those_who_are_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
