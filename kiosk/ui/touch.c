#include "ui/touch.h"

#include "ui/finger.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <libevdev/libevdev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEVICES = 32, PATH_SIZE = 32 };

struct touch {
    struct libevdev *device;
    int fd;
    struct finger finger;
    struct touch_map map;
};

static bool has(const struct libevdev *d, unsigned type, unsigned code)
{
    return libevdev_has_event_code(d, type, code);
}

static bool tells_apart(const struct libevdev *d)
{
    return has(d, EV_ABS, ABS_MT_POSITION_X) && has(d, EV_ABS, ABS_MT_SLOT);
}

/* A panel touches or clicks at absolute places; a mouse has none, and a
 * joystick neither touches nor clicks. */
static bool is_panel(const struct libevdev *d)
{
    bool touches = has(d, EV_KEY, BTN_TOUCH) || has(d, EV_KEY, BTN_LEFT);

    return tells_apart(d) || (has(d, EV_ABS, ABS_X) && touches);
}

static struct finger_axis axis(const struct libevdev *d, unsigned code)
{
    const struct input_absinfo *info = libevdev_get_abs_info(d, code);

    return info ? (struct finger_axis){info->minimum, info->maximum}
                : (struct finger_axis){0, 0};
}

static struct libevdev *open_device(const char *path, int *fd)
{
    struct libevdev *device = NULL;

    *fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return NULL;
    if (libevdev_new_from_fd(*fd, &device) == 0 && is_panel(device))
        return device;
    libevdev_free(device);
    close(*fd);
    *fd = -1;
    return NULL;
}

static struct libevdev *find_device(const char *path, int *fd)
{
    struct libevdev *device = NULL;
    char name[PATH_SIZE];

    if (strcmp(path, "auto") != 0)
        return open_device(path, fd);
    for (int i = 0; !device && i < DEVICES; i++) {
        snprintf(name, sizeof name, "/dev/input/event%d", i);
        device = open_device(name, fd);
    }
    return device;
}

/* The kernel says of each place only what is new since somebody last touched,
 * though that was before this program ran: libevdev has asked for the rest. */
static void recall(struct touch *t)
{
    struct libevdev *d = t->device;
    int slots = libevdev_get_num_slots(d);

    for (int i = 0; i < slots; i++)
        finger_recall(
            &t->finger, i,
            libevdev_get_slot_value(d, (unsigned)i, ABS_MT_POSITION_X),
            libevdev_get_slot_value(d, (unsigned)i, ABS_MT_POSITION_Y));
    if (slots > 0)
        t->finger.slot = libevdev_get_current_slot(d);
    else
        finger_recall(&t->finger, 0, libevdev_get_event_value(d, EV_ABS, ABS_X),
                      libevdev_get_event_value(d, EV_ABS, ABS_Y));
}

enum err touch_open(struct touch **out, const char *path)
{
    int fd = -1;
    struct libevdev *device = find_device(path, &fd);

    if (!device) {
        log_warn("touch '%s': no touch panel can be read there; name its "
                 "device in /dev/input and let the station's user into the "
                 "group 'input'",
                 path);
        return ERR_MISSING;
    }
    struct touch *t = xcalloc(1, sizeof *t);
    bool apart = tells_apart(device);
    t->device = device;
    t->fd = fd;
    t->map = touch_map_plain();
    finger_init(&t->finger, axis(device, apart ? ABS_MT_POSITION_X : ABS_X),
                axis(device, apart ? ABS_MT_POSITION_Y : ABS_Y), apart);
    recall(t);
    if (libevdev_grab(device, LIBEVDEV_GRAB))
        log_warn("the touch panel is read by others as well");
    log_info("touch panel '%s'", libevdev_get_name(device));
    *out = t;
    return ERR_NONE;
}

void touch_close(struct touch *t)
{
    if (!t)
        return;
    libevdev_free(t->device);
    if (t->fd >= 0)
        close(t->fd);
    free(t);
}

int touch_fd(const struct touch *t)
{
    return t->fd;
}

void touch_set_map(struct touch *t, const struct touch_map *map)
{
    t->map = *map;
}

static void unplugged(struct touch *t)
{
    log_warn("the touch panel is gone");
    close(t->fd);
    t->fd = -1;
}

/* One event. After the kernel dropped some, libevdev asks for what changed
 * meanwhile: whatever was pressed is then over, but the places are known. */
static bool next_event(struct touch *t, struct input_event *event)
{
    if (t->fd < 0)
        return false;
    int status =
        libevdev_next_event(t->device, LIBEVDEV_READ_FLAG_NORMAL, event);
    if (status == -EAGAIN)
        return false;
    if (status == LIBEVDEV_READ_STATUS_SYNC) {
        while (libevdev_next_event(t->device, LIBEVDEV_READ_FLAG_SYNC, event) ==
               LIBEVDEV_READ_STATUS_SYNC)
            continue;
        recall(t);
        *event = (struct input_event){.type = EV_SYN, .code = SYN_DROPPED};
        return true;
    }
    if (status == LIBEVDEV_READ_STATUS_SUCCESS)
        return true;
    unplugged(t);
    return false;
}

bool touch_next(struct touch *t, int columns, int rows, struct input *out)
{
    struct input_event event;
    struct finger_touch at;
    double u, v;

    while (next_event(t, &event)) {
        if (!finger_take(&t->finger, event.type, event.code, event.value, &at))
            continue;
        touch_map_apply(&t->map, at.x, at.y, &u, &v);
        *out = (struct input){
            .kind = at.is_down ? INPUT_PRESS : INPUT_RELEASE,
            .x = (int)(u * columns),
            .y = (int)(v * rows),
            .is_touch = true,
            .touch_x = at.x,
            .touch_y = at.y,
        };
        return true;
    }
    return false;
}
