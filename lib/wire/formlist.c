#include "wire/formlist.h"

#include "records.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/xml.h"

#include <stdlib.h>

#define NS "http://openrosa.org/xforms/xformsList"

enum { LARGEST_COUNT = 10000 };
enum { FORM_ID, NAME, VERSION, HASH, DOWNLOAD_URL, MANIFEST_URL };

static const struct records_shape SHAPE = {
    .ns = NS,
    .root = "xforms",
    .record = "xform",
    .fields = {[FORM_ID] = "formID",
               [NAME] = "name",
               [VERSION] = "version",
               [HASH] = "hash",
               [DOWNLOAD_URL] = "downloadUrl",
               [MANIFEST_URL] = "manifestUrl"},
    .largest_count = LARGEST_COUNT,
};

struct collector {
    struct formlist_entry *entries;
    size_t count;
    size_t capacity;
    size_t left_out; /* logged as a number: a list may hold thousands */
};

static void write_field(struct buf *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    buf_printf(out, "    <%s>", name);
    xml_escape(out, text);
    buf_printf(out, "</%s>\n", name);
}

void formlist_write(struct buf *out, const struct formlist *list)
{
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<xforms xmlns=\"" NS "\">\n");
    for (size_t i = 0; i < list->count; i++) {
        const struct formlist_entry *e = &list->entries[i];
        const char *const values[] = {e->form_id,      e->name,
                                      e->version,      e->hash,
                                      e->download_url, e->manifest_url};
        buf_puts(out, "  <xform>\n");
        for (size_t f = 0; f < COUNT_OF(values); f++)
            write_field(out, SHAPE.fields[f], values[f]);
        buf_puts(out, "  </xform>\n");
    }
    buf_puts(out, "</xforms>\n");
}

static enum err visit(void *context, const char *const *values,
                      struct xml_error *why)
{
    struct collector *c = context;

    (void)why;
    if (!*values[FORM_ID] || !*values[NAME] || !*values[DOWNLOAD_URL]) {
        c->left_out++;
        return ERR_NONE;
    }
    c->entries =
        mem_grow(c->entries, c->count, &c->capacity, sizeof *c->entries);
    c->entries[c->count++] = (struct formlist_entry){
        .form_id = values[FORM_ID],
        .name = values[NAME],
        .version = values[VERSION],
        .hash = values[HASH],
        .download_url = values[DOWNLOAD_URL],
        .manifest_url = values[MANIFEST_URL],
    };
    return ERR_NONE;
}

enum err formlist_read(const char *data, size_t size, struct arena *arena,
                       struct formlist *out, struct xml_error *why)
{
    struct collector c = {0};
    enum err err = records_read(data, size, &SHAPE, arena, visit, &c, why);

    *out = (struct formlist){0};
    if (c.left_out)
        log_warn("%zu forms without id, name or download address left out",
                 c.left_out);
    if (!err && c.count) {
        out->count = c.count;
        out->entries =
            arena_memdup(arena, c.entries, c.count * sizeof *c.entries);
    }
    free(c.entries);
    return err;
}
