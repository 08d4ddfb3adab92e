#include "gps.h"

#include "base/log.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Receivers tell where they are once a second. */
enum { STALE_MS = 5000, RETRY_MS = 5000, LARGEST_PORT = 65535 };

/* Not looked up by name: that would wait, and read half of /etc. */
bool gps_address(const char *text, char **host, int *port)
{
    const char *colon = strrchr(text, ':');
    char *end;
    struct in_addr address;

    if (!colon)
        return false;
    long number = strtol(colon + 1, &end, 10);
    if (*end || end == colon + 1 || number < 1 || number > LARGEST_PORT)
        return false;
    char *name = xstrndup(text, (size_t)(colon - text));
    const char *digits = strcmp(name, "localhost") == 0 ? "127.0.0.1" : name;
    bool is_address = inet_pton(AF_INET, digits, &address) == 1;
    if (is_address)
        *port = (int)number;
    if (is_address && host)
        *host = xstrdup(digits);
    free(name);
    return is_address;
}

void gps_init(struct gps *gps, const char *address)
{
    *gps = (struct gps){.fd = -1};
    buf_init(&gps->in, GPSD_LONGEST_LINE);
    if (*address && !gps_address(address, &gps->host, &gps->port))
        log_warn("gpsd = %s: write localhost:2947", address);
}

static void hang_up(struct gps *gps)
{
    if (gps->is_open)
        close(gps->fd);
    gps->is_open = gps->is_connected = gps->has_fix = gps->is_blind = false;
    gps->fd = -1;
    buf_reset(&gps->in);
}

void gps_clear(struct gps *gps)
{
    hang_up(gps);
    buf_clear(&gps->in);
    free(gps->host);
    *gps = (struct gps){.fd = -1};
}

/* Said once for each time that it goes away, not for each try; the next one
 * comes after a pause, also when it was connected all day. */
static void lose(struct gps *gps, const char *why, int64_t now_ms)
{
    if (gps->is_connected || !gps->is_lost)
        log_warn("gpsd at %s:%d: %s", gps->host, gps->port, why);
    gps->is_lost = true;
    gps->heard_ms = gps->tried_ms = now_ms;
    hang_up(gps);
}

static void dial(struct gps *gps, int64_t now_ms)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)gps->port),
    };

    gps->tried_ms = now_ms;
    inet_pton(AF_INET, gps->host, &to.sin_addr);
    gps->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (gps->fd < 0) {
        lose(gps, strerror(errno), now_ms);
        return;
    }
    gps->is_open = true;
    if (connect(gps->fd, (const struct sockaddr *)&to, sizeof to) &&
        errno != EINPROGRESS)
        lose(gps, strerror(errno), now_ms);
}

void gps_want(struct gps *gps, bool is_wanted, int64_t now_ms)
{
    if (!gps->host || is_wanted == gps->is_wanted)
        return;
    gps->is_wanted = is_wanted;
    gps->is_lost = false;
    hang_up(gps);
    if (is_wanted)
        dial(gps, now_ms);
}

struct pollfd gps_watch(const struct gps *gps)
{
    return (struct pollfd){
        .fd = gps->is_open ? gps->fd : -1,
        .events = gps->is_connected ? POLLIN : POLLOUT,
    };
}

/* The connection stands or has failed; then the daemon is asked to tell. */
static void greet(struct gps *gps, int64_t now_ms)
{
    int why = 0;
    socklen_t size = sizeof why;
    struct pollfd ready = {.fd = gps->fd, .events = POLLOUT};

    if (poll(&ready, 1, 0) < 1)
        return;
    getsockopt(gps->fd, SOL_SOCKET, SO_ERROR, &why, &size);
    /* So short a text fits every socket's buffer. */
    if (!why && write(gps->fd, GPSD_WATCH, strlen(GPSD_WATCH)) < 0)
        why = errno;
    if (why) {
        lose(gps, strerror(why), now_ms);
        return;
    }
    gps->is_connected = true;
    gps->heard_ms = now_ms;
}

static bool take_line(struct gps *gps, size_t size, int64_t now_ms)
{
    struct gpsd_fix fix;

    switch (gpsd_read(buf_text(&gps->in), size, &fix)) {
    case GPSD_FIX:
        gps->fix = fix;
        gps->fix_ms = gps->heard_ms = now_ms;
        gps->has_fix = true;
        gps->is_blind = false;
        return true;
    case GPSD_BLIND:
        gps->heard_ms = now_ms;
        gps->is_blind = true;
        gps->has_fix = false;
        return true;
    case GPSD_OTHER:
        return true;
    case GPSD_BROKEN:
        break;
    }
    return false;
}

/* Whole lines out of what came; false when one of them is not the daemon's. */
static bool take_lines(struct gps *gps, int64_t now_ms)
{
    const char *end;

    while (gps->in.size && (end = memchr(gps->in.data, '\n', gps->in.size))) {
        size_t line = (size_t)(end - gps->in.data);
        if (line && !take_line(gps, line, now_ms))
            return false;
        size_t rest = gps->in.size - line - 1;
        memmove(gps->in.data, end + 1, rest);
        buf_truncate(&gps->in, rest);
    }
    return true;
}

static bool listen_to(struct gps *gps, int64_t now_ms)
{
    char bytes[4096];
    ssize_t got = read(gps->fd, bytes, sizeof bytes);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (got <= 0) {
        lose(gps, got ? strerror(errno) : "it hung up", now_ms);
        return true;
    }
    buf_add(&gps->in, bytes, (size_t)got);
    if (gps->in.overflow || !take_lines(gps, now_ms))
        lose(gps, "it does not speak as gpsd does", now_ms);
    return true;
}

bool gps_hear(struct gps *gps, int64_t now_ms)
{
    if (!gps->is_wanted)
        return false;
    if (!gps->is_open && now_ms - gps->tried_ms >= RETRY_MS)
        dial(gps, now_ms);
    if (gps->is_open && !gps->is_connected)
        greet(gps, now_ms);
    return gps->is_connected && listen_to(gps, now_ms);
}

int gps_wait_ms(const struct gps *gps, int64_t now_ms)
{
    int64_t left = gps->is_open ? gps->heard_ms + STALE_MS - now_ms
                                : gps->tried_ms + RETRY_MS - now_ms;

    if (!gps->is_wanted)
        return -1;
    /* Said to be silent already: its next word comes by the descriptor. */
    if (gps->is_open && left <= 0)
        return -1;
    return left > 0 ? (int)left : 0;
}

enum gps_state gps_state(const struct gps *gps, int64_t now_ms)
{
    if (!gps->host)
        return GPS_NONE;
    if (!gps->is_connected)
        return GPS_ABSENT;
    if (now_ms - gps->heard_ms >= STALE_MS)
        return GPS_SILENT;
    return gps->has_fix ? GPS_FIX : GPS_BLIND;
}

const struct gpsd_fix *gps_fix(const struct gps *gps, int64_t now_ms)
{
    return gps_state(gps, now_ms) == GPS_FIX ? &gps->fix : NULL;
}

/* Nine digits are a hand's breadth on the ground. */
void gps_print(const struct gpsd_fix *fix, struct buf *out)
{
    buf_printf(out, "%.9g %.9g %.1f %.1f", fix->latitude, fix->longitude,
               fix->altitude, fix->accuracy < 0 ? 0 : fix->accuracy);
}
