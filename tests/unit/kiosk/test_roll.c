#include "ui/bar.h"
#include "ui/roll.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct canvas *canvas;
    struct rack rack;
    struct roll roll;
    char text[16];
    size_t asked;
};

static void row(void *context, size_t i, struct roll_row *out)
{
    struct page *p = context;

    snprintf(p->text, sizeof p->text, "entry %zu", i + 1);
    out->label = p->text;
    p->asked++;
}

static int open_page(void **state)
{
    struct page *p = xcalloc(1, sizeof *p);

    p->canvas = canvas_new(30, 6);
    rack_init(&p->rack);
    p->roll = (struct roll){.count = 100000, .row = row, .context = p};
    *state = p;
    return 0;
}

static int close_page(void **state)
{
    struct page *p = *state;

    canvas_free(p->canvas);
    rack_clear(&p->rack);
    free(p);
    return 0;
}

static void draw(struct page *p)
{
    canvas_wipe(p->canvas);
    rack_begin(&p->rack, p->canvas);
    roll_draw(&p->roll, p->canvas, &p->rack, (struct rect){0, 0, 30, 6});
}

static enum roll_outcome press(struct page *p, enum nav key)
{
    enum roll_outcome outcome =
        roll_act(&p->roll, &(struct act){.kind = ACT_NAV, .nav = key});

    draw(p);
    return outcome;
}

static void check(struct page *p, const char *first, size_t focus)
{
    char *dump = canvas_dump(p->canvas);

    assert_int_equal(strncmp(dump + 1, first, strlen(first)), 0);
    assert_int_equal(p->roll.focus, focus);
    free(dump);
}

static void only_what_is_shown_is_asked_for(void **state)
{
    struct page *p = *state;

    draw(p);
    assert_int_equal(p->asked, 6);
    check(p, "entry 1\n", 0);
}

static void the_focus_is_always_in_sight(void **state)
{
    struct page *p = *state;

    draw(p);
    press(p, NAV_END);
    check(p, "entry 99995\n", 99999);
    press(p, NAV_DOWN);
    check(p, "entry 1\n", 0);
    press(p, NAV_UP);
    check(p, "entry 99995\n", 99999);
    press(p, NAV_HOME);
    press(p, NAV_PAGE_DOWN);
    check(p, "entry 1\n", 5);
    press(p, NAV_PAGE_DOWN);
    check(p, "entry 6\n", 10);
}

static void a_tap_picks_the_entry_under_it(void **state)
{
    struct page *p = *state;

    draw(p);
    assert_int_equal(press(p, NAV_ENTER), ROLL_PICKED);
    struct act tap = {.kind = ACT_TARGET, .id = TARGET_ROLL + 3};
    assert_int_equal(roll_act(&p->roll, &tap), ROLL_PICKED);
    assert_int_equal(p->roll.focus, 3);
    tap.id = TARGET_ROLL + 100000;
    assert_int_equal(roll_act(&p->roll, &tap), ROLL_UNUSED);
}

static void an_empty_list_has_nothing_to_pick(void **state)
{
    struct page *p = *state;
    char where[48];

    p->roll.count = 0;
    draw(p);
    assert_int_equal(press(p, NAV_ENTER), ROLL_UNUSED);
    assert_int_equal(press(p, NAV_DOWN), ROLL_MOVED);
    assert_string_equal(roll_where(&p->roll, where), "");
}

static void keys_without_room_are_hung_all_the_same(void **state)
{
    struct page *p = *state;
    const struct bar_key keys[] = {
        {.id = 'o', .label = "Outline"},
        {.id = '#', .bare = true, .label = "Next"},
        {.id = 'x', .label = "Leave this interview"},
        {0},
    };

    rack_begin(&p->rack, p->canvas);
    bar_draw(keys, p->canvas, &p->rack, (struct rect){0, 5, 30, 1});
    char *dump = canvas_dump(p->canvas);
    assert_non_null(strstr(dump, "^O Outline  # Next"));
    assert_null(strstr(dump, "^X"));
    free(dump);
    struct input chord = {.kind = INPUT_CHORD, .text = "x"};
    struct act act = rack_input(&p->rack, &chord, 0);
    assert_int_equal(act.kind, ACT_TARGET);
    assert_int_equal(act.id, 'x');
    chord.text[0] = 'q';
    assert_int_equal(rack_input(&p->rack, &chord, 0).kind, ACT_NONE);
}

/* A rack is full sooner than a window is high. */
static void a_tall_list_leaves_room_for_the_keys_below(void **state)
{
    enum { TALL = 300 };
    static const struct bar_key KEYS[] = {{.id = 'x', .label = "Leave"}, {0}};
    struct page *p = *state;

    p->roll.focus = TALL - 1;
    canvas_resize(p->canvas, 30, TALL);
    rack_begin(&p->rack, p->canvas);
    roll_draw(&p->roll, p->canvas, &p->rack, (struct rect){0, 0, 30, TALL});
    bar_draw(KEYS, p->canvas, &p->rack, (struct rect){0, TALL - 1, 30, 1});
    assert_non_null(rack_find(&p->rack, 'x'));
    assert_int_equal(p->rack.mark, TARGET_ROLL + TALL - 1);
    assert_string_equal(rack_say(&p->rack, p->rack.mark), "entry 300");
}

static void a_key_is_said_by_what_is_printed_on_it(void **state)
{
    static const struct bar_key KEYS[] = {
        {.id = 'x', .label = "Leave"},
        {.id = '\r', .shown = "↵", .label = "Open"},
        {.id = 'l'}, /* not to be had here */
        {.id = 'c', .bare = true, .label = "Copy"},
        {0},
    };
    struct page *p = *state;

    rack_begin(&p->rack, p->canvas);
    bar_draw(KEYS, p->canvas, &p->rack, (struct rect){0, 5, 30, 1});
    assert_string_equal(rack_say(&p->rack, 'x'), "Leave: Ctrl X");
    assert_string_equal(rack_say(&p->rack, '\r'), "Open: Enter");
    assert_string_equal(rack_say(&p->rack, 'c'), "Copy");
    assert_null(rack_find(&p->rack, 'l'));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_page, close_page)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_what_is_shown_is_asked_for),
        TEST(the_focus_is_always_in_sight),
        TEST(a_tap_picks_the_entry_under_it),
        TEST(an_empty_list_has_nothing_to_pick),
        TEST(keys_without_room_are_hung_all_the_same),
        TEST(a_tall_list_leaves_room_for_the_keys_below),
        TEST(a_key_is_said_by_what_is_printed_on_it),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("roll", tests, NULL, NULL);
}
