#include "board.h"
#include "base/arena.h"
#include "base/file.h"
#include "echo.h"
#include "edition.h"
#include "fieldclass.h"
#include "idea.h"
#include "release.h"
#include "target.h"

#include "stand.h"

static struct entry_text words = {"es", "Luz", "Cuatro lámparas.", ""};

static struct entry promise(void)
{
    return (struct entry){.kind = ENTRY_PROMISE,
                          .standing = STANDING_OPEN,
                          .due = "2026-12-15",
                          .office = "Calles",
                          .texts = &words,
                          .texts_count = 1};
}

static enum err put(struct stand *p, struct entry *e, struct arena *arena)
{
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    return archive_end(p->archive, board_put(p->archive, e, arena));
}

static void an_entry_is_kept_and_changed_under_its_id(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct entry e = promise(), found, *all;
    size_t count;

    assert_int_equal(put(p, &e, arena), ERR_NONE);
    assert_int_equal(strlen(e.id), 36);
    e.standing = STANDING_KEPT;
    e.done = "2026-12-20";
    assert_int_equal(put(p, &e, arena), ERR_NONE);
    assert_int_equal(board_load(p->archive, ENTRY_KINDS, arena, &all, &count),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(board_find(p->archive, e.id, arena, &found), ERR_NONE);
    assert_int_equal(found.standing, STANDING_KEPT);
    assert_string_equal(found.done, "2026-12-20");
    assert_string_equal(found.texts[0].body, "Cuatro lámparas.");
    assert_int_equal(board_find(p->archive, "x", arena, &found), ERR_MISSING);
    arena_free(arena);
}

static void what_closes_without_a_reason_is_not_kept(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct entry e = promise(), *all;
    size_t count;

    e.standing = STANDING_BROKEN;
    assert_int_equal(put(p, &e, arena), ERR_FORMAT);
    assert_int_equal(board_load(p->archive, ENTRY_PROMISE, arena, &all, &count),
                     ERR_NONE);
    assert_int_equal(count, 0);
    arena_free(arena);
}

static void a_problem_is_admitted_for_one_form_or_for_all(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct entry e = {
        .kind = ENTRY_PROBLEM, .form = "f", .texts = &words, .texts_count = 1};
    int admits;

    assert_int_equal(board_admits(p->archive, "f", &admits), ERR_NONE);
    assert_false(admits);
    assert_int_equal(put(p, &e, arena), ERR_NONE);
    assert_int_equal(board_admits(p->archive, "f", &admits), ERR_NONE);
    assert_true(admits);
    assert_int_equal(board_admits(p->archive, "g", &admits), ERR_NONE);
    assert_false(admits);
    arena_free(arena);
}

static void the_feed_leaves_out_what_is_not_public(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    const struct board_speaker speaker = {p->archive, p->models, "Luna",
                                          "https://hub"};
    struct entry e = promise();
    struct bulletin *feed;
    struct buf out;

    assert_int_equal(put(p, &e, arena), ERR_NONE);
    struct entry hidden = {.kind = ENTRY_IDEA,
                           .standing = STANDING_HIDDEN,
                           .texts = &words,
                           .texts_count = 1};
    assert_int_equal(put(p, &hidden, arena), ERR_NONE);
    assert_int_equal(board_publish(&speaker), ERR_NONE);
    buf_init(&out, 0);
    assert_int_equal(
        edition_body(p->archive, PUBLICATION_BULLETIN, BULLETIN_FILE, &out),
        ERR_NONE);
    assert_int_equal(bulletin_read(out.data, out.size, &feed), ERR_NONE);
    assert_int_equal(feed->count, 1);
    assert_string_equal(feed->entries[0].id, e.id);
    bulletin_free(feed);
    buf_clear(&out);
    arena_free(arena);
}

static void nobody_backs_where_there_is_no_form_for_it(void **state)
{
    struct stand *p = *state;
    struct echoes echoes;
    struct idea *ideas;
    struct arena *arena = arena_new();
    size_t count;

    assert_int_equal(echoes_count(&echoes, p->archive, p->models, ECHO_BACKING),
                     ERR_NONE);
    assert_int_equal(echoes_of(&echoes, "x").people, 0);
    echoes_clear(&echoes);
    assert_int_equal(
        ideas_waiting(p->archive, p->models, arena, &ideas, &count), ERR_NONE);
    assert_int_equal(count, 0);
    arena_free(arena);
}

static void a_plan_is_read_line_by_line(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct target *targets;
    struct buf said;
    size_t count;

    buf_init(&said, 0);
    assert_int_equal(targets_set(p->archive, p->family,
                                 "place Luna 3 60\nlanguage ar 20\r\n", &said),
                     ERR_NONE);
    assert_int_equal(targets_set(p->archive, p->family,
                                 "place Luna 3 60\nplanet mars 3\n", &said),
                     ERR_FORMAT);
    assert_string_equal(buf_text(&said), "planet mars 3");
    assert_int_equal(
        targets_load(p->archive, p->family, arena, &targets, &count), ERR_NONE);
    assert_int_equal(count, 2);
    assert_string_equal(targets[0].name, "Luna 3");
    assert_int_equal(targets[0].n, 60);
    buf_clear(&said);
    arena_free(arena);
}

static void whoever_is_planned_and_did_not_come_is_a_gap(void **state)
{
    const struct target plan[] = {{"place", "sol", 20}, {"group", "y", 4}};
    const char *const HERE[] = {"luna", "morning", "es"};
    struct figures *f = figures_new();
    struct reach *list;
    size_t count, q;

    (void)state;
    q = figures_add(f, "/d/a", "a", "A?", FIELD_AGGREGATE, true, false);
    figures_add_value(f, q, "y", 1);
    targets_plan(plan, 2, f, "a");
    for (int i = 0; i < 3; i++) {
        figures_person(f, HERE);
        figures_answer(f, q, "y", 1);
    }
    targets_reached(f, "a", &list, &count);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].name, "sol");
    assert_int_equal(list[0].reached, 0);
    assert_true(reach_is_gap(&list[0]));
    assert_int_equal(list[1].reached, 3);
    assert_false(reach_is_gap(&list[1]));
    free(list);
    figures_free(f);
}

static void fields_are_closed_unless_they_are_choices(void **state)
{
    const struct charter charter = {.open = (char *)"idea b",
                                    .closed = (char *)"age"};

    (void)state;
    assert_int_equal(charter_class(&charter, "why", 0), FIELD_CLOSED);
    assert_int_equal(charter_class(&charter, "light", 1), FIELD_AGGREGATE);
    assert_int_equal(charter_class(&charter, "age", 1), FIELD_CLOSED);
    assert_int_equal(charter_class(&charter, "idea", 0), FIELD_OPEN);
    assert_int_equal(charter_class(&charter, "ide", 0), FIELD_CLOSED);
}

static void releases_go_up_in_steps_of_ten(void **state)
{
    struct stand *p = *state;
    const struct publisher by = {p->archive, p->models, NULL, "", NULL};
    int64_t number, missing;

    for (int i = 0; i < 25; i++) {
        char id[16];
        snprintf(id, sizeof id, "uuid:%d", i);
        assert_int_equal(release_make(&by, "f", &number, &missing), ERR_NONE);
        assert_int_equal(number, i == 0 ? 0 : i == 10 ? 1 : i == 20 ? 2 : -1);
        keep(p, id, i % 2 ? "y" : "n", "1", NULL);
    }
    assert_int_equal(release_last(p->archive, "f", &number), ERR_NONE);
    assert_int_equal(number, 2);
    assert_int_equal(release_make(&by, "g", &number, &missing), ERR_MISSING);
    assert_int_equal(release_make(&by, "../g", &number, &missing), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            an_entry_is_kept_and_changed_under_its_id, setup, teardown),
        cmocka_unit_test_setup_teardown(
            what_closes_without_a_reason_is_not_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_problem_is_admitted_for_one_form_or_for_all, setup, teardown),
        cmocka_unit_test_setup_teardown(the_feed_leaves_out_what_is_not_public,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            nobody_backs_where_there_is_no_form_for_it, setup, teardown),
        cmocka_unit_test_setup_teardown(a_plan_is_read_line_by_line, setup,
                                        teardown),
        cmocka_unit_test(whoever_is_planned_and_did_not_come_is_a_gap),
        cmocka_unit_test(fields_are_closed_unless_they_are_choices),
        cmocka_unit_test_setup_teardown(releases_go_up_in_steps_of_ten, setup,
                                        teardown),
    };

    return cmocka_run_group_tests_name("board", tests, NULL, NULL);
}
