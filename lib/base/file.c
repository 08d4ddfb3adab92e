#include "base/file.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/owner.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { CHUNK = 65536, LONGEST_NAME = 200, MIB = 1 << 20 };

static enum err read_all(int fd, struct buf *out)
{
    for (;;) {
        /* The last chunk may be shorter than CHUNK, the ceiling nearer. */
        size_t room = out->limit - out->size;
        size_t chunk = room < CHUNK ? room + 1 : CHUNK;
        char bytes[CHUNK];
        ssize_t n = read(fd, bytes, chunk < CHUNK ? chunk : CHUNK);
        if (n == 0)
            return ERR_NONE;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ERR_IO;
        buf_add(out, bytes, (size_t)n);
        if (out->overflow)
            return ERR_LIMIT;
    }
}

static enum err read_file(const char *path, bool must_be_ours, struct buf *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT)
        return ERR_MISSING;
    if (fd < 0) {
        log_error("%s: %s", path, strerror(errno));
        return errno == EACCES ? ERR_DENIED : ERR_IO;
    }
    enum err err = !must_be_ours || owner_is_trusted(fd, path)
                       ? read_all(fd, out)
                       : ERR_DENIED;
    if (err == ERR_LIMIT && out->limit >= MIB)
        log_error("%s: larger than the %zu MiB that are taken here", path,
                  out->limit / MIB);
    else if (err && err != ERR_DENIED)
        log_error("%s: %s", path, err_text(err));
    close(fd);
    return err;
}

enum err file_read(const char *path, struct buf *out)
{
    return read_file(path, false, out);
}

enum err file_read_own(const char *path, struct buf *out)
{
    return read_file(path, true, out);
}

/* Makes the rename itself durable. */
static enum err sync_folder_of(const char *path)
{
    char *folder = xstrdup(path);
    char *slash = strrchr(folder, '/');

    if (slash)
        slash[slash == folder] = '\0';
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err err = fd >= 0 && fsync(fd) == 0 ? ERR_NONE : ERR_IO;
    if (fd >= 0)
        close(fd);
    free(folder);
    return err;
}

static enum err kind_of_errno(void)
{
    switch (errno) {
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    case EACCES:
    case EROFS:
        return ERR_DENIED;
    default:
        return ERR_IO;
    }
}

static enum err write_bytes(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return kind_of_errno();
        data += n;
        size -= (size_t)n;
    }
    return ERR_NONE;
}

/* A device or a pipe is written to; to rename a file over it would take it
 * away from everybody. */
static bool is_special(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static enum err write_through(const char *path, const char *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return kind_of_errno();
    enum err err = write_bytes(fd, data, size);
    if (close(fd) != 0 && !err)
        err = kind_of_errno();
    return err;
}

static enum err replace(const char *path, const void *data, size_t size)
{
    char *temporary = xasprintf("%s.XXXXXX", path);
    int fd = mkstemp(temporary);
    enum err err = fd < 0 ? kind_of_errno() : write_bytes(fd, data, size);

    if (!err && (fsync(fd) != 0 || fchmod(fd, 0640) != 0))
        err = kind_of_errno();
    if (fd >= 0 && close(fd) != 0 && !err)
        err = kind_of_errno();
    if (!err && rename(temporary, path) != 0)
        err = kind_of_errno();
    if (err && fd >= 0)
        unlink(temporary);
    free(temporary);
    return err ? err : sync_folder_of(path);
}

enum err file_write(const char *path, const void *data, size_t size)
{
    enum err err = is_special(path) ? write_through(path, data, size)
                                    : replace(path, data, size);

    if (err)
        log_error("%s: %s", path, err_text(err));
    return err;
}

/* One folder: whether it is there now. One that was made stays through a power
 * cut, but where its parent may not be read, which nothing can be done about.
 */
static bool make_one(const char *path)
{
    if (mkdir(path, 0770))
        return errno == EEXIST;
    if (sync_folder_of(path))
        log_debug("%s: its parent cannot be synced: %s", path, strerror(errno));
    return true;
}

enum err file_make_folder(const char *path)
{
    char *copy = xstrdup(path);
    bool made = true;

    for (char *p = copy + 1; made && *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        made = make_one(copy) || errno == EROFS;
        *p = '/';
    }
    made = made && make_one(copy);
    if (!made)
        log_error("%s: %s%s", path, strerror(errno),
                  errno == EACCES || errno == EROFS
                      ? ": make the folder writable for this user"
                      : "");
    free(copy);
    return made ? ERR_NONE : errno == EACCES ? ERR_DENIED : ERR_IO;
}

void file_remove_tree(const char *path)
{
    if (remove(path) == 0)
        return;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        char *below = file_join(path, name);
        file_remove_tree(below);
        free(below);
    }
    closedir(dir);
    rmdir(path);
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

enum err file_free_bytes(const char *path, uint64_t *out)
{
    struct statvfs fs;

    if (statvfs(path, &fs) != 0) {
        log_error("%s: %s", path, strerror(errno));
        return ERR_IO;
    }
    *out = (uint64_t)fs.f_bavail * fs.f_frsize;
    return ERR_NONE;
}

/* U+0080 to U+009F, which terminals obey as they do ESC, and the two that no
 * XML document may hold, U+FFFE and U+FFFF. */
static bool is_hidden_command(const unsigned char *at)
{
    return (at[0] == 0xc2 && at[1] < 0xa0) ||
           (at[0] == 0xef && at[1] == 0xbf && at[2] >= 0xbe);
}

bool file_name_is_safe(const char *name)
{
    size_t length = strlen(name);

    if (length == 0 || length > LONGEST_NAME || name[0] == '.' ||
        !utf8_is_valid(name, length))
        return false;
    for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
        if (*p < ' ' || *p == '/' || *p == 0x7f || is_hidden_command(p))
            return false;
    }
    return true;
}

/* The folder of the running program; the caller frees it. */
static char *program_folder(void)
{
    char program[4096];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);

    program[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(program, '/');
    if (slash)
        *slash = '\0';
    return xstrdup(slash ? program : ".");
}

char *file_of_program(const char *name)
{
    static const char *const PLACES[] = {"", "/../share/barrio"};
    char *folder = program_folder();
    char *found = NULL;

    for (size_t i = 0; !found && i < COUNT_OF(PLACES); i++) {
        char *path = xasprintf("%s%s/%s", folder, PLACES[i], name);
        if (file_exists(path))
            found = path;
        else
            free(path);
    }
    free(folder);
    return found ? found : file_join(BARRIO_DATADIR, name);
}

char *file_join(const char *folder, const char *name)
{
    return xasprintf("%s/%s", folder, name);
}
