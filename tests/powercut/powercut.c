/* A disk that forgets what was not synced, as a library to preload.
 *
 *   POWERCUT_LIVE  the folder a program works in
 *   POWERCUT_DISK  a copy of it as it would be after the power failed: files as
 *                  of their last fsync, names as of their folder's last fsync
 *   POWERCUT_AT    the process dies by SIGKILL before its N-th file operation
 *   POWERCUT_COUNT a file that gets the number of operations at a normal exit
 *   POWERCUT_ALL   a file of eight zero bytes beside the folders: several
 *                  programs of one process group count there together, and the
 *                  N-th operation of any is the end of all
 *
 * A file's first fsync makes its name durable too, as on ext4; a rename or an
 * unlink becomes durable with the fsync of its folder. tests/powercut.py puts
 * the folder back as the disk has it, with torn writes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST_PENDING = 256 };

/* A change of names that the disk does not have yet; to is "" for unlink. */
struct pending {
    char from[PATH_MAX];
    char to[PATH_MAX];
};

static char live[PATH_MAX], disk[PATH_MAX];
static long cut_at, operations;
static long *operations_of_all; /* NULL: this program is alone */
static struct pending pending[MOST_PENDING];
static size_t pending_count;

/* The function of that name behind this library. */
static void *behind(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);

    if (!found)
        abort();
    return found;
}

static void share_count(const char *path)
{
    int fd = path && live[0] ? open(path, O_RDWR | O_CLOEXEC) : -1;

    if (fd < 0)
        return;
    operations_of_all = mmap(NULL, sizeof *operations_of_all,
                             PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (operations_of_all == MAP_FAILED)
        abort();
}

__attribute__((constructor)) static void begin(void)
{
    const char *from = getenv("POWERCUT_LIVE"), *to = getenv("POWERCUT_DISK");
    const char *at = getenv("POWERCUT_AT");

    if (!from || !to || !realpath(from, live) || !realpath(to, disk))
        live[0] = '\0';
    cut_at = at ? atol(at) : 0;
    share_count(getenv("POWERCUT_ALL"));
}

__attribute__((destructor)) static void finish(void)
{
    const char *path = getenv("POWERCUT_COUNT");
    FILE *out = path && live[0] ? fopen(path, "a") : NULL;

    if (out) {
        fprintf(out, "%ld\n", operations);
        fclose(out);
    }
}

/* The part of a path below the live folder, or NULL. SQLite's shared memory
 * is no file content: it is rebuilt after a crash. */
static const char *inside(const char *path)
{
    size_t n = strlen(live), length = strlen(path);

    if (!live[0] || strncmp(path, live, n) != 0 || path[n] != '/')
        return NULL;
    if (length > 4 && strcmp(path + length - 4, "-shm") == 0)
        return NULL;
    return path + n + 1;
}

static const char *inside_fd(int fd, char buffer[PATH_MAX])
{
    char link[40];

    buffer[0] = '\0';
    if (!live[0])
        return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, buffer, PATH_MAX - 1);
    if (n <= 0)
        return NULL;
    buffer[n] = '\0';
    return inside(buffer);
}

static void count(void)
{
    if (operations_of_all) {
        if (__atomic_add_fetch(operations_of_all, 1, __ATOMIC_SEQ_CST) ==
            cut_at)
            kill(0, SIGKILL);
    } else if (++operations == cut_at) {
        kill(getpid(), SIGKILL);
    }
}

static void disk_path(char out[PATH_MAX], const char *relative)
{
    if (snprintf(out, PATH_MAX, "%s/%s", disk, relative) >= PATH_MAX)
        abort();
}

/* The folders above a path on the disk. */
static void make_parents(char *path)
{
    for (char *p = path + strlen(disk) + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        mkdir(path, 0700);
        *p = '/';
    }
}

static ssize_t real_write(int fd, const void *data, size_t size)
{
    ssize_t (*write_behind)(int, const void *, size_t) = behind("write");

    return write_behind(fd, data, size);
}

/* Copies a file to the disk by way of another name: a program that is cut
 * because another's time has come leaves the old content or the new. */
static void copy_to_disk(int fd, const char *path)
{
    int (*rename_behind)(const char *, const char *) = behind("rename");
    char fresh[PATH_MAX + 8], block[65536], link[40];

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    snprintf(fresh, sizeof fresh, "%s.fresh", path);
    int from = open(link, O_RDONLY | O_CLOEXEC);
    int to = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (ssize_t n; from >= 0 && to >= 0;) {
        n = read(from, block, sizeof block);
        if (n <= 0 || real_write(to, block, (size_t)n) != n)
            break;
    }
    close(from);
    close(to);
    rename_behind(fresh, path);
}

/* Makes a file's present content that of the disk. Which file it was is
 * written beside it, so that a later file of the same name is not taken for
 * it. One program at a time: an older copy must not replace a newer. */
static void persist(int fd, const char *relative)
{
    char path[PATH_MAX], beside[PATH_MAX + 8], text[32];
    struct stat st;
    int lock = open(disk, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    flock(lock, LOCK_EX);
    disk_path(path, relative);
    make_parents(path);
    copy_to_disk(fd, path);
    fstat(fd, &st);
    snprintf(beside, sizeof beside, "%s.inode", path);
    int mark = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int length =
        snprintf(text, sizeof text, "%llu", (unsigned long long)st.st_ino);
    if (real_write(mark, text, (size_t)length) != length)
        abort();
    close(mark);
    close(lock);
}

static void move_on_disk(const char *from, const char *to)
{
    int (*rename_behind)(const char *, const char *) = behind("rename");
    int (*unlink_behind)(const char *) = behind("unlink");
    static const char *const SUFFIXES[] = {"", ".inode"};

    for (size_t i = 0; i < 2; i++) {
        char a[PATH_MAX + 8], b[PATH_MAX + 8], path[PATH_MAX];
        disk_path(path, from);
        snprintf(a, sizeof a, "%s%s", path, SUFFIXES[i]);
        disk_path(path, to);
        snprintf(b, sizeof b, "%s%s", path, SUFFIXES[i]);
        if (*to)
            rename_behind(a, b);
        else
            unlink_behind(a);
    }
}

/* A folder's fsync: every pending change of names counts from now on. One
 * list for all folders is enough for programs with one data folder. */
static void persist_names(void)
{
    for (size_t i = 0; i < pending_count; i++)
        move_on_disk(pending[i].from, pending[i].to);
    pending_count = 0;
}

static void postpone(const char *from, const char *to)
{
    if (pending_count == MOST_PENDING)
        abort();
    struct pending *p = &pending[pending_count++];
    snprintf(p->from, PATH_MAX, "%s", from);
    snprintf(p->to, PATH_MAX, "%s", to);
}

static int sync_with(const char *name, int fd)
{
    int (*sync_behind)(int) = behind(name);
    char buffer[PATH_MAX];
    struct stat st;
    const char *relative = inside_fd(fd, buffer);

    if (!relative && !(live[0] && strcmp(buffer, live) == 0))
        return sync_behind(fd);
    count();
    int result = sync_behind(fd);
    if (result == 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        persist_names();
    else if (result == 0 && relative)
        persist(fd, relative);
    return result;
}

int fsync(int fd)
{
    return sync_with("fsync", fd);
}

int fdatasync(int fd)
{
    return sync_with("fdatasync", fd);
}

static void count_fd(int fd)
{
    char buffer[PATH_MAX];

    if (inside_fd(fd, buffer))
        count();
}

ssize_t write(int fd, const void *data, size_t size)
{
    count_fd(fd);
    return real_write(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    ssize_t (*next)(int, const void *, size_t, off_t) = behind("pwrite");

    count_fd(fd);
    return next(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    ssize_t (*next)(int, const void *, size_t, off64_t) = behind("pwrite64");

    count_fd(fd);
    return next(fd, data, size, at);
}

ssize_t writev(int fd, const struct iovec *parts, int parts_count)
{
    ssize_t (*next)(int, const struct iovec *, int) = behind("writev");

    count_fd(fd);
    return next(fd, parts, parts_count);
}

int ftruncate(int fd, off_t size)
{
    int (*next)(int, off_t) = behind("ftruncate");

    count_fd(fd);
    return next(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    int (*next)(int, off64_t) = behind("ftruncate64");

    count_fd(fd);
    return next(fd, size);
}

int rename(const char *from, const char *to)
{
    int (*next)(const char *, const char *) = behind("rename");
    char a[PATH_MAX], b[PATH_MAX];
    char *slash;

    if (!live[0] || !realpath(from, a) || !inside(a))
        return next(from, to);
    count();
    int result = next(from, to);
    slash = strrchr(to, '/');
    char *folder = slash ? strndup(to, (size_t)(slash - to)) : strdup(".");
    if (result == 0 && realpath(folder, b) && strlen(b) + 256 < PATH_MAX) {
        strcat(b, "/");
        strcat(b, slash ? slash + 1 : to);
        if (inside(b))
            postpone(inside(a), inside(b));
    }
    free(folder);
    return result;
}

int unlink(const char *path)
{
    int (*next)(const char *) = behind("unlink");
    char a[PATH_MAX];

    if (!live[0] || !realpath(path, a) || !inside(a))
        return next(path);
    count();
    int result = next(path);
    if (result == 0)
        postpone(inside(a), "");
    return result;
}
