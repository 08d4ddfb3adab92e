#include "outlet.h"

#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { FLUSH_AT = 64 * 1024 };

void outlet_init(struct outlet *outlet, int fd)
{
    buf_init(&outlet->buf, 0);
    outlet->fd = fd;
}

void outlet_clear(struct outlet *outlet)
{
    buf_clear(&outlet->buf);
}

enum err outlet_flush(struct outlet *outlet)
{
    const char *at = buf_text(&outlet->buf);
    size_t left = outlet->buf.size;

    while (left) {
        ssize_t n = write(outlet->fd, at, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            if (errno != EPIPE)
                log_error("the export cannot be written: %s", strerror(errno));
            return errno == ENOSPC ? ERR_FULL : ERR_IO;
        }
        at += n;
        left -= (size_t)n;
    }
    buf_reset(&outlet->buf);
    return ERR_NONE;
}

enum err outlet_pass(struct outlet *outlet)
{
    return outlet->buf.size >= FLUSH_AT ? outlet_flush(outlet) : ERR_NONE;
}
