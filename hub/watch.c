#include "watch.h"

#include "alert.h"
#include "base/stamp.h"
#include "herald.h"
#include "options.h"

#include <poll.h>
#include <unistd.h>

enum { EVERY_MS = 60 * 1000, HOUR_MS = 60 * EVERY_MS };

static bool tell(void *context, const struct alert *alert)
{
    return herald_tell(context, alert);
}

static enum err look(struct options *o, struct archive *archive)
{
    struct alert_limits limits = {
        .quiet_ms = (int64_t)o->config.alert_quiet_hours * HOUR_MS,
        .free_bytes = (int64_t)o->config.alert_disk_mb * 1000000};
    struct stamp now = stamp_now();

    /* By a clock that is surely wrong every station would be quiet. */
    if (now.quality == CLOCK_UNKNOWN)
        return ERR_NONE;
    enum err err = alert_look(archive, &limits, now.wall_ms);
    return err ? err : alert_tell(archive, tell, &o->config);
}

/* The other end of the pipe is closed when the hub has ended. */
static bool hub_is_gone(int ms)
{
    struct pollfd p = {.fd = STDOUT_FILENO, .events = 0};

    return poll(&p, 1, ms) > 0 && (p.revents & (POLLERR | POLLHUP));
}

enum err watch(struct options *options, struct archive *archive)
{
    enum err err = look(options, archive);

    if (options->once)
        return err;
    /* A database that is away comes back. */
    while (!hub_is_gone(EVERY_MS))
        err = look(options, archive);
    return err;
}
