#include "base/notify.h"

#include "base/log.h"
#include "base/stamp.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A path, or with @ in front a name of the abstract space. */
static socklen_t find_address(struct sockaddr_un *out)
{
    const char *name = getenv("NOTIFY_SOCKET");
    size_t size = name ? strlen(name) : 0;

    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (size < 2 || size >= sizeof out->sun_path)
        return 0;
    memcpy(out->sun_path, name, size);
    if (*name == '@')
        out->sun_path[0] = '\0';
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
}

static void tell(const char *state)
{
    struct sockaddr_un address;
    socklen_t size = find_address(&address);

    if (!size)
        return;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || sendto(fd, state, strlen(state), MSG_NOSIGNAL,
                         (const struct sockaddr *)&address, size) < 0)
        log_warn("systemd is not told %s: %s", state, strerror(errno));
    if (fd >= 0)
        close(fd);
}

void notify_ready(void)
{
    tell("READY=1");
}

void notify_stopping(void)
{
    tell("STOPPING=1");
}

/* 0 when there is no watchdog for this process. */
static int64_t watchdog_ms(void)
{
    const char *time = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");

    if (!time || (pid && strtoll(pid, NULL, 10) != getpid()))
        return 0;
    return strtoll(time, NULL, 10) / 1000;
}

int notify_wait(int wait_ms, int64_t *last_ms)
{
    int64_t half_ms = watchdog_ms() / 2;

    if (half_ms <= 0 || half_ms > INT_MAX)
        return wait_ms;
    int64_t now_ms = stamp_boot_ms();
    if (!*last_ms || now_ms - *last_ms >= half_ms) {
        tell("WATCHDOG=1");
        *last_ms = now_ms;
    }
    int64_t rest_ms = *last_ms + half_ms - now_ms;
    return wait_ms < 0 || wait_ms > rest_ms ? (int)rest_ms : wait_ms;
}
