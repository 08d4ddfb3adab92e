#include "models.h"

#include "archive.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/flatten.h"
#include "form/xform.h"
#include "formbook.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char FAMILY[] = "SELECT family FROM form WHERE id = ?";
static const char ADD_PART[] = "INSERT INTO part(family, path) VALUES(?,?)"
                               " ON CONFLICT(family, path) DO NOTHING";
static const char PART[] = "SELECT id FROM part WHERE family = ? AND path = ?";

enum { SLOTS = 24, LARGEST_FORM = 64 << 20 };

struct entry {
    struct model model;
    struct xform *xform;
    struct flatten *flatten;
    int64_t *parts;
    char *language;
    uint64_t used;
};

struct models {
    struct archive *archive;
    struct entry entries[SLOTS];
    uint64_t clock;
};

struct models *models_new(struct archive *archive)
{
    struct models *models = xcalloc(1, sizeof *models);

    models->archive = archive;
    return models;
}

static void clear(struct entry *entry)
{
    flatten_free(entry->flatten);
    xform_free(entry->xform);
    free(entry->parts);
    free(entry->language);
    *entry = (struct entry){.used = 0};
}

void models_free(struct models *models)
{
    if (!models)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        clear(&models->entries[i]);
    free(models);
}

struct library {
    struct archive *archive;
    int64_t form;
};

/* Every jr:// address of a form's files ends in the name of one medium. */
static enum err read_medium(void *context, const char *uri, struct buf *out)
{
    const struct library *library = context;
    const char *slash = strrchr(uri, '/');

    return formbook_media_body(library->archive, library->form,
                               slash ? slash + 1 : uri, out, NULL);
}

static enum err load(struct models *models, struct entry *entry, int64_t form,
                     const char *language)
{
    struct library library = {models->archive, form};
    struct xform_files files = {read_medium, &library};
    struct buf body;

    buf_init(&body, LARGEST_FORM);
    enum err err = formbook_body(models->archive, form, &body, NULL);
    if (!err)
        err = xform_load(&entry->xform, "published form", buf_text(&body),
                         body.size, &files);
    if (!err)
        err = flatten_new(&entry->flatten, entry->xform, language);
    if (!err)
        err = sql_number(models->archive->sql, 0, &entry->model.family, FAMILY,
                         db_int(form));
    buf_clear(&body);
    if (err) {
        clear(entry);
        return err;
    }
    entry->language = xstrdup(language ? language : "");
    entry->model.form = form;
    entry->model.xform = entry->xform;
    entry->model.flatten = entry->flatten;
    return ERR_NONE;
}

enum err models_get(struct models *models, int64_t form, const char *language,
                    const struct model **out)
{
    struct entry *oldest = &models->entries[0];

    *out = NULL;
    for (size_t i = 0; i < SLOTS; i++) {
        struct entry *e = &models->entries[i];
        if (e->xform && e->model.form == form &&
            strcmp(e->language, language ? language : "") == 0) {
            e->used = ++models->clock;
            *out = &e->model;
            return ERR_NONE;
        }
        if (e->used < oldest->used)
            oldest = e;
    }
    clear(oldest);
    enum err err = load(models, oldest, form, language);
    if (err)
        return err;
    oldest->used = ++models->clock;
    *out = &oldest->model;
    return ERR_NONE;
}

enum err models_number_parts(struct models *models, const struct model *model)
{
    /* The model is the entry's first member. */
    struct entry *entry = (struct entry *)(void *)(uintptr_t)model;
    struct sql *sql = models->archive->sql;
    size_t count = flatten_tables_count(model->flatten);
    enum err err = ERR_NONE;

    if (entry->parts)
        return ERR_NONE;
    int64_t *parts = xcalloc(count, sizeof *parts);
    for (size_t i = 0; !err && i < count; i++) {
        const char *path = flatten_table(model->flatten, i)->path;
        err = sql_run(sql, ADD_PART, db_int(model->family), db_text(path));
        if (!err)
            err = sql_number(sql, 0, &parts[i], PART, db_int(model->family),
                             db_text(path));
    }
    if (err) {
        free(parts);
        return err;
    }
    entry->parts = parts;
    entry->model.parts = parts;
    return ERR_NONE;
}
