#include "ui/touch_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

enum { COUNT = 4 };

/* A panel turned by a quarter, mirrored, and short at its ends. */
static void panel(double u, double v, double *x, double *y)
{
    *x = 0.08 + 0.8 * v;
    *y = 0.9 - 0.85 * u;
}

static void make_pairs(struct touch_pair pairs[COUNT], double slip)
{
    static const double PLACES[COUNT][2] = {
        {0.1, 0.15}, {0.9, 0.15}, {0.9, 0.85}, {0.1, 0.85}};

    for (int i = 0; i < COUNT; i++) {
        pairs[i].u = PLACES[i][0];
        pairs[i].v = PLACES[i][1];
        panel(pairs[i].u, pairs[i].v, &pairs[i].x, &pairs[i].y);
        pairs[i].x += i % 2 ? slip : -slip;
    }
}

static void assert_lands(const struct touch_map *map, double u, double v,
                         double near)
{
    double x, y, got_u, got_v;

    panel(u, v, &x, &y);
    touch_map_apply(map, x, y, &got_u, &got_v);
    assert_true(fabs(got_u - u) < near && fabs(got_v - v) < near);
}

static void four_touches_tell_how_a_panel_lies(void **state)
{
    struct touch_pair pairs[COUNT];
    struct touch_map map;

    (void)state;
    make_pairs(pairs, 0);
    assert_true(touch_map_fit(&map, pairs, COUNT));
    assert_lands(&map, 0.5, 0.5, 1e-5);
    assert_lands(&map, 0.02, 0.97, 1e-5);
}

static void a_trembling_hand_is_evened_out(void **state)
{
    struct touch_pair pairs[COUNT];
    struct touch_map map;

    (void)state;
    make_pairs(pairs, 0.01);
    assert_true(touch_map_fit(&map, pairs, COUNT));
    assert_lands(&map, 0.5, 0.5, 0.02);
}

static void touches_that_fit_no_panel_are_refused(void **state)
{
    struct touch_pair pairs[COUNT];
    struct touch_map map;

    (void)state;
    make_pairs(pairs, 0);
    pairs[2].x = pairs[0].x;
    pairs[2].y = pairs[0].y;
    assert_false(touch_map_fit(&map, pairs, COUNT));
    for (int i = 0; i < COUNT; i++)
        pairs[i].x = pairs[i].y = 0.5;
    assert_false(touch_map_fit(&map, pairs, COUNT));
    assert_false(touch_map_fit(&map, pairs, 2));
}

static void a_map_is_read_as_it_was_written(void **state)
{
    struct touch_pair pairs[COUNT];
    struct touch_map map, again;
    char text[TOUCH_MAP_TEXT];

    (void)state;
    make_pairs(pairs, 0);
    assert_true(touch_map_fit(&map, pairs, COUNT));
    touch_map_print(&map, text);
    assert_true(touch_map_parse(&again, text));
    assert_lands(&again, 0.3, 0.7, 1e-4);
}

static void damaged_maps_are_refused(void **state)
{
    static const char *const TEXTS[] = {"",
                                        "1 0 0 0 1",
                                        "1 0 0 0 1 nan",
                                        "inf 0 0 0 1 0",
                                        "99 0 0 0 1 0",
                                        "1 1 0 1 1 0",
                                        "a b c d e f"};
    struct touch_map map;

    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        assert_false(touch_map_parse(&map, TEXTS[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_touches_tell_how_a_panel_lies),
        cmocka_unit_test(a_trembling_hand_is_evened_out),
        cmocka_unit_test(touches_that_fit_no_panel_are_refused),
        cmocka_unit_test(a_map_is_read_as_it_was_written),
        cmocka_unit_test(damaged_maps_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
