#include "staging.h"

#include "config.h"
#include "fetch.h"
#include "lane.h"
#include "place.h"
#include "shelf.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "form/xform.h"
#include "store/formfile.h"
#include "store/published.h"
#include "wire/edition.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST_FILE = 32 * 1024 * 1024 };

char *staging_note_path(const struct config *config)
{
    return xasprintf("%s/staged/edition", config->data);
}

/* The bytes of an item, staged or in its place; ERR_MISSING when neither is
 * what the edition says. */
static enum err read_item(const struct config *config,
                          const struct edition_item *item, struct buf *out)
{
    char *staged = place_staged(config, item);
    char *final = place_final(config, item);
    enum err err = place_read(staged, item, out);

    if (err)
        err = place_read(final, item, out);
    free(staged);
    free(final);
    return err;
}

static bool is_here(const struct config *config,
                    const struct edition_item *item)
{
    struct buf content;

    buf_init(&content, LARGEST_FILE);
    bool is = read_item(config, item, &content) == ERR_NONE;
    buf_clear(&content);
    return is;
}

static void unstage(const struct config *config,
                    const struct edition_item *item)
{
    char *path = place_staged(config, item);

    unlink(path);
    free(path);
}

static enum err stage(struct fetch *fetch, const struct edition_item *item,
                      const struct buf *content)
{
    char *path = place_staged(fetch->lane->config, item);
    enum err err = file_write(path, buf_text(content), content->size);

    if (err) {
        fetch_tell(fetch, TROUBLE_DISK, item->name);
        fetch->over = true;
    }
    free(path);
    return ERR_NONE;
}

static char *address_of(const struct lane *lane,
                        const struct edition_item *item)
{
    struct buf url;

    buf_init(&url, 0);
    buf_printf(&url, "%s/", lane->target->url);
    edition_add_path(&url, item);
    return buf_steal(&url);
}

static enum err fetch_item(struct fetch *fetch, const struct edition_item *item)
{
    struct http_reply reply = {0};
    enum err err = ERR_NONE;

    if (item->size > LARGEST_FILE) {
        fetch_tell(fetch, TROUBLE_LARGE_FORM, item->name);
        return ERR_NONE;
    }
    char *url = address_of(fetch->lane, item);
    const struct http_request request = {.method = HTTP_GET,
                                         .url = url,
                                         .limit = (size_t)item->size + 1,
                                         .bare = true};
    if (fetch_get(fetch, &request, &reply)) {
        if (place_matches(item, &reply.body))
            err = stage(fetch, item, &reply.body);
        else
            fetch_tell(fetch, TROUBLE_DAMAGED, item->name);
    }
    http_reply_clear(&reply);
    free(url);
    return err;
}

/* A form in hand, and where its files are looked for. */
struct shown {
    const struct config *config;
    const struct edition *edition;
    const struct edition_item *form;
};

static enum err read_media(void *context, const char *uri, struct buf *out)
{
    const struct shown *shown = context;
    const char *slash = strrchr(uri, '/');

    for (size_t i = 0; slash && i < shown->edition->count; i++) {
        const struct edition_item *item = &shown->edition->items[i];
        if (item->kind == PUBLICATION_MEDIA &&
            strcmp(item->form_id, shown->form->form_id) == 0 &&
            strcmp(item->name, slash + 1) == 0)
            return read_item(shown->config, item, out);
    }
    return ERR_MISSING;
}

static bool is_usable(struct shown *shown)
{
    const struct xform_files files = {read_media, shown};
    const char *id = shown->form->form_id;
    struct xform *form = NULL;
    struct buf content;

    buf_init(&content, LARGEST_FILE);
    bool usable =
        !read_item(shown->config, shown->form, &content) &&
        !xform_load(&form, id, buf_text(&content), content.size, &files) &&
        strcmp(xform_id(form), id) == 0;
    xform_free(form);
    buf_clear(&content);
    return usable;
}

/* A form that no station can use is left out, with its media: the old one
 * stays, and so does everything else of the edition. */
static void leave_out_unusable(struct fetch *fetch,
                               const struct edition *edition)
{
    struct shown shown = {fetch->lane->config, edition, NULL};

    for (size_t i = 0; i < edition->count; i++) {
        shown.form = &edition->items[i];
        if (shown.form->kind != PUBLICATION_FORM || is_usable(&shown))
            continue;
        lane_tell(fetch->lane, fetch->db, TROUBLE_BAD_FORM,
                  shown.form->form_id);
        for (size_t k = 0; k < edition->count; k++) {
            const struct edition_item *item = &edition->items[k];
            if (strcmp(item->form_id, shown.form->form_id) == 0)
                unstage(shown.config, item);
        }
    }
}

enum err staging_fill(struct fetch *fetch, const struct edition *edition)
{
    const struct config *config = fetch->lane->config;
    char *folder = file_join(config->data, "staged");
    enum err err = file_make_folder(folder);

    free(folder);
    for (size_t i = 0; !err && !fetch->over && i < edition->count; i++) {
        if (!is_here(config, &edition->items[i]))
            err = fetch_item(fetch, &edition->items[i]);
    }
    if (!err && fetch->complete && !fetch->over)
        leave_out_unusable(fetch, edition);
    return err;
}

enum err staging_begin(const struct config *config, const char *note,
                       size_t size)
{
    char *path = staging_note_path(config);
    enum err err = file_write(path, note, size);

    free(path);
    return err;
}

/* The note goes last: until then the switch can be repeated. */
enum err staging_end(const struct config *config)
{
    char *folder = file_join(config->data, "staged");
    char *note = staging_note_path(config);
    DIR *dir = opendir(folder);
    enum err err = ERR_NONE;

    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (strcmp(e->d_name, "edition") != 0 && e->d_name[0] != '.')
            unlinkat(dirfd(dir), e->d_name, 0);
    }
    if (dir)
        closedir(dir);
    if (unlink(note) != 0 && errno != ENOENT) {
        log_error("%s: %s", note, strerror(errno));
        err = ERR_IO;
    }
    free(note);
    free(folder);
    return err;
}

static struct formfile file_of(const struct lane *lane,
                               const struct edition_item *item,
                               const char *name, const char *hash)
{
    return (struct formfile){
        .target = lane->target->name,
        .form_id = item->form_id,
        .form_version = item->version,
        .name = name,
        .hash = hash,
    };
}

/* What the database knows of a file of forms follows what lies there. */
static enum err note_file(struct lane *lane, struct db *db,
                          const struct edition_item *item)
{
    char hash[sizeof "sha256:" + 2 * SHA256_SIZE] = "sha256:";
    char *name = item->kind == PUBLICATION_FORM
                     ? shelf_form_name(item->form_id)
                     : shelf_media_name(item->form_id, item->name);
    int is_noted = 0;

    hex_encode(item->sha256, SHA256_SIZE, hash + strlen(hash));
    const struct formfile file = file_of(lane, item, name, hash);
    enum err err = formfile_is_current(db, &file, &is_noted);
    if (!err && !is_noted)
        err = formfile_replace(db, &file, stamp_now().wall_ms);
    free(name);
    return err;
}

static enum err put(struct lane *lane, struct db *db,
                    const struct edition_item *item)
{
    const struct config *config = lane->config;
    char *staged = place_staged(config, item);
    char *final = place_final(config, item);
    bool is_form = item->kind == PUBLICATION_FORM;
    enum err err = ERR_NONE;

    if (file_exists(staged)) {
        char *name = is_form ? shelf_form_name(item->form_id) : NULL;
        if (is_form && shelf_keep_old(config->forms_folder, name))
            log_warn("%s: the replaced form is not kept", name);
        free(name);
        err = place_move(staged, final);
        if (!err)
            log_info("%s %s from %s", publication_kind_name(item->kind),
                     item->name, lane->target->name);
    }
    if (!err && (is_form || item->kind == PUBLICATION_MEDIA))
        err = note_file(lane, db, item);
    free(staged);
    free(final);
    return err;
}

/* Media before forms, so that a form never waits for its files. */
static enum err put_all(struct lane *lane, struct db *db,
                        const struct edition *edition)
{
    enum err err = ERR_NONE;

    for (int forms = 0; forms < 2; forms++) {
        for (size_t i = 0; !err && i < edition->count; i++) {
            const struct edition_item *item = &edition->items[i];
            if ((item->kind == PUBLICATION_FORM) == (forms == 1))
                err = put(lane, db, item);
        }
    }
    return err;
}

enum err staging_switch(struct lane *lane, struct db *db,
                        const struct edition *edition)
{
    int hold = published_hold(lane->config->forms_folder, true);
    enum err err = put_all(lane, db, edition);

    if (!err)
        err = place_retire_forms(lane, db, edition);
    if (!err)
        err = place_remove_others(lane, db, edition);
    published_let_go(hold);
    return err;
}
