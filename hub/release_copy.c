/* The last release of a form, copied to where no network is: a stick, a web
 * server's folder, a festival's disk. */
#include "release.h"

#include "archive.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static enum err copy_file(const char *from, const char *to, const char *name)
{
    char *source = file_join(from, name), *copy = file_join(to, name);
    struct buf content;

    buf_init(&content, 0);
    enum err err = file_read(source, &content);
    if (!err)
        err = file_write(copy, buf_text(&content), content.size);
    buf_clear(&content);
    free(source);
    free(copy);
    return err;
}

enum err release_copy_files(const char *from, const char *to)
{
    DIR *dir = opendir(from);
    struct dirent *entry;
    enum err err = file_make_folder(to);

    if (!dir) {
        log_error("%s: %s", from, strerror(errno));
        return ERR_IO;
    }
    while (!err && (entry = readdir(dir))) {
        if (entry->d_name[0] != '.')
            err = copy_file(from, to, entry->d_name);
    }
    closedir(dir);
    return err;
}

enum err release_copy(struct archive *archive, const char *form_id,
                      const char *folder, int64_t *number)
{
    char *publications = NULL;
    enum err err = release_last(archive, form_id, number);

    if (!err && *number < 0) {
        log_error("%s has no release yet", form_id);
        err = ERR_MISSING;
    }
    if (!err)
        err = publications_folder(archive, &publications);
    if (err) {
        free(publications);
        return err;
    }
    char *from = xasprintf("%s/releases/%s/%lld", publications, form_id,
                           (long long)*number);
    char *to =
        xasprintf("%s/%s-release-%lld", folder, form_id, (long long)*number);
    err = release_copy_files(from, to);
    free(from);
    free(to);
    free(publications);
    return err;
}
