#include "ui/large.h"
#include "ui/large_flow.h"

#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { FIRST = TARGET_FIRST, SECOND };

/* A page of a heading, two answers and the way on. */
struct page {
    struct canvas *canvas;
    struct rack rack;
    struct prints *prints;
    struct large large;
    struct large_look look;
    struct item items[4];
};

static int open_page(void **state)
{
    struct page *p = xcalloc(1, sizeof *p);
    char *folder = file_join(
        getenv("BARRIO_BUILD") ? getenv("BARRIO_BUILD") : "build", "fonts");

    p->canvas = canvas_new(40, 11);
    p->prints = prints_new(folder, BLOCKS_QUADRANT);
    rack_init(&p->rack);
    p->look.print = prints_size(p->prints, PRINT_SMALLEST, false);
    p->look.bar = p->look.print;
    free(folder);
    *state = p;
    return p->look.print ? 0 : -1;
}

static int close_page(void **state)
{
    struct page *p = *state;

    canvas_free(p->canvas);
    prints_free(p->prints);
    rack_clear(&p->rack);
    free(p);
    return 0;
}

static void hang(struct page *p, int id, char key, size_t item,
                 const char *words)
{
    p->items[item] = (struct item){.kind = ITEM_TARGET,
                                   .text = words,
                                   .key = {key, '\0'},
                                   .target = p->rack.count};
    rack_add(&p->rack, &(struct target){.id = id, .key = key}, words);
}

static void draw(struct page *p)
{
    canvas_wipe(p->canvas);
    rack_begin(&p->rack, p->canvas);
    p->items[0] = (struct item){.kind = ITEM_HEADING,
                                .text = "What does this street need?"};
    hang(p, FIRST, '1', 1, "Light");
    hang(p, SECOND, '2', 2, "Shade and trees");
    hang(p, '#', '#', 3, "Next");
    assert_true(large_draw(&p->large, &p->look, p->canvas, &p->rack, p->items,
                           COUNT_OF(p->items)));
}

static struct act type(struct page *p, const char *key)
{
    struct input input = {.kind = INPUT_TEXT};

    snprintf(input.text, sizeof input.text, "%s", key);
    return rack_input(&p->rack, &input, 0);
}

static void what_does_not_fit_is_scrolled_to(void **state)
{
    struct page *p = *state;
    int turns = 0;

    p->rack.guard_ms = 0;
    draw(p);
    assert_true(large_is_at_top(&p->large));
    assert_false(large_is_at_end(&p->large));
    assert_int_equal(type(p, "0").kind, ACT_TEXT);
    for (; !large_is_at_end(&p->large); turns++) {
        struct act act = type(p, "#");
        assert_int_equal(act.id, TARGET_LARGE_DOWN);
        large_turn(&p->large, true);
        draw(p);
    }
    assert_true(turns > 1);
    assert_int_equal(type(p, "#").id, '#');
    assert_int_equal(type(p, "0").id, TARGET_LARGE_UP);
    large_turn(&p->large, false);
    draw(p);
    assert_int_equal(type(p, "#").id, TARGET_LARGE_DOWN);
}

static void the_focus_is_scrolled_to_when_it_moves(void **state)
{
    struct page *p = *state;

    rack_focus(&p->rack, FIRST);
    draw(p);
    assert_int_equal(p->large.first, 0);
    rack_focus(&p->rack, '#');
    draw(p);
    int x, y;
    assert_true(large_is_at_end(&p->large));
    assert_true(canvas_cursor(p->canvas, &x, &y));
    rack_focus(&p->rack, FIRST);
    draw(p);
    assert_true(canvas_cursor(p->canvas, &x, &y));
    assert_true(y < 9);
}

static void a_drawing_is_shown_whole_on_one_page(void **state)
{
    struct page *p = *state;
    struct qr *qr = qr_new("HELLO", 40, 16);
    int whole = 0;

    canvas_resize(p->canvas, 40, 24);
    assert_non_null(qr);
    p->look.qr = qr;
    draw(p);
    for (;; large_turn(&p->large, true), draw(p)) {
        char *dump = canvas_dump(p->canvas);
        const char *top = strstr(dump, "█ ▄▄▄▄▄ █");
        whole += top && strstr(top, "█▄▄▄▄▄▄▄█");
        free(dump);
        if (large_is_at_end(&p->large))
            break;
    }
    assert_int_equal(whole, 1);
    qr_free(qr);
}

/* Between the heading and what has the focus, no line is passed over. */
static void walking_turns_pages_until_the_target_is_seen(void **state)
{
    struct page *p = *state;
    const struct target *last;
    int turns = 0;

    rack_focus(&p->rack, FIRST);
    draw(p);
    rack_focus(&p->rack, '#');
    while ((last = rack_find(&p->rack, '#')) &&
           large_turn_towards(&p->large, last)) {
        draw(p);
        turns++;
    }
    assert_true(turns > 1);
    assert_in_range(last->area.y, 0, p->large.height - 1);
    large_go_round(&p->large, rack_find(&p->rack, FIRST), false);
    assert_true(large_is_at_top(&p->large));
}

static void what_has_the_focus_still_shows_its_key(void **state)
{
    struct page *p = *state;

    p->look.print = p->look.bar = prints_plain();
    rack_focus(&p->rack, SECOND);
    draw(p);
    char *dump = canvas_dump(p->canvas);
    assert_non_null(strstr(dump, GLYPH_FOCUS "2 Shade and trees"));
    free(dump);
}

static void a_target_is_tapped_where_it_is_written(void **state)
{
    struct page *p = *state;

    rack_focus(&p->rack, FIRST);
    draw(p);
    rack_focus(&p->rack, SECOND);
    draw(p);
    const struct target *t = rack_find(&p->rack, SECOND);
    assert_int_equal(t->area.width, 40);
    assert_true(t->area.y >= 0 && t->area.height >= 3);
    struct input press = {.kind = INPUT_PRESS, .x = 9, .y = t->area.y + 1};
    struct input release = {.kind = INPUT_RELEASE, .x = 9, .y = press.y};
    rack_input(&p->rack, &press, 0);
    assert_int_equal(rack_input(&p->rack, &release, 0).id, SECOND);
}

static void no_word_is_lost_in_lines_of_any_width(void **state)
{
    struct page *p = *state;
    const char *wanted = "Whatdoesthisstreetneed?1Light2Shadeandtrees#Next";

    draw(p);
    for (int width = 2; width <= 60; width++) {
        struct flow flow;
        char seen[128] = "";
        flow_fill(&flow, width, 0, p->items, COUNT_OF(p->items));
        for (size_t i = 0; i < flow.count; i++) {
            const struct piece *piece = &flow.pieces[i];
            assert_true(piece->column + piece->width <= width);
            for (size_t at = 0; at < piece->size; at++)
                if (piece->text[at] != ' ')
                    strncat(seen, piece->text + at, 1);
        }
        assert_string_equal(seen, wanted);
        flow_clear(&flow);
    }
}

static void a_window_too_small_for_a_letter_is_refused(void **state)
{
    struct page *p = *state;

    draw(p);
    canvas_resize(p->canvas, 40, 5);
    assert_false(large_draw(&p->large, &p->look, p->canvas, &p->rack, p->items,
                            COUNT_OF(p->items)));
}

static void a_font_that_is_missing_is_no_print(void **state)
{
    struct prints *prints = prints_new("/nowhere", BLOCKS_HALF);

    (void)state;
    assert_null(prints_size(prints, PRINT_SMALLEST, false));
    assert_null(prints_size(prints, PRINT_LARGEST + 1, false));
    prints_free(prints);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_does_not_fit_is_scrolled_to,
                                        open_page, close_page),
        cmocka_unit_test_setup_teardown(the_focus_is_scrolled_to_when_it_moves,
                                        open_page, close_page),
        cmocka_unit_test_setup_teardown(a_drawing_is_shown_whole_on_one_page,
                                        open_page, close_page),
        cmocka_unit_test_setup_teardown(
            walking_turns_pages_until_the_target_is_seen, open_page,
            close_page),
        cmocka_unit_test_setup_teardown(what_has_the_focus_still_shows_its_key,
                                        open_page, close_page),
        cmocka_unit_test_setup_teardown(a_target_is_tapped_where_it_is_written,
                                        open_page, close_page),
        cmocka_unit_test_setup_teardown(no_word_is_lost_in_lines_of_any_width,
                                        open_page, close_page),
        cmocka_unit_test_setup_teardown(
            a_window_too_small_for_a_letter_is_refused, open_page, close_page),
        cmocka_unit_test(a_font_that_is_missing_is_no_print),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
