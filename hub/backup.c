#include "backup.h"

#include "archive.h"
#include "base/file.h"
#include "base/log.h"
#include "sql.h"
#include "transfer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 65536 };

/* One consistent state, whatever is written meanwhile. */
static const char COPY[] = "VACUUM INTO ?";

static enum err fail(const char *path)
{
    enum err err = errno == ENOSPC ? ERR_FULL : ERR_IO;

    log_error("%s: %s", path, strerror(errno));
    return err;
}

static enum err copy_bytes(int from, int to, const char *name)
{
    char bytes[CHUNK];
    ssize_t n;

    while ((n = read(from, bytes, sizeof bytes)) > 0) {
        for (ssize_t at = 0, wrote; at < n; at += wrote) {
            wrote = write(to, bytes + at, (size_t)(n - at));
            if (wrote < 0)
                return fail(name);
        }
    }
    return n < 0 || fsync(to) ? fail(name) : ERR_NONE;
}

static enum err copy_file(const char *source, const char *target)
{
    int from = open(source, O_RDONLY | O_CLOEXEC);
    int to = from < 0
                 ? -1
                 : open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    struct stat status;
    enum err err = to < 0 ? fail(from < 0 ? source : target)
                          : copy_bytes(from, to, target);

    /* Nobody may read the copy who may not read the original. */
    if (!err && (fstat(from, &status) || fchmod(to, status.st_mode & 0777)))
        err = fail(target);
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return err;
}

static enum err copy_entry(const char *source, const char *target);

static enum err copy_folder(const char *source, const char *target)
{
    DIR *dir = opendir(source);
    struct dirent *entry;
    enum err err = dir ? file_make_folder(target) : fail(source);

    while (dir && !err && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        char *from = file_join(source, entry->d_name);
        char *to = file_join(target, entry->d_name);
        err = copy_entry(from, to);
        free(from);
        free(to);
    }
    if (dir)
        closedir(dir);
    return err;
}

static enum err copy_entry(const char *source, const char *target)
{
    struct stat status;

    if (stat(source, &status))
        return fail(source);
    return S_ISDIR(status.st_mode) ? copy_folder(source, target)
                                   : copy_file(source, target);
}

/* The keys, too: without them no station would believe a restored hub; and
 * the releases, which are promised to stay as they are. */
static enum err copy_files(const char *from, const char *to)
{
    static const char *const FOLDERS[] = {"files", "keys", "publications"};
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < COUNT_OF(FOLDERS); i++) {
        char *source = file_join(from, FOLDERS[i]);
        char *target = file_join(to, FOLDERS[i]);
        if (i == 0 || file_exists(source))
            err = copy_folder(source, target);
        free(source);
        free(target);
    }
    return err;
}

/* The database's place in a folder, which must not be taken. */
static enum err free_place(const char *folder, char **path)
{
    *path = file_join(folder, "hub.db");
    if (!file_exists(*path))
        return file_make_folder(folder);
    log_error("%s is there already: choose an empty folder", *path);
    return ERR_CONFLICT;
}

/* A server's archive is copied into SQLite: a copy needs no server. */
static enum err copy_server(struct archive *archive, const char *folder)
{
    struct archive *copy;
    struct transferred done;
    enum err err = archive_open(&copy, folder, "");

    if (err)
        return err;
    err = transfer_run(archive, copy, &done);
    archive_close(copy);
    return err;
}

enum err archive_backup(struct archive *archive, const char *folder)
{
    char *path;
    enum err err = free_place(folder, &path);

    if (!err && archive->is_file)
        err = sql_run(archive->sql, COPY, db_text(path));
    else if (!err)
        err = copy_server(archive, folder);
    /* Attachments are never changed, so those of later answers do no harm,
     * and those of the copied ones are all there. */
    if (!err)
        err = copy_files(archive->folder, folder);
    free(path);
    return err;
}

static enum err restore_server(const char *copy, const char *data,
                               const char *database)
{
    struct archive *from = NULL, *to = NULL;
    struct transferred done;
    enum err err = archive_open(&from, copy, "");

    if (!err)
        err = archive_open(&to, data, database);
    if (!err)
        err = transfer_run(from, to, &done);
    archive_close(from);
    archive_close(to);
    return err;
}

static enum err restore_file(const char *source, const char *data)
{
    char *path;
    enum err err = free_place(data, &path);

    if (!err)
        err = copy_file(source, path);
    free(path);
    return err;
}

enum err archive_restore(const char *copy, const char *data,
                         const char *database)
{
    char *source = file_join(copy, "hub.db");
    enum err err = file_exists(source) ? ERR_NONE : ERR_MISSING;

    if (err)
        log_error("%s is no copy of an archive", copy);
    else
        err = *database ? restore_server(copy, data, database)
                        : restore_file(source, data);
    if (!err)
        err = copy_files(copy, data);
    free(source);
    return err;
}
