#include "wire/manifest.h"

#include "records.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS "http://openrosa.org/xforms/xformsManifest"

enum { LARGEST_COUNT = 10000 };
enum { FILENAME, HASH, DOWNLOAD_URL, TYPE };

static const struct records_shape SHAPE = {
    .ns = NS,
    .root = "manifest",
    .record = "mediaFile",
    .attribute = "type",
    .fields = {[FILENAME] = "filename",
               [HASH] = "hash",
               [DOWNLOAD_URL] = "downloadUrl"},
    .largest_count = LARGEST_COUNT,
};

struct collector {
    struct manifest_file *files;
    size_t count;
    size_t capacity;
};

bool manifest_hash_is_of_bytes(const struct manifest_file *file)
{
    return !*file->type;
}

static void write_field(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "    <%s>", name);
    xml_escape(out, text);
    buf_printf(out, "</%s>\n", name);
}

void manifest_write(struct buf *out, const struct manifest *manifest)
{
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<manifest xmlns=\"" NS "\">\n");
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_file *f = &manifest->files[i];
        buf_puts(out, "  <mediaFile");
        if (f->type && *f->type) {
            buf_puts(out, " type=\"");
            xml_escape_attribute(out, f->type);
            buf_putc(out, '"');
        }
        buf_puts(out, ">\n");
        write_field(out, "filename", f->filename);
        write_field(out, "hash", f->hash);
        write_field(out, "downloadUrl", f->download_url);
        buf_puts(out, "  </mediaFile>\n");
    }
    buf_puts(out, "</manifest>\n");
}

static enum err visit(void *context, const char *const *values,
                      struct xml_error *why)
{
    struct collector *c = context;
    const char *slash = strrchr(values[FILENAME], '/');
    const char *name = slash ? slash + 1 : values[FILENAME];

    if (!file_name_is_safe(name) || !*values[HASH] || !*values[DOWNLOAD_URL]) {
        snprintf(why->reason, sizeof why->reason,
                 "media file \"%.80s\" has no hash, no address or an unsafe "
                 "name",
                 name);
        return ERR_FORMAT;
    }
    c->files = mem_grow(c->files, c->count, &c->capacity, sizeof *c->files);
    c->files[c->count++] = (struct manifest_file){
        .filename = name,
        .hash = values[HASH],
        .download_url = values[DOWNLOAD_URL],
        .type = values[TYPE],
    };
    return ERR_NONE;
}

enum err manifest_read(const char *data, size_t size, struct arena *arena,
                       struct manifest *out, struct xml_error *why)
{
    struct collector c = {0};
    enum err err = records_read(data, size, &SHAPE, arena, visit, &c, why);

    *out = (struct manifest){0};
    if (!err && c.count) {
        out->count = c.count;
        out->files = arena_memdup(arena, c.files, c.count * sizeof *c.files);
    }
    free(c.files);
    return err;
}
