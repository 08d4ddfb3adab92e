#include "world.h"

enum { PACE_MS = 1000 };

/* One switch, before whose first press nothing moves. */
static int open_scanned(void **state)
{
    int wrong = open_world(state);
    struct world *w = *state;

    w->kiosk.config.scan_ms = PACE_MS;
    stage_draw(&w->stage);
    return wrong;
}

static void press(struct stage *s)
{
    stage_take(s, &(struct input){.kind = INPUT_TEXT, .text = " "});
    stage_draw(s);
}

/* As if the rest of the mark were over. */
static void pass(struct stage *s)
{
    s->ease.scan_ms -= PACE_MS * 10L;
    stage_take(s, &(struct input){.kind = INPUT_TIMEOUT});
    stage_draw(s);
}

/* To the row whose first thing has that key. */
static void pass_to(struct stage *s, int id)
{
    for (int i = 0; s->rack.focus != id; i++) {
        assert_true(i < 50);
        pass(s);
    }
}

/* The visit's notice, whose keys are one row. */
static void go_to_notice(struct stage *s)
{
    press(s);
    type(s, "52");
    assert_int_equal(s->place, PLACE_CHARTER);
}

static void the_first_press_begins_it_and_nothing_moved_before(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;
    int focus = s->rack.focus;

    assert_int_equal(scan_wait_ms(s), -1);
    pass(s);
    assert_int_equal(s->rack.focus, focus);
    press(s);
    assert_true(s->ease.scan);
    assert_int_equal(s->place, PLACE_ATTRACT);
    assert_in_range(scan_wait_ms(s), 1, PACE_MS);
}

static void a_row_is_stopped_at_before_a_thing_in_it(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    go_to_notice(s);
    pass_to(s, '0');
    press(s);
    assert_int_equal(s->place, PLACE_CHARTER);
    assert_int_equal(s->ease.level, SCAN_ITEMS);
    pass_to(s, '#');
    press(s);
    assert_int_equal(s->place, PLACE_QUESTION);
    assert_int_equal(s->ease.level, SCAN_ROWS);
}

static void behind_the_last_thing_is_the_way_out(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    go_to_notice(s);
    pass_to(s, '0');
    press(s);
    while (s->ease.level != SCAN_OUT)
        pass(s);
    char *dump = canvas_dump(s->canvas);
    assert_non_null(strstr(dump, "Out of this row."));
    free(dump);
    press(s);
    assert_int_equal(s->place, PLACE_CHARTER);
    assert_int_equal(s->ease.level, SCAN_ROWS);
}

static void a_row_nobody_chooses_from_is_left(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    go_to_notice(s);
    pass_to(s, '0');
    press(s);
    for (int i = 0; s->ease.level != SCAN_ROWS; i++) {
        assert_true(i < 50);
        pass(s);
    }
    assert_int_equal(s->place, PLACE_CHARTER);
}

static void a_row_of_one_thing_is_chosen_at_once(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    go_to_notice(s);
    type(s, "#");
    pass_to(s, TARGET_LIST + 1);
    press(s);
    assert_true(s->ask.list.items[1].chosen);
}

static void whoever_is_here_chooses_the_pace(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    go_to_notice(s);
    type(s, "*3");
    assert_int_equal(scan_pace_ms(s), PACE_MS * 3 / 2);
    assert_true(ease_is_changed(s));
    type(s, "2");
    assert_false(s->ease.scan);
    assert_false(ease_is_changed(s));
    type(s, "*");
    assert_int_equal(s->place, PLACE_CHARTER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_first_press_begins_it_and_nothing_moved_before, open_scanned,
            close_world),
        cmocka_unit_test_setup_teardown(
            a_row_is_stopped_at_before_a_thing_in_it, open_scanned,
            close_world),
        cmocka_unit_test_setup_teardown(behind_the_last_thing_is_the_way_out,
                                        open_scanned, close_world),
        cmocka_unit_test_setup_teardown(a_row_nobody_chooses_from_is_left,
                                        open_scanned, close_world),
        cmocka_unit_test_setup_teardown(a_row_of_one_thing_is_chosen_at_once,
                                        open_scanned, close_world),
        cmocka_unit_test_setup_teardown(whoever_is_here_chooses_the_pace,
                                        open_scanned, close_world),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
