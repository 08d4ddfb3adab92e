/* Preloaded, it gives a program a touch panel that is not there: whoever opens
 * /dev/input/event0 gets the pipe PANEL_PIPE, whose bytes are input events,
 * and asks of it what the kernel would answer for the panel PANEL_KIND:
 * "fingers" (tells them apart, 800x480) or "resistive" (0 to 4095). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char DEVICE[] = "/dev/input/event0";
static int panel = -1;

static bool is_fingers(void)
{
    const char *kind = getenv("PANEL_KIND");

    return kind && strcmp(kind, "fingers") == 0;
}

static int open_panel(void)
{
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    const char *pipe = getenv("PANEL_PIPE");

    panel = next(pipe ? pipe : "", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return panel;
}

static int open_any(const char *name, const char *path, int flags, int mode)
{
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, name);

    return strcmp(path, DEVICE) == 0 ? open_panel() : next(path, flags, mode);
}

#define OPENER(name)                                                           \
    int name(const char *path, int flags, ...)                                 \
    {                                                                          \
        va_list args;                                                          \
        va_start(args, flags);                                                 \
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, int) : 0;      \
        va_end(args);                                                          \
        return open_any(#name, path, flags, mode);                             \
    }
OPENER(open)
OPENER(open64)

static void set(unsigned char *bits, size_t size, unsigned bit)
{
    if (bit / 8 < size)
        bits[bit / 8] |= (unsigned char)(1 << bit % 8);
}

/* EVIOCGBIT: which kinds of events, and which codes of a kind. */
static int tell_bits(unsigned type, unsigned char *bits, size_t size)
{
    static const unsigned FINGERS[] = {ABS_X,
                                       ABS_Y,
                                       ABS_MT_SLOT,
                                       ABS_MT_POSITION_X,
                                       ABS_MT_POSITION_Y,
                                       ABS_MT_TRACKING_ID};

    memset(bits, 0, size);
    if (type == 0) {
        set(bits, size, EV_SYN);
        set(bits, size, EV_KEY);
        set(bits, size, EV_ABS);
    }
    if (type == EV_KEY)
        set(bits, size, BTN_TOUCH);
    for (size_t i = 0; type == EV_ABS && i < (is_fingers() ? 6 : 2); i++)
        set(bits, size, FINGERS[i]);
    return (int)size;
}

static int tell_axis(unsigned code, struct input_absinfo *info)
{
    bool is_x = code == ABS_X || code == ABS_MT_POSITION_X;
    int most = is_fingers() ? (is_x ? 799 : 479) : 4095;

    *info = (struct input_absinfo){.maximum = most};
    if (code == ABS_MT_SLOT)
        info->maximum = 9;
    if (code == ABS_MT_TRACKING_ID)
        info->maximum = 65535;
    return 0;
}

/* EVIOCGMTSLOTS: the code that is asked for, then a value a slot; nobody's
 * finger is on the glass. */
static int tell_slots(int32_t *values, size_t size)
{
    for (size_t i = 1; i < size / sizeof *values; i++)
        values[i] = values[0] == ABS_MT_TRACKING_ID ? -1 : 0;
    return 0;
}

static int answer(unsigned long request, void *out)
{
    unsigned number = _IOC_NR(request);
    size_t size = _IOC_SIZE(request);

    if (number >= _IOC_NR(EVIOCGABS(0)) &&
        number <= _IOC_NR(EVIOCGABS(ABS_MAX)) && _IOC_DIR(request) == _IOC_READ)
        return tell_axis(number - _IOC_NR(EVIOCGABS(0)), out);
    if (number >= _IOC_NR(EVIOCGBIT(0, 0)) &&
        number <= _IOC_NR(EVIOCGBIT(EV_MAX, 0)) &&
        _IOC_DIR(request) == _IOC_READ)
        return tell_bits(number - _IOC_NR(EVIOCGBIT(0, 0)), out, size);
    if (number == _IOC_NR(EVIOCGMTSLOTS(0)))
        return tell_slots(out, size);
    if (number == _IOC_NR(EVIOCGNAME(0)))
        return snprintf(out, size, "panel of the tests") + 1;
    if (number == _IOC_NR(EVIOCGPHYS(0)) || number == _IOC_NR(EVIOCGUNIQ(0))) {
        errno = ENOENT;
        return -1;
    }
    if (_IOC_DIR(request) & _IOC_READ)
        memset(out, 0, size);
    return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list args;

    va_start(args, request);
    void *out = va_arg(args, void *);
    va_end(args);
    if (fd >= 0 && fd == panel && _IOC_TYPE(request) == 'E')
        return answer(request, out);
    int (*next)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
    return next(fd, request, out);
}
