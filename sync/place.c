#include "place.h"

#include "config.h"
#include "lane.h"
#include "shelf.h"
#include "trust.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/formfile.h"
#include "store/published.h"
#include "wire/edition.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char BROUGHT[] = "edition_files";

/* Two items may have the same content. */
char *place_staged(const struct config *config, const struct edition_item *item)
{
    char hex[2 * SHA256_SIZE + 1], md5[33];
    struct buf address;

    buf_init(&address, 0);
    edition_add_path(&address, item);
    digest_md5_hex(buf_text(&address), address.size, md5);
    buf_clear(&address);
    hex_encode(item->sha256, SHA256_SIZE, hex);
    return xasprintf("%s/staged/%.32s-%.16s", config->data, hex, md5);
}

char *place_final(const struct config *config, const struct edition_item *item)
{
    if (item->kind != PUBLICATION_FORM && item->kind != PUBLICATION_MEDIA)
        return published_path(config->data, item->kind, item->name);
    char *name = item->kind == PUBLICATION_FORM
                     ? shelf_form_name(item->form_id)
                     : shelf_media_name(item->form_id, item->name);
    char *path = file_join(config->forms_folder, name);
    free(name);
    return path;
}

bool place_matches(const struct edition_item *item, const struct buf *content)
{
    unsigned char sha256[SHA256_SIZE];

    digest_sha256(buf_text(content), content->size, sha256);
    return content->size == item->size &&
           digest_equal(sha256, item->sha256, sizeof sha256);
}

enum err place_read(const char *path, const struct edition_item *item,
                    struct buf *out)
{
    struct buf content;

    buf_init(&content, (size_t)item->size + 1);
    bool is = file_exists(path) && file_read(path, &content) == ERR_NONE &&
              place_matches(item, &content);
    if (is)
        buf_add(out, buf_text(&content), content.size);
    buf_clear(&content);
    return is && !out->overflow ? ERR_NONE : ERR_MISSING;
}

static enum err sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return done ? ERR_NONE : ERR_IO;
}

/* The bytes are durable since they were staged; the name becomes so here. */
enum err place_move(const char *from, const char *to)
{
    char *folder = xstrdup(to);

    *strrchr(folder, '/') = '\0';
    enum err err = file_make_folder(folder);
    if (!err && rename(from, to) != 0) {
        log_error("%s: %s", to, strerror(errno));
        err = errno == ENOSPC ? ERR_FULL : ERR_IO;
    }
    if (!err)
        err = sync_folder(folder);
    free(folder);
    return err;
}

/* Forms that the target brought once and publishes no more. */
struct retired {
    const struct edition *edition;
    char *form_id;
    char *name;
};

static enum err find_retired(void *context, const struct formfile *file)
{
    struct retired *r = context;

    for (size_t i = 0; i < r->edition->count; i++) {
        const struct edition_item *item = &r->edition->items[i];
        if (item->kind == PUBLICATION_FORM &&
            strcmp(item->form_id, file->form_id) == 0)
            return ERR_NONE;
    }
    if (!r->form_id) {
        r->form_id = xstrdup(file->form_id);
        r->name = xstrdup(file->name);
    }
    return ERR_NONE;
}

/* One at a time, since the walk must not change what it walks over. */
enum err place_retire_forms(struct lane *lane, struct db *db,
                            const struct edition *edition)
{
    const char *target = lane->target->name;
    enum err err = ERR_NONE;
    bool found = true;

    while (!err && found) {
        struct retired r = {.edition = edition};
        err = formfile_each(db, target, find_retired, &r);
        found = !err && r.form_id;
        if (found) {
            log_info("%s: no longer offered by %s", r.form_id, target);
            err = shelf_retire(lane->config->forms_folder, r.name);
            if (!err)
                err =
                    formfile_retire(db, target, r.form_id, stamp_now().wall_ms);
        }
        free(r.form_id);
        free(r.name);
    }
    return err;
}

static bool is_other(const struct edition_item *item)
{
    return item->kind != PUBLICATION_FORM && item->kind != PUBLICATION_MEDIA;
}

/* "KIND/NAME\n" for each, in the order of the edition. */
static char *list_others(const struct edition *edition)
{
    struct buf list;

    buf_init(&list, 0);
    for (size_t i = 0; i < edition->count; i++) {
        const struct edition_item *item = &edition->items[i];
        if (is_other(item))
            buf_printf(&list, "%s/%s\n", publication_kind_name(item->kind),
                       item->name);
    }
    return buf_steal(&list);
}

static bool is_listed(const char *list, const char *line)
{
    size_t size = strlen(line);

    for (const char *at = strstr(list, line); at; at = strstr(at + 1, line)) {
        if ((at == list || at[-1] == '\n') && at[size] == '\n')
            return true;
    }
    return false;
}

enum err place_remove_others(struct lane *lane, struct db *db,
                             const struct edition *edition)
{
    char *before = trust_recall(lane, db, BROUGHT);
    char *now = list_others(edition);
    enum err err = ERR_NONE;
    char *rest = NULL;

    if (strcmp(before, now) != 0) {
        err = trust_note(lane, db, BROUGHT, now);
        for (char *line = strtok_r(before, "\n", &rest); !err && line;
             line = strtok_r(NULL, "\n", &rest)) {
            if (is_listed(now, line))
                continue;
            char *path = xasprintf("%s/published/%s", lane->config->data, line);
            if (unlink(path) != 0 && errno != ENOENT)
                err = ERR_IO;
            free(path);
        }
    }
    free(now);
    free(before);
    return err;
}
