#include "ui/finger.h"

#include <linux/input.h>

void finger_init(struct finger *f, struct finger_axis x, struct finger_axis y,
                 bool tells_apart)
{
    *f = (struct finger){.x = x, .y = y, .tells_apart = tells_apart};
    f->first = -1;
}

static void take_tracking(struct finger *f, int32_t id)
{
    if (id >= 0 && f->first < 0) {
        f->first = f->slot;
        f->is_down = true;
    } else if (id < 0 && f->slot == f->first) {
        f->first = -1;
        f->is_down = false;
    }
}

static void take_position(struct finger *f, unsigned code, int32_t value)
{
    bool counts = !f->tells_apart || f->slot == f->first;

    switch (code) {
    case ABS_MT_SLOT:
        f->slot = value;
        break;
    case ABS_MT_TRACKING_ID:
        take_tracking(f, value);
        break;
    case ABS_X:
    case ABS_MT_POSITION_X:
        if (counts && (code == ABS_MT_POSITION_X) == f->tells_apart)
            f->at_x = value;
        break;
    case ABS_Y:
    case ABS_MT_POSITION_Y:
        if (counts && (code == ABS_MT_POSITION_Y) == f->tells_apart)
            f->at_y = value;
        break;
    default:
        break;
    }
}

static double part(struct finger_axis axis, int32_t at)
{
    double whole = (double)axis.most - axis.least;
    double part = whole > 0 ? ((double)at - axis.least) / whole : 0;

    return part < 0 ? 0 : part > 1 ? 1 : part;
}

/* What the kernel dropped is unknown: the finger is taken for lifted
 * elsewhere, which cancels. */
static bool report(struct finger *f, struct finger_touch *out)
{
    if (f->is_lost) {
        f->is_lost = f->is_down = false;
        f->first = -1;
        f->at_x = f->x.least;
        f->at_y = f->y.least;
    }
    if (f->is_down == f->was_down)
        return false;
    f->was_down = f->is_down;
    *out = (struct finger_touch){f->is_down, part(f->x, f->at_x),
                                 part(f->y, f->at_y)};
    return true;
}

bool finger_take(struct finger *f, unsigned type, unsigned code, int32_t value,
                 struct finger_touch *out)
{
    if (type == EV_ABS)
        take_position(f, code, value);
    if (type == EV_KEY && !f->tells_apart &&
        (code == BTN_TOUCH || code == BTN_LEFT))
        f->is_down = value != 0;
    if (type == EV_SYN && code == SYN_DROPPED)
        f->is_lost = true;
    return type == EV_SYN && code == SYN_REPORT && report(f, out);
}
