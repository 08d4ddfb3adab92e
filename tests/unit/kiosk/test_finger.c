/* Fingers as the kernel tells them: streams in the form of evemu, of panels
 * that number their fingers, simple ones and a tablet. canvas.events was
 * recorded from a real panel; the others are written as drivers report. */
#include "ui/finger.h"
#include "ui/touch_map.h"

#include <linux/input.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 16 };

struct touches {
    struct finger_touch at[MOST];
    int count;
};

static void take_axis(struct finger_axis axes[ABS_CNT], const char *line)
{
    unsigned code;
    int least, most;

    assert_int_equal(sscanf(line, "A: %x %d %d", &code, &least, &most), 3);
    axes[code] = (struct finger_axis){least, most};
}

static void take_event(struct finger *f, const char *line, struct touches *out)
{
    unsigned type, code;
    int value;
    struct finger_touch touch;

    assert_int_equal(sscanf(line, "E: %*f %x %x %d", &type, &code, &value), 3);
    if (!finger_take(f, type, code, value, &touch))
        return;
    assert_true(out->count < MOST);
    out->at[out->count++] = touch;
}

static struct touches replay(const char *name)
{
    struct touches out = {.count = 0};
    struct finger_axis axes[ABS_CNT] = {{0, 0}};
    struct finger finger;
    char path[80], line[160];
    int has_finger = 0;

    snprintf(path, sizeof path, "tests/events/%s.events", name);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (line[0] == 'A')
            take_axis(axes, line);
        if (line[0] == 'E' && !has_finger++) {
            bool apart = axes[ABS_MT_SLOT].most > 0;
            finger_init(&finger, axes[apart ? ABS_MT_POSITION_X : ABS_X],
                        axes[apart ? ABS_MT_POSITION_Y : ABS_Y], apart);
        }
        if (line[0] == 'E')
            take_event(&finger, line, &out);
    }
    fclose(f);
    return out;
}

static void assert_touch(const struct touches *all, int i, bool is_down,
                         double x, double y)
{
    static const double NEAR = 0.005;

    assert_true(i < all->count);
    assert_int_equal(all->at[i].is_down, is_down);
    assert_true(fabs(all->at[i].x - x) < NEAR);
    assert_true(fabs(all->at[i].y - y) < NEAR);
}

static void a_second_finger_does_not_count(void **state)
{
    struct touches all = replay("fingers");

    (void)state;
    assert_int_equal(all.count, 6);
    assert_touch(&all, 0, true, 100 / 799.0, 50 / 479.0);
    assert_touch(&all, 1, false, 101 / 799.0, 50 / 479.0);
    assert_touch(&all, 2, true, 700 / 799.0, 400 / 479.0);
    assert_touch(&all, 3, false, 702 / 799.0, 400 / 479.0);
}

static void a_finger_is_lifted_where_it_was_dragged_to(void **state)
{
    struct touches all = replay("fingers");

    (void)state;
    assert_touch(&all, 4, true, 400 / 799.0, 240 / 479.0);
    assert_touch(&all, 5, false, 620 / 799.0, 240 / 479.0);
}

static void a_trembling_panel_is_touched_once(void **state)
{
    struct touches all = replay("resistive");

    (void)state;
    assert_int_equal(all.count, 2);
    assert_touch(&all, 0, true, 512 / 4095.0, 3584 / 4095.0);
    assert_touch(&all, 1, false, 520 / 4095.0, 3570 / 4095.0);
}

static void only_the_left_button_of_a_tablet_counts(void **state)
{
    struct touches all = replay("tablet");

    (void)state;
    assert_int_equal(all.count, 2);
    assert_touch(&all, 0, true, 0.5, 0.25);
    assert_touch(&all, 1, false, 0.5, 0.25);
}

static void a_real_panel_is_read_as_it_was_touched(void **state)
{
    struct touches all = replay("canvas");

    (void)state;
    assert_int_equal(all.count, 4);
    assert_touch(&all, 0, true, 8822 / 32767.0, 21515 / 32767.0);
    assert_touch(&all, 1, false, 8822 / 32767.0, 21516 / 32767.0);
    assert_touch(&all, 2, true, 8742 / 32767.0, 26884 / 32767.0);
    assert_touch(&all, 3, false, 16652 / 32767.0, 13908 / 32767.0);
}

static void a_place_that_the_kernel_does_not_repeat_is_known(void **state)
{
    struct touches all = replay("silent");

    (void)state;
    assert_int_equal(all.count, 6);
    assert_touch(&all, 1, false, 100 / 1023.0, 100 / 599.0);
    assert_touch(&all, 2, true, 900 / 1023.0, 300 / 599.0);
    assert_touch(&all, 3, false, 900 / 1023.0, 300 / 599.0);
    assert_touch(&all, 4, true, 900 / 1023.0, 300 / 599.0);
}

static void what_was_touched_before_the_start_is_recalled(void **state)
{
    struct finger f;
    struct finger_touch touch;

    (void)state;
    finger_init(&f, (struct finger_axis){0, 100}, (struct finger_axis){0, 100},
                true);
    finger_recall(&f, 0, 10, 20);
    finger_recall(&f, 1, 30, 40);
    assert_false(finger_take(&f, EV_ABS, ABS_MT_TRACKING_ID, 5, &touch));
    assert_true(finger_take(&f, EV_SYN, SYN_REPORT, 0, &touch));
    assert_true(fabs(touch.x - 0.3) < 0.01 && fabs(touch.y - 0.4) < 0.01);
}

static void a_finger_beyond_those_that_are_counted_harms_nothing(void **state)
{
    static const int32_t SLOTS[] = {FINGER_SLOTS, INT32_MAX, -1, INT32_MIN};
    struct finger f;
    struct finger_touch touch;

    (void)state;
    finger_init(&f, (struct finger_axis){0, 100}, (struct finger_axis){0, 100},
                true);
    for (size_t i = 0; i < sizeof SLOTS / sizeof *SLOTS; i++) {
        assert_false(finger_take(&f, EV_ABS, ABS_MT_SLOT, SLOTS[i], &touch));
        assert_false(finger_take(&f, EV_ABS, ABS_MT_TRACKING_ID, 5, &touch));
        assert_false(finger_take(&f, EV_ABS, ABS_MT_POSITION_X, 50, &touch));
        assert_false(finger_take(&f, EV_SYN, SYN_REPORT, 0, &touch));
    }
}

/* The first four touches of a panel are the crosses of the calibration. */
static void a_panel_on_its_side_is_fitted_by_four_crosses(void **state)
{
    static const double U[] = {0.1, 0.9, 0.9, 0.1}, V[] = {0.1, 0.1, 0.9, 0.9};
    struct touches all = replay("turned");
    struct touch_pair crosses[4];
    struct touch_map map;
    double u, v;

    (void)state;
    assert_int_equal(all.count, 12);
    for (int i = 0; i < 4; i++)
        crosses[i] =
            (struct touch_pair){all.at[2 * i].x, all.at[2 * i].y, U[i], V[i]};
    assert_true(touch_map_fit(&map, crosses, 4));
    touch_map_apply(&map, all.at[8].x, all.at[8].y, &u, &v);
    assert_true(fabs(u - 0.5) < 0.01 && fabs(v - 0.5) < 0.01);
    touch_map_apply(&map, all.at[11].x, all.at[11].y, &u, &v);
    assert_true(fabs(u - 0.25) < 0.01 && fabs(v - 0.75) < 0.01);
}

static void events_that_the_kernel_dropped_cancel_the_tap(void **state)
{
    struct finger f;
    struct finger_touch touch;

    (void)state;
    finger_init(&f, (struct finger_axis){0, 100}, (struct finger_axis){0, 100},
                false);
    assert_false(finger_take(&f, EV_ABS, ABS_X, 50, &touch));
    assert_false(finger_take(&f, EV_KEY, BTN_TOUCH, 1, &touch));
    assert_true(finger_take(&f, EV_SYN, SYN_REPORT, 0, &touch));
    assert_false(finger_take(&f, EV_SYN, SYN_DROPPED, 0, &touch));
    assert_true(finger_take(&f, EV_SYN, SYN_REPORT, 0, &touch));
    assert_false(touch.is_down);
    assert_true(touch.x < 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_finger_does_not_count),
        cmocka_unit_test(a_finger_is_lifted_where_it_was_dragged_to),
        cmocka_unit_test(a_trembling_panel_is_touched_once),
        cmocka_unit_test(only_the_left_button_of_a_tablet_counts),
        cmocka_unit_test(a_real_panel_is_read_as_it_was_touched),
        cmocka_unit_test(a_place_that_the_kernel_does_not_repeat_is_known),
        cmocka_unit_test(what_was_touched_before_the_start_is_recalled),
        cmocka_unit_test(a_finger_beyond_those_that_are_counted_harms_nothing),
        cmocka_unit_test(a_panel_on_its_side_is_fitted_by_four_crosses),
        cmocka_unit_test(events_that_the_kernel_dropped_cancel_the_tap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
