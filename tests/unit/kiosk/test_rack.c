#include "ui/rack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

enum { A = TARGET_FIRST, B, C };

/* Three targets: two abreast, one below; and the footer's back key. */
static void draw(struct rack *r, bool mirrored)
{
    struct canvas *canvas = canvas_new(40, 12);

    canvas_set_mirrored(canvas, mirrored);
    rack_begin(r, canvas);
    canvas_free(canvas);
    rack_add(r, &(struct target){.area = {0, 0, 20, 3}, .id = A, .key = '1'},
             "first");
    rack_add(r, &(struct target){.area = {20, 0, 20, 3}, .id = B, .key = '2'},
             "second");
    rack_add(r, &(struct target){.area = {0, 3, 20, 3}, .id = C, .key = '3'},
             NULL);
    rack_add(r, &(struct target){.area = {0, 9, 10, 3}, .id = '0', .key = '0'},
             "back");
}

static int setup(void **state)
{
    static struct rack rack;

    rack_init(&rack);
    draw(&rack, false);
    *state = &rack;
    return 0;
}

static int teardown(void **state)
{
    rack_clear(*state);
    return 0;
}

static struct act press(struct rack *r, int x, int y, int64_t at)
{
    struct input in = {.kind = INPUT_PRESS, .x = x, .y = y};

    return rack_input(r, &in, at);
}

static struct act release(struct rack *r, int x, int y, int64_t at)
{
    struct input in = {.kind = INPUT_RELEASE, .x = x, .y = y};

    return rack_input(r, &in, at);
}

static struct act tap(struct rack *r, int x, int y, int64_t at)
{
    press(r, x, y, at);
    return release(r, x, y, at);
}

static struct act type(struct rack *r, char key, int64_t at)
{
    struct input in = {.kind = INPUT_TEXT, .text = {key}};

    return rack_input(r, &in, at);
}

static struct act go(struct rack *r, enum nav key, int64_t at)
{
    struct input in = {.kind = INPUT_KEY, .key = key};

    return rack_input(r, &in, at);
}

static void press_shows_and_release_acts(void **state)
{
    struct rack *r = *state;

    assert_int_equal(press(r, 5, 1, 0).kind, ACT_REDRAW);
    assert_true(rack_is_pressed(r, A));
    struct act act = release(r, 6, 2, 10);
    assert_int_equal(act.kind, ACT_TARGET);
    assert_int_equal(act.id, A);
    assert_false(rack_is_pressed(r, A));
}

static void dragging_away_cancels(void **state)
{
    struct rack *r = *state;

    press(r, 5, 1, 0);
    assert_int_equal(release(r, 25, 1, 10).kind, ACT_REDRAW);
    assert_int_equal(press(r, 30, 8, 1000).kind, ACT_NONE);
    assert_int_equal(release(r, 5, 1, 1000).kind, ACT_NONE);
}

static void the_same_tap_within_the_guard_is_ignored(void **state)
{
    struct rack *r = *state;

    assert_int_equal(tap(r, 5, 1, 1000).kind, ACT_TARGET);
    assert_int_equal(tap(r, 6, 1, 1400).kind, ACT_REDRAW);
    assert_int_equal(tap(r, 5, 1, 1500).kind, ACT_TARGET);
    assert_int_equal(tap(r, 25, 1, 1600).kind, ACT_TARGET);
}

static void the_same_key_within_the_guard_is_ignored(void **state)
{
    struct rack *r = *state;

    assert_int_equal(type(r, '1', 1000).kind, ACT_TARGET);
    assert_int_equal(type(r, '1', 1499).kind, ACT_NONE);
    assert_int_equal(type(r, '2', 1499).kind, ACT_TARGET);
    assert_int_equal(type(r, '2', 2000).kind, ACT_TARGET);
}

static void a_counting_target_has_no_guard(void **state)
{
    struct rack *r = *state;

    r->targets[0].counting = true;
    assert_int_equal(tap(r, 5, 1, 1000).kind, ACT_TARGET);
    assert_int_equal(tap(r, 5, 1, 1010).kind, ACT_TARGET);
}

static void arrows_walk_and_enter_chooses(void **state)
{
    struct rack *r = *state;

    rack_focus(r, A);
    go(r, NAV_RIGHT, 0);
    assert_true(rack_has_focus(r, B));
    go(r, NAV_RIGHT, 0);
    assert_true(rack_has_focus(r, C));
    go(r, NAV_UP, 0);
    assert_true(rack_has_focus(r, A));
    go(r, NAV_DOWN, 0);
    assert_true(rack_has_focus(r, C));
    go(r, NAV_DOWN, 0);
    assert_true(rack_has_focus(r, '0'));
    go(r, NAV_DOWN, 0);
    assert_true(rack_has_focus(r, A));
    struct act act = go(r, NAV_ENTER, 0);
    assert_int_equal(act.kind, ACT_TARGET);
    assert_int_equal(act.id, A);
}

static void enter_on_two_targets_is_no_tremor(void **state)
{
    struct rack *r = *state;

    rack_focus(r, A);
    assert_int_equal(go(r, NAV_ENTER, 100).kind, ACT_TARGET);
    assert_int_equal(go(r, NAV_ENTER, 200).kind, ACT_NONE);
    go(r, NAV_RIGHT, 210);
    assert_int_equal(go(r, NAV_ENTER, 220).kind, ACT_TARGET);
}

static void escape_goes_back_and_question_mark_is_star(void **state)
{
    struct rack *r = *state;

    assert_int_equal(go(r, NAV_ESCAPE, 0).id, '0');
    r->targets[2].key = '*';
    assert_int_equal(type(r, '?', 0).id, C);
}

static void on_number_screens_star_comes_before_a_command(void **state)
{
    struct rack *r = *state;

    r->targets[3].starred = true;
    assert_int_equal(type(r, '0', 0).kind, ACT_TEXT);
    assert_int_equal(type(r, '*', 1000).kind, ACT_REDRAW);
    assert_true(r->star);
    struct act act = type(r, '0', 2000);
    assert_int_equal(act.kind, ACT_TARGET);
    assert_int_equal(act.id, '0');
    assert_false(r->star);
}

static void a_pad_moves_where_the_screen_says_so(void **state)
{
    struct rack *r = *state;

    r->pad_moves = true;
    rack_focus(r, A);
    type(r, '6', 0);
    assert_true(rack_has_focus(r, B));
    assert_int_equal(type(r, '5', 0).id, B);
}

static void on_a_mirrored_page_taps_and_arrows_are_turned(void **state)
{
    struct rack *r = *state;

    draw(r, true);
    assert_int_equal(tap(r, 39, 1, 0).id, A);
    rack_focus(r, A);
    go(r, NAV_LEFT, 0);
    assert_true(rack_has_focus(r, B));
}

static void keys_of_no_target_are_passed_on(void **state)
{
    struct rack *r = *state;

    struct act act = type(r, 'x', 0);
    assert_int_equal(act.kind, ACT_TEXT);
    assert_string_equal(act.text, "x");
    act = go(r, NAV_ERASE, 0);
    assert_int_equal(act.kind, ACT_NAV);
    assert_int_equal(act.nav, NAV_ERASE);
}

static void a_focus_on_nothing_goes_to_the_first(void **state)
{
    struct rack *r = *state;

    rack_focus(r, 4711);
    assert_true(rack_end(r));
    assert_true(rack_has_focus(r, A));
    assert_false(rack_end(r));
}

static void every_target_knows_what_it_says(void **state)
{
    struct rack *r = *state;

    assert_string_equal(rack_say(r, B), "second");
    assert_string_equal(rack_say(r, C), "");
    assert_string_equal(rack_say(r, 4711), "");
}

int main(void)
{
#define WITH_RACK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_RACK(press_shows_and_release_acts),
        WITH_RACK(dragging_away_cancels),
        WITH_RACK(the_same_tap_within_the_guard_is_ignored),
        WITH_RACK(the_same_key_within_the_guard_is_ignored),
        WITH_RACK(a_counting_target_has_no_guard),
        WITH_RACK(arrows_walk_and_enter_chooses),
        WITH_RACK(enter_on_two_targets_is_no_tremor),
        WITH_RACK(escape_goes_back_and_question_mark_is_star),
        WITH_RACK(on_number_screens_star_comes_before_a_command),
        WITH_RACK(a_pad_moves_where_the_screen_says_so),
        WITH_RACK(on_a_mirrored_page_taps_and_arrows_are_turned),
        WITH_RACK(keys_of_no_target_are_passed_on),
        WITH_RACK(a_focus_on_nothing_goes_to_the_first),
        WITH_RACK(every_target_knows_what_it_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
