/* A touch panel on a bare console, where no terminal reports taps. The door
 * to libevdev. */
#ifndef UI_TOUCH_H
#define UI_TOUCH_H

#include "ui/input.h"
#include "ui/touch_map.h"

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

struct touch;

/* Opens a device such as /dev/input/event2, or with "auto" the first one that
 * is a touch panel, for this program alone. ERR_MISSING, with the remedy in
 * the log, when there is none. The caller ends it with touch_close. */
MUST_USE enum err touch_open(struct touch **out, const char *path);
/* NULL is accepted. */
void touch_close(struct touch *touch);
/* To be polled; -1 once the panel was unplugged. */
int touch_fd(const struct touch *touch);
/* How the panel lies on the glass; plain at first. */
void touch_set_map(struct touch *touch, const struct touch_map *map);
/* The next press or release, in cells of a window of that size; false when
 * nothing more has happened. */
MUST_USE bool touch_next(struct touch *touch, int columns, int rows,
                         struct input *out);

#endif
