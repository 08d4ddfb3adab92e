#include "store/stick.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct stick {
    int fd;
    char *path;
};

static enum err fail(const struct stick *stick, const char *name)
{
    enum err err = errno == ENOSPC   ? ERR_FULL
                   : errno == ENOENT ? ERR_MISSING
                   : errno == ELOOP || errno == EACCES || errno == EROFS
                       ? ERR_DENIED
                       : ERR_IO;

    if (err != ERR_MISSING)
        log_error("%s/%s: %s", stick->path, name, strerror(errno));
    return err;
}

enum err stick_open(struct stick **out, const char *path, int make)
{
    struct stick *stick = xcalloc(1, sizeof *stick);

    *out = NULL;
    stick->path = file_join(path, "barrio");
    if (make && mkdir(stick->path, 0700) != 0 && errno != EEXIST)
        log_debug("%s: %s", stick->path, strerror(errno));
    stick->fd =
        open(stick->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (stick->fd >= 0) {
        *out = stick;
        return ERR_NONE;
    }
    enum err err = errno == ENOENT ? ERR_MISSING : ERR_DENIED;
    if (err == ERR_DENIED)
        log_error("%s: %s; it must be a folder and no link", stick->path,
                  strerror(errno));
    stick_close(stick);
    return err;
}

void stick_close(struct stick *stick)
{
    if (!stick)
        return;
    if (stick->fd >= 0)
        close(stick->fd);
    free(stick->path);
    free(stick);
}

static bool is_usable(const struct stick *stick, const char *name)
{
    struct stat st;

    return file_name_is_safe(name) &&
           fstatat(stick->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(st.st_mode) && st.st_size <= STICK_LARGEST_FILE;
}

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), wanted = strlen(ending);

    return size > wanted && strcmp(name + size - wanted, ending) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct names {
    char **all;
    size_t count, capacity;
};

static void list(struct stick *stick, const char *ending, struct names *names,
                 size_t *refused)
{
    int fd = dup(stick->fd);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (dir)
        rewinddir(dir);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (!has_ending(e->d_name, ending))
            continue;
        if (!is_usable(stick, e->d_name) || names->count == STICK_MOST_FILES) {
            log_warn("%s: a file is refused (link, size, name or number)",
                     stick->path);
            ++*refused;
            continue;
        }
        names->all = mem_grow(names->all, names->count, &names->capacity,
                              sizeof *names->all);
        names->all[names->count++] = xstrdup(e->d_name);
    }
    if (dir)
        closedir(dir);
    if (names->count)
        qsort(names->all, names->count, sizeof *names->all, by_name);
}

enum err stick_each(struct stick *stick, const char *ending,
                    enum err (*visit)(void *context, const char *name),
                    void *context, size_t *refused)
{
    struct names names = {0};
    enum err err = ERR_NONE;

    list(stick, ending, &names, refused);
    for (size_t i = 0; i < names.count; i++) {
        if (!err)
            err = visit(context, names.all[i]);
        free(names.all[i]);
    }
    free(names.all);
    return err;
}

/* The size is asked of the open file: it cannot be exchanged meanwhile. */
static enum err read_all(const struct stick *stick, const char *name, int fd,
                         struct buf *out)
{
    char chunk[65536];
    size_t before = out->size;
    struct stat st;
    ssize_t n;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return ERR_DENIED;
    if (st.st_size > STICK_LARGEST_FILE)
        return ERR_LIMIT;
    while ((n = read(fd, chunk, sizeof chunk)) > 0) {
        buf_add(out, chunk, (size_t)n);
        if (out->overflow || out->size - before > STICK_LARGEST_FILE)
            return ERR_LIMIT;
    }
    return n < 0 ? fail(stick, name) : ERR_NONE;
}

enum err stick_read(struct stick *stick, const char *name, struct buf *out)
{
    if (!file_name_is_safe(name))
        return ERR_DENIED;
    /* A pipe must not hold us up. */
    int fd =
        openat(stick->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return fail(stick, name);
    enum err err = read_all(stick, name, fd, out);
    close(fd);
    return err;
}

static enum err write_all(const struct stick *stick, const char *name, int fd,
                          const void *data, size_t size)
{
    const char *at = data;

    while (size) {
        ssize_t n = write(fd, at, size);
        if (n < 0)
            return fail(stick, name);
        at += n;
        size -= (size_t)n;
    }
    return fsync(fd) == 0 ? ERR_NONE : fail(stick, name);
}

enum err stick_write(struct stick *stick, const char *name, const void *data,
                     size_t size)
{
    char *temporary = xasprintf("%s.part", name);
    enum err err = ERR_NONE;

    unlinkat(stick->fd, temporary, 0);
    int fd = openat(stick->fd, temporary,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        err = fail(stick, temporary);
    if (!err)
        err = write_all(stick, name, fd, data, size);
    if (fd >= 0 && close(fd) != 0 && !err)
        err = fail(stick, name);
    if (!err && renameat(stick->fd, temporary, stick->fd, name) != 0)
        err = fail(stick, name);
    if (!err && fsync(stick->fd) != 0)
        err = fail(stick, name);
    if (err && fd >= 0)
        unlinkat(stick->fd, temporary, 0);
    free(temporary);
    return err;
}

enum err stick_remove(struct stick *stick, const char *name)
{
    if (unlinkat(stick->fd, name, 0) != 0 && errno != ENOENT)
        return fail(stick, name);
    return ERR_NONE;
}
