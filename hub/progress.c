#include "progress.h"

#include "base/stamp.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 48, PAUSE_MS = 500, LOOK_EVERY = 256 };

static enum err tell(struct progress *p)
{
    char line[LINE];

    snprintf(line, sizeof line, "%lld %lld\n", (long long)p->done,
             (long long)p->total);
    p->told_ms = stamp_boot_ms();
    return write(p->fd, line, strlen(line)) < 0 ? ERR_IO : ERR_NONE;
}

enum err progress_begin(struct progress *progress, int fd, int64_t total)
{
    *progress = (struct progress){.fd = fd, .total = total};
    return fd < 0 ? ERR_NONE : tell(progress);
}

enum err progress_step(struct progress *progress)
{
    progress->done++;
    if (progress->fd < 0)
        return ERR_NONE;
    bool is_last = progress->done == progress->total;
    if (!is_last && (progress->done % LOOK_EVERY ||
                     stamp_boot_ms() - progress->told_ms < PAUSE_MS))
        return ERR_NONE;
    return tell(progress);
}
