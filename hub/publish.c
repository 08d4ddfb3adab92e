#include "publish.h"

#include "archive.h"
#include "audit.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "fieldclass.h"
#include "form/xform.h"
#include "schedule.h"
#include "spreadsheet.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FORM = 64 << 20 };

static const char ITEMSETS[] = "itemsets.csv";

/* A form's own files are looked for among the media to be published. */
static enum err read_medium(void *context, const char *uri, struct buf *out)
{
    const struct publishing *how = context;
    const char *slash = strrchr(uri, '/');
    const char *name = slash ? slash + 1 : uri;

    if (how->itemsets && strcmp(name, ITEMSETS) == 0) {
        buf_add(out, how->itemsets->data, how->itemsets->size);
        return ERR_NONE;
    }
    if (!how->folder || !file_name_is_safe(name))
        return ERR_MISSING;
    char *path = file_join(how->folder, name);
    enum err err = file_read(path, out);
    free(path);
    return err;
}

static void say_problems(struct buf *said, const char *name,
                         const struct xform_problem *problems, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(said, "%s:%d: %s%s\n", name, problems[i].line,
                   problems[i].is_error ? "" : "warning: ", problems[i].text);
}

static enum err add_medium(struct archive *archive, int64_t form,
                           const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    struct buf body;

    buf_init(&body, LARGEST_FORM);
    enum err err = file_read(path, &body);
    if (!err)
        err = formbook_add_media(
            archive, form,
            &(struct media){.name = name,
                            .type = "application/octet-stream",
                            .size = (int64_t)body.size},
            buf_text(&body));
    buf_clear(&body);
    free(path);
    return err;
}

static enum err add_media(struct archive *archive, int64_t form,
                          const char *folder)
{
    DIR *dir = folder ? opendir(folder) : NULL;
    struct dirent *entry;
    enum err err = ERR_NONE;

    while (dir && !err && (entry = readdir(dir))) {
        if (file_name_is_safe(entry->d_name))
            err = add_medium(archive, form, folder, entry->d_name);
    }
    if (dir)
        closedir(dir);
    return err;
}

static enum err add_itemsets(struct archive *archive, int64_t form,
                             const struct buf *itemsets)
{
    if (!itemsets)
        return ERR_NONE;
    const struct media media = {
        .name = ITEMSETS, .type = "text/csv", .size = (int64_t)itemsets->size};
    return formbook_add_media(archive, form, &media, buf_text(itemsets));
}

static enum err set_schedule(struct archive *archive,
                             const struct publishing *how, const char *form_id)
{
    int64_t form, family;

    if (!how->schedule)
        return ERR_NONE;
    enum err err = formbook_current(archive, form_id, &form, &family);
    if (!err)
        err = schedule_set(archive, family, how->schedule, stamp_now().wall_ms);
    return err ? err
               : schedule_set_stations(archive, family, how->stations,
                                       how->stations_count);
}

static enum err keep(struct archive *archive, const struct publishing *how,
                     const struct form *form, struct buf *document,
                     enum published *what, struct buf *said)
{
    int64_t id;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = formbook_add(archive, form, buf_text(document), document->size, &id,
                       what);
    if (!err && *what == VERSION_TAKEN)
        err = ERR_CONFLICT;
    if (!err)
        err = add_media(archive, id, how->folder);
    if (!err)
        err = add_itemsets(archive, id, how->itemsets);
    if (!err)
        err = field_classes_fix(archive, id, said);
    if (!err)
        err = set_schedule(archive, how, form->form_id);
    if (!err)
        err = audit_add(archive, &(struct audit_entry){
                                     stamp_now().wall_ms, how->who, "publish",
                                     form->form_id, form->version});
    return archive_end(archive, err);
}

static enum err publish(struct archive *archive, const struct publishing *how,
                        const struct xform *xform, struct buf *document,
                        struct buf *said)
{
    struct form form = {.form_id = xform_id(xform),
                        .version = xform_version(xform),
                        .title = xform_title(xform),
                        .published_ms = stamp_now().wall_ms};
    enum published what = PUBLISHED;

    enum err err = keep(archive, how, &form, document, &what, said);
    if (err == ERR_CONFLICT && what == VERSION_TAKEN)
        buf_printf(said,
                   "%s: version \"%s\" of form \"%s\" was published with "
                   "other content: give this one a new version\n",
                   how->name, form.version, form.form_id);
    else if (!err)
        buf_printf(said, "%s \"%s\" version \"%s\"\n",
                   what == PUBLISHED ? "published" : "already published",
                   form.form_id, form.version);
    return err;
}

static enum err publish_xform(struct archive *archive,
                              const struct publishing *how, const char *data,
                              size_t size, struct buf *said)
{
    struct publishing context = *how;
    struct xform_files files = {read_medium, &context};
    struct xform_problem *problems = NULL;
    struct xform *form = NULL;
    struct buf document;
    size_t count = 0;

    enum err err =
        xform_check(&form, how->name, data, size, &files, &problems, &count);
    say_problems(said, how->name, problems, count);
    xform_problems_free(problems, count);
    if (err)
        return err;
    buf_init(&document, 0);
    buf_add(&document, data, size);
    err = publish(archive, how, form, &document, said);
    buf_clear(&document);
    xform_free(form);
    return err;
}

static enum err publish_spreadsheet(struct archive *archive,
                                    const struct publishing *how,
                                    const char *data, size_t size,
                                    struct buf *said)
{
    struct publishing compiled = *how;
    struct buf document, itemsets;

    buf_init(&document, LARGEST_FORM);
    buf_init(&itemsets, LARGEST_FORM);
    enum err err = spreadsheet_compile(how->name, data, size, how->language,
                                       &document, &itemsets, said);
    if (itemsets.size)
        compiled.itemsets = &itemsets;
    if (!err)
        err = publish_xform(archive, &compiled, buf_text(&document),
                            document.size, said);
    buf_clear(&itemsets);
    buf_clear(&document);
    return err;
}

enum err publish_document(struct archive *archive, const struct publishing *how,
                          const char *data, size_t size, struct buf *said)
{
    if (spreadsheet_is(how->name))
        return publish_spreadsheet(archive, how, data, size, said);
    return publish_xform(archive, how, data, size, said);
}

/* "forms/barrio.xml" -> "forms/barrio-media" */
static char *media_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    size_t size = dot ? (size_t)(dot - path) : strlen(path);

    return xasprintf("%.*s-media", (int)size, path);
}

enum err publish_file_as(struct archive *archive, const struct publishing *how,
                         const char *path, struct buf *said)
{
    char *folder = media_folder(path);
    struct publishing with = *how;
    struct buf body;

    with.name = path;
    with.folder = folder;
    buf_init(&body, LARGEST_FORM);
    enum err err = file_read(path, &body);
    if (err == ERR_MISSING)
        buf_printf(said, "%s: there is no such file\n", path);
    if (!err)
        err =
            publish_document(archive, &with, buf_text(&body), body.size, said);
    buf_clear(&body);
    free(folder);
    return err;
}

enum err publish_file(struct archive *archive, const char *path,
                      struct buf *said)
{
    return publish_file_as(archive, &(struct publishing){.who = "command line"},
                           path, said);
}

enum err publish_is_taken(struct archive *archive, const struct xform *form,
                          const struct buf *document, bool *out)
{
    int64_t version, family;
    struct buf body;
    bool closed;

    *out = false;
    enum err err = formbook_find(archive, xform_id(form), xform_version(form),
                                 &version, &family, &closed);
    if (err || !version)
        return err;
    buf_init(&body, 0);
    err = formbook_body(archive, version, &body, NULL);
    *out = !err && (body.size != document->size ||
                    memcmp(body.data, document->data, body.size) != 0);
    buf_clear(&body);
    return err;
}
