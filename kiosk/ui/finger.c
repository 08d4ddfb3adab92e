#include "ui/finger.h"

#include <linux/input.h>

void finger_init(struct finger *f, struct finger_axis x, struct finger_axis y,
                 bool tells_apart)
{
    *f = (struct finger){.x = x, .y = y, .tells_apart = tells_apart};
    f->first = -1;
}

static bool is_known(const struct finger *f)
{
    return f->slot >= 0 && f->slot < FINGER_SLOTS;
}

void finger_recall(struct finger *f, int slot, int32_t x, int32_t y)
{
    f->slot = slot;
    if (is_known(f))
        f->at[slot] = (struct finger_place){x, y};
}

static void take_tracking(struct finger *f, int32_t id)
{
    if (id >= 0 && f->first < 0 && is_known(f)) {
        f->first = f->slot;
        f->is_down = true;
    } else if (id < 0 && f->slot == f->first) {
        f->first = -1;
        f->is_down = false;
    }
}

/* Panels that tell fingers apart say where one of them is in the plain axes as
 * well, for programs that know no other. */
static void take_position(struct finger *f, unsigned code, int32_t value)
{
    unsigned x = f->tells_apart ? ABS_MT_POSITION_X : ABS_X;
    unsigned y = f->tells_apart ? ABS_MT_POSITION_Y : ABS_Y;

    if (f->tells_apart && code == ABS_MT_SLOT)
        f->slot = value;
    else if (f->tells_apart && code == ABS_MT_TRACKING_ID)
        take_tracking(f, value);
    else if (code == x && is_known(f))
        f->at[f->slot].x = value;
    else if (code == y && is_known(f))
        f->at[f->slot].y = value;
}

static double part(struct finger_axis axis, int32_t at)
{
    double whole = (double)axis.most - axis.least;
    double share = whole > 0 ? ((double)at - axis.least) / whole : 0;

    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* What the kernel dropped is unknown: the finger is taken for lifted
 * elsewhere, which cancels. */
static bool report(struct finger *f, struct finger_touch *out)
{
    int counts = f->is_down && f->tells_apart ? f->first : f->counted;
    struct finger_place at = f->at[counts];

    f->counted = counts;
    if (f->is_lost) {
        f->is_lost = f->is_down = false;
        f->first = -1;
        at = (struct finger_place){f->x.least, f->y.least};
    }
    if (f->is_down == f->was_down)
        return false;
    f->was_down = f->is_down;
    *out =
        (struct finger_touch){f->is_down, part(f->x, at.x), part(f->y, at.y)};
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
