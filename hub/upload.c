#include "upload.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "record/response.h"
#include "wire/envelope.h"
#include "wire/multipart.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST_FIELD = 65536, MOST_FILES = 1000 };

struct field {
    struct field *next;
    const char *name;
    struct buf value;
};

/* Where a file waits, and what its sender calls it. */
struct spool {
    char *path;
    const char *filename;
};

struct upload {
    struct multipart *multipart;
    struct arena *arena;
    const char *folder;
    const char *document_name;
    struct buf document;
    bool has_document;
    struct field *fields;
    /* Files that are in; a path is NULL once it was kept or removed. */
    struct attachment *files;
    struct spool *spools;
    size_t files_count, files_capacity, spools_capacity;
    /* The part on its way. */
    struct buf *memory; /* NULL: it goes to fd, or nowhere */
    int fd;
    struct digest_stream *hash;
    enum err err;
};

/* What a device calls its files, be it no UTF-8: the answer is kept with them
 * all the same. */
static const char *text_of(struct upload *u, const char *text)
{
    return utf8_mend(u->arena, text, strlen(text));
}

static enum err begin_file(struct upload *u, const struct multipart_part *part)
{
    if (u->files_count == MOST_FILES)
        return ERR_LIMIT;
    char *path = xasprintf("%s/incoming/XXXXXX", u->folder);
    u->fd = mkstemp(path);
    if (u->fd < 0) {
        enum err err = errno == ENOSPC ? ERR_FULL : ERR_IO;
        log_error("%s: %s", path, strerror(errno));
        free(path);
        return err;
    }
    fcntl(u->fd, F_SETFD, FD_CLOEXEC);
    u->files = mem_grow(u->files, u->files_count, &u->files_capacity,
                        sizeof *u->files);
    u->spools = mem_grow(u->spools, u->files_count, &u->spools_capacity,
                         sizeof *u->spools);
    u->spools[u->files_count] =
        (struct spool){path, text_of(u, part->filename)};
    u->files[u->files_count++] =
        (struct attachment){.name = (char *)(uintptr_t)text_of(u, part->name),
                            .type = (char *)(uintptr_t)text_of(u, part->type)};
    u->hash = digest_begin();
    return ERR_NONE;
}

static enum err begin_part(void *context, const struct multipart_part *part)
{
    struct upload *u = context;

    u->memory = NULL;
    u->fd = -1;
    if (strcmp(part->name, u->document_name) == 0) {
        u->has_document = true;
        buf_reset(&u->document);
        u->memory = &u->document;
        return ERR_NONE;
    }
    if (*part->filename && strcmp(part->name, ENVELOPE_PART) != 0)
        return begin_file(u, part);
    struct field *field = arena_alloc(u->arena, sizeof *field);
    field->name = arena_strdup(u->arena, part->name);
    buf_init(&field->value, LARGEST_FIELD);
    field->next = u->fields;
    u->fields = field;
    u->memory = &field->value;
    return ERR_NONE;
}

static enum err write_all(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            log_error("an attachment cannot be written: %s", strerror(errno));
            return errno == ENOSPC ? ERR_FULL : ERR_IO;
        }
        data += n;
        size -= (size_t)n;
    }
    return ERR_NONE;
}

static enum err take_data(void *context, const void *data, size_t size)
{
    struct upload *u = context;

    if (u->memory) {
        buf_add(u->memory, data, size);
        return u->memory->overflow ? ERR_LIMIT : ERR_NONE;
    }
    u->files[u->files_count - 1].size += size;
    digest_add(u->hash, data, size);
    return write_all(u->fd, data, size);
}

static enum err end_part(void *context)
{
    struct upload *u = context;
    enum err err = ERR_NONE;

    if (u->fd < 0)
        return ERR_NONE;
    digest_end(u->hash, u->files[u->files_count - 1].sha256);
    u->hash = NULL;
    if (fsync(u->fd))
        err = errno == ENOSPC ? ERR_FULL : ERR_IO;
    close(u->fd);
    u->fd = -1;
    return err;
}

static const struct multipart_handler HANDLER = {begin_part, take_data,
                                                 end_part};

struct upload *upload_new(const char *content_type, const char *folder,
                          const char *document, size_t limit,
                          struct arena *arena)
{
    struct upload *u = xcalloc(1, sizeof *u);

    u->multipart =
        content_type ? multipart_new(content_type, &HANDLER, u) : NULL;
    if (!u->multipart) {
        free(u);
        return NULL;
    }
    u->arena = arena;
    u->folder = folder;
    u->document_name = document;
    u->fd = -1;
    buf_init(&u->document, limit);
    return u;
}

void upload_free(struct upload *upload)
{
    if (!upload)
        return;
    multipart_free(upload->multipart);
    if (upload->fd >= 0)
        close(upload->fd);
    digest_end(upload->hash, NULL);
    for (size_t i = 0; i < upload->files_count; i++) {
        if (upload->spools[i].path)
            unlink(upload->spools[i].path);
        free(upload->spools[i].path);
    }
    for (struct field *f = upload->fields; f; f = f->next)
        buf_clear(&f->value);
    free(upload->spools);
    free(upload->files);
    buf_clear(&upload->document);
    free(upload);
}

enum err upload_feed(struct upload *upload, const char *data, size_t size)
{
    if (!upload->err)
        upload->err = multipart_feed(upload->multipart, data, size);
    return upload->err;
}

enum err upload_finish(struct upload *upload)
{
    if (!upload->err)
        upload->err = multipart_finish(upload->multipart);
    return upload->err;
}

const struct buf *upload_document(const struct upload *upload)
{
    return upload->has_document ? &upload->document : NULL;
}

const char *upload_field(const struct upload *upload, const char *name)
{
    for (const struct field *f = upload->fields; f; f = f->next) {
        if (strcmp(f->name, name) == 0)
            return buf_text(&f->value);
    }
    return NULL;
}

const struct attachment *upload_files(const struct upload *upload,
                                      size_t *count)
{
    *count = upload->files_count;
    return upload->files;
}

const char *upload_filename(const struct upload *upload, size_t i)
{
    return upload->spools[i].filename;
}

static enum err sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err err = fd < 0 || fsync(fd) ? ERR_IO : ERR_NONE;

    if (fd >= 0)
        close(fd);
    return err;
}

static enum err keep_file(const char *folder, char **path,
                          const unsigned char *sha256)
{
    char name[2 * SHA256_SIZE + 1];

    hex_encode(sha256, SHA256_SIZE, name);
    char *shelf = xasprintf("%s/files/%.2s", folder, name);
    char *place = file_join(shelf, name);
    enum err err = file_make_folder(shelf);
    if (!err && !file_exists(place)) {
        err = rename(*path, place) ? ERR_IO : ERR_NONE;
        if (!err) {
            free(*path);
            *path = NULL;
        }
    }
    /* Who put one there before may have ended between the two. */
    if (!err)
        err = sync_folder(shelf);
    if (err)
        log_error("%s: %s", place, strerror(errno));
    free(shelf);
    free(place);
    return err;
}

enum err upload_keep_files(struct upload *upload)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < upload->files_count; i++) {
        if (upload->spools[i].path)
            err = keep_file(upload->folder, &upload->spools[i].path,
                            upload->files[i].sha256);
    }
    return err;
}

enum err upload_read_file(const struct upload *upload, size_t i,
                          struct buf *out)
{
    return upload->spools[i].path ? file_read(upload->spools[i].path, out)
                                  : ERR_MISSING;
}
