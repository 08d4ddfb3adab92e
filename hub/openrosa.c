#include "openrosa.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "formbook.h"
#include "hub.h"
#include "schedule.h"
#include "wire/formlist.h"
#include "wire/manifest.h"
#include "wire/openrosa.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FORM = 64 << 20 };

/* One path segment, everything but letters, digits and -_. escaped. */
static const char *escaped(struct arena *arena, const char *text)
{
    struct buf out;

    buf_init(&out, 0);
    for (const char *c = text; *c; c++) {
        if (isalnum((unsigned char)*c) || strchr("-_.", *c))
            buf_putc(&out, *c);
        else
            buf_printf(&out, "%%%02X", (unsigned char)*c);
    }
    const char *copy = arena_strdup(arena, buf_text(&out));
    buf_clear(&out);
    return copy;
}

/* The visitor's own base: the token stays in the path when it came there. */
static const char *base_of(struct visit *v)
{
    const char *path = request_path(v->request);
    const char *tail = strstr(path, "/formList");

    if (!tail)
        tail = strstr(path, "/forms/");
    return arena_printf(v->arena, "%s%.*s", v->hub->config.public_url,
                        tail ? (int)(tail - path) : 0, path);
}

struct list {
    struct visit *visit;
    const char *base;
    const char *only; /* ?formID=, or NULL */
    struct formlist_entry *entries;
    size_t count, capacity;
};

static void note_media(void *context, const struct media *media)
{
    (void)media;
    *(bool *)context = true;
}

static void add_entry(void *context, const struct form *form)
{
    struct list *list = context;
    struct arena *arena = list->visit->arena;

    if (list->only && strcmp(list->only, form->form_id) != 0)
        return;
    const char *id = escaped(arena, form->form_id);
    list->entries = mem_grow(list->entries, list->count, &list->capacity,
                             sizeof *list->entries);
    list->entries[list->count++] = (struct formlist_entry){
        .form_id = arena_strdup(arena, form->form_id),
        .name = arena_strdup(arena, *form->title ? form->title : form->form_id),
        .version = arena_strdup(arena, form->version),
        .hash = arena_printf(arena, "md5:%s", form->md5),
        .download_url = arena_printf(arena, "%s/forms/%s.xml", list->base, id),
        .manifest_url =
            arena_printf(arena, "%s/forms/%s/manifest", list->base, id),
    };
}

/* Forms without media have no manifest. */
static enum err drop_empty_manifests(struct list *list)
{
    struct archive *archive = list->visit->hub->archive;
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < list->count; i++) {
        bool has_media = false;
        int64_t form, family;
        err =
            formbook_current(archive, list->entries[i].form_id, &form, &family);
        if (!err)
            err = formbook_media(archive, form, note_media, &has_media);
        if (!has_media)
            list->entries[i].manifest_url = "";
    }
    return err;
}

static void reply_document(struct visit *visit, struct buf *body)
{
    char md5[33];

    digest_md5_hex(buf_text(body), body->size, md5);
    if (visit_is_current(visit, md5))
        buf_clear(body);
    else
        request_reply_buf(visit->request, 200, OPENROSA_XML, body);
}

void openrosa_list(struct visit *visit)
{
    struct list list = {.visit = visit,
                        .base = base_of(visit),
                        .only = request_query(visit->request, "formID")};
    struct buf body;

    buf_init(&body, 0);
    enum err err = schedule_run(visit->hub->archive, stamp_now().wall_ms);
    if (!err)
        err = formbook_each_for(visit->hub->archive, visit->station, add_entry,
                                &list);
    if (!err)
        err = drop_empty_manifests(&list);
    if (err) {
        visit_fail(visit, err);
    } else {
        formlist_write(&body, &(struct formlist){list.entries, list.count});
        reply_document(visit, &body);
    }
    free(list.entries);
}

/* The current version of the form that the path names; answers when it is
 * unknown. */
static bool find_form(struct visit *visit, const char *form_id, int64_t *form)
{
    int64_t family;
    enum err err =
        formbook_current(visit->hub->archive, form_id, form, &family);

    if (err)
        visit_fail(visit, err);
    return !err;
}

void openrosa_form(struct visit *visit)
{
    struct buf body;
    char md5[33];
    int64_t form;

    if (!find_form(visit, visit->part[0], &form))
        return;
    buf_init(&body, LARGEST_FORM);
    enum err err = formbook_body(visit->hub->archive, form, &body, md5);
    if (err)
        visit_fail(visit, err);
    else if (!visit_is_current(visit, md5))
        request_reply_buf(visit->request, 200, "text/xml; charset=utf-8",
                          &body);
    buf_clear(&body);
}

struct files {
    struct visit *visit;
    const char *base, *form_id;
    struct manifest_file *files;
    size_t count, capacity;
};

static void add_file(void *context, const struct media *media)
{
    struct files *f = context;
    struct arena *arena = f->visit->arena;

    f->files = mem_grow(f->files, f->count, &f->capacity, sizeof *f->files);
    f->files[f->count++] = (struct manifest_file){
        .filename = arena_strdup(arena, media->name),
        .hash = arena_printf(arena, "md5:%s", media->md5),
        .download_url = arena_printf(arena, "%s/forms/%s/attachments/%s",
                                     f->base, escaped(arena, f->form_id),
                                     escaped(arena, media->name)),
        .type = "",
    };
}

void openrosa_manifest(struct visit *visit)
{
    struct files files = {
        .visit = visit, .base = base_of(visit), .form_id = visit->part[0]};
    struct buf body;
    int64_t form;

    if (!find_form(visit, visit->part[0], &form))
        return;
    buf_init(&body, 0);
    enum err err = formbook_media(visit->hub->archive, form, add_file, &files);
    if (err) {
        visit_fail(visit, err);
    } else {
        manifest_write(&body, &(struct manifest){files.files, files.count});
        reply_document(visit, &body);
    }
    free(files.files);
}

void openrosa_media(struct visit *visit)
{
    struct buf body;
    char md5[33];
    int64_t form;

    if (!find_form(visit, visit->part[0], &form))
        return;
    buf_init(&body, LARGEST_FORM);
    enum err err = formbook_media_body(visit->hub->archive, form,
                                       visit->part[1], &body, md5);
    if (err)
        visit_fail(visit, err);
    else if (!visit_is_current(visit, md5))
        request_reply_buf(visit->request, 200, "application/octet-stream",
                          &body);
    buf_clear(&body);
}
