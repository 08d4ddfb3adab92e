/* Fingers as the kernel tells them: streams in the form of evemu, as three
 * kinds of drivers report them. */
#include "ui/finger.h"

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
        cmocka_unit_test(events_that_the_kernel_dropped_cancel_the_tap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
