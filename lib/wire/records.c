#include "records.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/xml.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST_TEXT = 16384, ROOT = 1, RECORD = 2, FIELD = 3 };

struct reader {
    const struct records_shape *shape;
    struct arena *arena;
    enum err (*visit)(void *context, const char *const *values,
                      struct xml_error *why);
    void *context;
    struct xml_error *why;
    const char *values[RECORDS_FIELDS_LARGEST + 1];
    struct buf text;
    int depth;
    bool in_record;
    int field; /* -1 outside of a known one */
    size_t count;
};

static int find_field(const struct records_shape *shape, const char *name)
{
    for (int i = 0; i < RECORDS_FIELDS_LARGEST && shape->fields[i]; i++) {
        if (strcmp(shape->fields[i], name) == 0)
            return i;
    }
    return -1;
}

static size_t fields_count(const struct records_shape *shape)
{
    size_t n = 0;

    while (n < RECORDS_FIELDS_LARGEST && shape->fields[n])
        n++;
    return n;
}

static enum err begin_record(struct reader *r, const struct xml_element *e)
{
    size_t n = fields_count(r->shape);

    for (size_t i = 0; i < COUNT_OF(r->values); i++)
        r->values[i] = "";
    if (r->shape->attribute) {
        const char *value = xml_attribute(e, r->shape->attribute);
        r->values[n] = value ? arena_strdup(r->arena, value) : "";
    }
    r->in_record = true;
    return ++r->count > r->shape->largest_count ? ERR_LIMIT : ERR_NONE;
}

static enum err start(void *context, const struct xml_element *e)
{
    struct reader *r = context;
    bool ours = strcmp(e->ns, r->shape->ns) == 0;

    r->depth++;
    if (r->depth == ROOT && (!ours || strcmp(e->name, r->shape->root) != 0)) {
        snprintf(r->why->reason, sizeof r->why->reason,
                 "the root is <%.60s>, not <%s> of OpenRosa", e->name,
                 r->shape->root);
        r->why->line = e->line;
        return ERR_FORMAT;
    }
    if (!ours)
        return ERR_NONE;
    if (r->depth == RECORD && strcmp(e->name, r->shape->record) == 0)
        return begin_record(r, e);
    if (r->depth == FIELD && r->in_record) {
        r->field = find_field(r->shape, e->name);
        buf_reset(&r->text);
    }
    return ERR_NONE;
}

static enum err text(void *context, const char *data, size_t size)
{
    struct reader *r = context;

    if (r->depth != FIELD || r->field < 0)
        return ERR_NONE;
    buf_add(&r->text, data, size);
    return r->text.overflow ? ERR_LIMIT : ERR_NONE;
}

static const char *trimmed(struct reader *r)
{
    const char *p = buf_text(&r->text);

    while (isspace((unsigned char)*p))
        p++;
    size_t n = strlen(p);
    while (n > 0 && isspace((unsigned char)p[n - 1]))
        n--;
    return arena_strndup(r->arena, p, n);
}

static enum err end(void *context, const char *name, const char *ns)
{
    struct reader *r = context;
    int depth = r->depth--;

    (void)name;
    (void)ns;
    if (depth == FIELD && r->field >= 0) {
        r->values[r->field] = trimmed(r);
        r->field = -1;
    }
    if (depth != RECORD || !r->in_record)
        return ERR_NONE;
    r->in_record = false;
    return r->visit(r->context, r->values, r->why);
}

enum err records_read(const char *data, size_t size,
                      const struct records_shape *shape, struct arena *arena,
                      enum err (*visit)(void *context,
                                        const char *const *values,
                                        struct xml_error *why),
                      void *context, struct xml_error *why)
{
    static const struct xml_handler HANDLER = {start, end, text};
    struct xml_error unused = {0};
    struct reader reader = {
        .shape = shape,
        .arena = arena,
        .visit = visit,
        .context = context,
        .why = why ? why : &unused,
        .field = -1,
    };

    *reader.why = (struct xml_error){0};
    buf_init(&reader.text, LARGEST_TEXT);
    enum err err = xml_read(data, size, &HANDLER, &reader, reader.why);
    if (err == ERR_LIMIT && !reader.why->reason[0])
        snprintf(reader.why->reason, sizeof reader.why->reason,
                 "longer than any list of ours");
    buf_clear(&reader.text);
    return err;
}
