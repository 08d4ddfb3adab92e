#include "parcel.h"

#include "audit.h"
#include "config.h"
#include "shots.h"
#include "visit.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/sealed.h"
#include "form/session.h"
#include "form/xform.h"
#include "store/attachment.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *ending, *type;
} TYPES[] = {
    {".jpg", "image/jpeg"},  {".jpeg", "image/jpeg"},
    {".png", "image/png"},   {".gif", "image/gif"},
    {".webp", "image/webp"}, {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},   {".wav", "audio/wav"},
    {".m4a", "audio/mp4"},   {".mp4", "video/mp4"},
    {".webm", "video/webm"}, {".pdf", "application/pdf"},
    {".csv", "text/csv"},    {".txt", "text/plain"},
};

static const char *type_of(const char *name)
{
    const char *ending = strrchr(name, '.');

    for (size_t i = 0; ending && i < COUNT_OF(TYPES); i++) {
        if (strcasecmp(ending, TYPES[i].ending) == 0)
            return TYPES[i].type;
    }
    return "application/octet-stream";
}

static void add_name(struct visit *visit, const char *name)
{
    visit->uploads = xreallocarray(visit->uploads, visit->uploads_count + 1,
                                   sizeof *visit->uploads);
    visit->uploads[visit->uploads_count++] = xstrdup(name);
}

static bool add_upload(void *context, const struct question *q)
{
    if (q->control == CONTROL_UPLOAD && *q->value)
        add_name(context, q->value);
    return true;
}

static enum err keep_file(struct visit *visit, const char *data_folder,
                          const char *name, const char *type,
                          const struct buf *content)
{
    struct response *r = &visit->response;
    struct attachment a = {.size = content->size};
    enum err err = attachment_keep(data_folder, buf_text(content),
                                   content->size, a.sha256);

    if (err)
        return err;
    a.name = xstrdup(name);
    a.type = xstrdup(type);
    r->attachments = xreallocarray(r->attachments, r->attachments_count + 1,
                                   sizeof *r->attachments);
    r->attachments[r->attachments_count++] = a;
    return ERR_NONE;
}

/* What the station's own device made, or a file of its folder. */
static char *path_of(const struct config *config, const char *name)
{
    char *path = shots_path(config->data, name);

    if (file_exists(path))
        return path;
    free(path);
    return file_join(config->uploads, name);
}

/* An answer counts more than its picture: a file that is gone is left out. */
static void read_upload(const struct visit *visit, const struct config *config,
                        size_t i, struct buf *out)
{
    char *path = path_of(config, visit->uploads[i]);

    if (!file_name_is_safe(visit->uploads[i]) || file_read(path, out)) {
        log_warn("%s: upload %zu cannot be read", visit->response.id, i);
        buf_reset(out);
    }
    free(path);
}

/* The log of the visit is the last of them. */
static struct buf *read_uploads(const struct visit *visit,
                                const struct config *config)
{
    struct buf *files = xcalloc(visit->uploads_count + 1, sizeof *files);
    size_t logs = session_is_audited(visit->session) ? 1 : 0;

    for (size_t i = 0; i < visit->uploads_count; i++) {
        buf_init(&files[i], PARCEL_LARGEST_FILE);
        if (i + logs < visit->uploads_count)
            read_upload(visit, config, i, &files[i]);
        else
            audit_write(visit, &files[i]);
    }
    return files;
}

static enum err keep_plain(struct visit *visit, const char *data_folder,
                           const struct buf *files)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < visit->uploads_count; i++) {
        const char *name = visit->uploads[i];
        if (files[i].size)
            err = keep_file(visit, data_folder, name, type_of(name), &files[i]);
    }
    return err;
}

/* The envelope takes the place of the answers in the body. */
static enum err keep_sealed(struct visit *visit, const char *data_folder,
                            const struct buf *files, const char *key)
{
    struct response *r = &visit->response;
    struct sealed sealed = {0};
    struct sealed_file *media =
        xcalloc(visit->uploads_count + 1, sizeof *media);
    struct sealed_source source = {
        .form_id = r->form_id,
        .form_version = r->form_version,
        .instance_id = r->id,
        .public_key = key,
        .submission = {"submission.xml", r->body, r->body_size},
        .media = media,
    };

    for (size_t i = 0; i < visit->uploads_count; i++) {
        if (files[i].size)
            media[source.media_count++] = (struct sealed_file){
                visit->uploads[i], files[i].data, files[i].size};
    }
    enum err err = sealed_make(&sealed, &source);
    for (size_t i = 0; !err && i < sealed.parts_count; i++)
        err = keep_file(visit, data_folder, sealed.parts[i].name,
                        "application/octet-stream", &sealed.parts[i].data);
    if (!err) {
        free(r->body);
        r->body_size = sealed.envelope.size;
        r->body = buf_steal(&sealed.envelope);
    }
    sealed_clear(&sealed);
    free(media);
    return err;
}

static void forget_attachments(struct response *r)
{
    for (size_t i = 0; i < r->attachments_count; i++) {
        free(r->attachments[i].name);
        free(r->attachments[i].type);
    }
    r->attachments_count = 0;
}

static void forget_uploads(struct visit *visit)
{
    for (size_t i = 0; i < visit->uploads_count; i++)
        free(visit->uploads[i]);
    visit->uploads_count = 0;
}

static enum err pack(struct visit *visit, const struct config *config)
{
    const char *key = xform_encryption_key(session_form(visit->session));

    /* What an earlier attempt hung on it comes again. */
    forget_attachments(&visit->response);
    forget_uploads(visit);
    session_each(visit->session, add_upload, visit);
    if (session_is_audited(visit->session))
        add_name(visit, AUDIT_FILE);
    struct buf *files = read_uploads(visit, config);
    enum err err = key ? keep_sealed(visit, config->data, files, key)
                       : keep_plain(visit, config->data, files);
    for (size_t i = 0; i < visit->uploads_count; i++)
        buf_clear(&files[i]);
    free(files);
    visit->is_packed = err == ERR_NONE;
    return err;
}

enum err parcel_make(struct visit *visit, const struct config *config,
                     bool partial)
{
    enum err err = visit_finish(visit, config->station, partial);

    if (err || visit->is_packed)
        return err;
    return pack(visit, config);
}

static bool is_upload(void *context, const struct question *q)
{
    bool *has_upload = context;

    *has_upload |= q->control == CONTROL_UPLOAD && *q->value;
    return !*has_upload;
}

enum err parcel_prepare(struct visit *visit)
{
    bool has_upload = session_is_audited(visit->session);
    enum err err = visit_freeze(visit);

    session_each(visit->session, is_upload, &has_upload);
    if (err || has_upload || xform_encryption_key(session_form(visit->session)))
        return err;
    forget_attachments(&visit->response);
    visit->is_packed = true;
    return ERR_NONE;
}
