#include "pictures.h"

#include "child.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Longer than any picture of a form takes on a small board. */
enum { PATIENCE_MS = 10000, REAP_MS = 100 };
/* What may be unread: a picture less a byte, and what is read at once. */
enum { LINE_MOST = 16, CHUNK = 4096 };
enum { UNREAD_MOST = LINE_MOST + PICTURE_MOST * PICTURE_MOST + CHUNK };

/* Its output is the pipe; it reads nothing. */
static int start(pid_t *child, const char *const *paths, size_t count,
                 int output)
{
    char name[] = "barrio-picture", *words[PICTURES_MOST + 2] = {name};
    const struct child_streams streams = {CHILD_NOTHING, output, STDERR_FILENO};

    for (size_t i = 0; i < count; i++)
        words[i + 1] = (char *)paths[i];
    return child_start_own(child, words, &streams);
}

static void reap(struct pictures *p)
{
    if (p->child && waitpid(p->child, NULL, WNOHANG) != 0)
        p->child = 0;
}

/* The one before was told to end, and computes only: it is gone at once. */
static void bury(struct pictures *p)
{
    if (p->child)
        waitpid(p->child, NULL, 0);
    p->child = 0;
}

/* What has not come does not come any more. */
static void end(struct pictures *p)
{
    for (; p->come < p->count; p->come++)
        p->list[p->come].is_missing = true;
    if (p->is_open)
        close(p->from);
    p->is_open = false;
    buf_clear(&p->unread);
    if (p->child)
        kill(p->child, SIGKILL);
    reap(p);
}

void pictures_stop(struct pictures *p)
{
    end(p);
    for (size_t i = 0; i < p->count; i++)
        picture_clear(&p->list[i]);
    p->count = p->come = 0;
}

void pictures_await(struct pictures *p, int from, size_t count, int64_t now_ms)
{
    p->count = count < PICTURES_MOST ? count : PICTURES_MOST;
    p->began_ms = now_ms;
    p->from = from;
    p->is_open = from >= 0;
    buf_init(&p->unread, UNREAD_MOST);
}

void pictures_begin(struct pictures *p, const char *const *paths, size_t count,
                    int64_t now_ms)
{
    int ends[2] = {-1, -1};

    pictures_stop(p);
    bury(p);
    if (!count)
        return;
    bool is_lost = child_pipe(ends);
    pictures_await(p, ends[0], count, now_ms);
    if (is_lost) {
        end(p);
        return;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    int wrong = start(&p->child, paths, p->count, ends[1]);
    close(ends[1]);
    if (wrong) {
        log_warn("barrio-picture: %s", strerror(wrong));
        p->child = 0;
        end(p);
    }
}

struct pollfd pictures_watch(const struct pictures *p)
{
    return (struct pollfd){.fd = p->is_open ? p->from : -1, .events = POLLIN};
}

/* Takes the picture that the unread bytes begin with: how many they are, 0
 * while it is not whole, -1 when it is none. */
static long take(struct picture *out, const struct buf *unread)
{
    const char *text = buf_text(unread), *end = strchr(text, '\n');
    int width, height, used;

    if (!end)
        return unread->size < LINE_MOST ? 0 : -1;
    if (sscanf(text, "%3d %3d%n", &width, &height, &used) != 2 ||
        text + used != end || width < 0 || height < 0 || width > PICTURE_MOST ||
        height > PICTURE_MOST || !width != !height)
        return -1;
    size_t line = (size_t)used + 1, size = (size_t)width * (size_t)height;
    if (unread->size < line + size)
        return 0;
    if (size)
        picture_fill(out, width, height, (const unsigned char *)text + line);
    out->is_missing = !size;
    return (long)(line + size);
}

/* All that are whole; false when what came makes no sense. */
static bool take_all(struct pictures *p)
{
    long used = 1;

    while (p->come < p->count && used > 0) {
        used = take(&p->list[p->come], &p->unread);
        if (used <= 0)
            break;
        p->come++;
        memmove(p->unread.data, p->unread.data + used,
                p->unread.size - (size_t)used);
        buf_truncate(&p->unread, p->unread.size - (size_t)used);
    }
    return used >= 0;
}

/* A full pipe at a time, so that the loop is never held. */
static bool read_some(struct pictures *p)
{
    enum { MOST_READS = 32 };
    char bytes[CHUNK];

    for (int i = 0; i < MOST_READS; i++) {
        ssize_t got = read(p->from, bytes, sizeof bytes);
        if (got < 0)
            return errno == EAGAIN || errno == EINTR;
        if (got == 0)
            return false;
        buf_add(&p->unread, bytes, (size_t)got);
        if (p->unread.overflow || !take_all(p))
            return false;
    }
    return true;
}

void pictures_hear(struct pictures *p, int64_t now_ms)
{
    if (!p->is_open) {
        reap(p);
        return;
    }
    bool goes_on = read_some(p) && now_ms - p->began_ms < PATIENCE_MS;
    if (!goes_on || p->come == p->count)
        end(p);
}

int pictures_wait_ms(const struct pictures *p, int64_t now_ms)
{
    int64_t left = p->began_ms + PATIENCE_MS - now_ms;

    if (!p->is_open)
        return p->child ? REAP_MS : -1;
    return left > 0 ? (int)left : 0;
}

void pictures_wait(struct pictures *p)
{
    while (p->is_open) {
        struct pollfd watched = pictures_watch(p);
        poll(&watched, 1, pictures_wait_ms(p, stamp_boot_ms()));
        pictures_hear(p, stamp_boot_ms());
    }
}
