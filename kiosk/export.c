#include "export.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "record/response.h"
#include "store/attachment.h"
#include "store/outbox.h"
#include "store/unsent.h"

#include <stdlib.h>
#include <string.h>

static const char PREFIX[] = "uuid:";

/* "2026-11-23T10:31:00" without the signs that sticks do not take. */
static char *folder_name(const char *station)
{
    char now[STAMP_TEXT_SIZE], plain[STAMP_TEXT_SIZE];
    size_t n = 0;

    stamp_print_utc(stamp_wall_ms(), now);
    for (const char *at = now; *at && *at != '.'; at++)
        if (*at != ':' && *at != '-')
            plain[n++] = *at;
    plain[n] = '\0';
    return xasprintf("barrio-%s-%s", station, plain);
}

static enum err write_in(const char *folder, const char *name, const void *data,
                         size_t size)
{
    char *path = file_join(folder, name);
    enum err err =
        file_name_is_safe(name) ? file_write(path, data, size) : ERR_FORMAT;

    free(path);
    return err;
}

/* A file that is gone does not keep the answer here. */
static enum err write_attachment(const char *data, const char *folder,
                                 const struct attachment *a)
{
    struct buf content;

    buf_init(&content, 0);
    enum err err = ERR_NONE;
    if (attachment_read(data, a->sha256, &content))
        log_warn("%s: left out", a->name);
    else
        err = write_in(folder, a->name, content.data, content.size);
    buf_clear(&content);
    return err;
}

static enum err write_one(const char *data, const char *to,
                          const struct response *r)
{
    const char *id = r->id;

    if (strncmp(id, PREFIX, strlen(PREFIX)) == 0)
        id += strlen(PREFIX);
    char *folder = file_join(to, id);
    enum err err =
        file_name_is_safe(id) ? file_make_folder(folder) : ERR_FORMAT;
    for (size_t i = 0; !err && i < r->attachments_count; i++)
        err = write_attachment(data, folder, &r->attachments[i]);
    /* Last, so that a folder with it is whole. */
    if (!err)
        err = write_in(folder, "submission.xml", r->body, r->body_size);
    free(folder);
    return err;
}

static enum err write_all(struct db *db, const char *data, const char *to,
                          size_t *count)
{
    struct outbox_entry *entries = NULL;
    int64_t cursor = 0;
    size_t n = 0;
    enum err err;

    do {
        err = unsent_read(db, &cursor, &entries, &n);
        for (size_t i = 0; !err && i < n; i++) {
            err = write_one(data, to, &entries[i].response);
            *count += !err;
        }
        outbox_entries_clear(entries, n);
        entries = NULL;
    } while (!err && n > 0);
    return err;
}

enum err export_unsent(struct db *db, const char *data, const char *to,
                       const char *station, size_t *count)
{
    *count = 0;
    if (!*to || !file_exists(to))
        return ERR_MISSING;
    char *name = folder_name(station);
    char *folder = file_join(to, name);
    enum err err =
        file_name_is_safe(name) ? file_make_folder(folder) : ERR_FORMAT;
    if (!err)
        err = write_all(db, data, folder, count);
    if (err)
        log_error("%s: %s after %zu answers", folder, err_text(err), *count);
    else
        log_info("%zu answers were copied to %s", *count, folder);
    free(name);
    free(folder);
    return err;
}
