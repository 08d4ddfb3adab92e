#include "datapackage.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"

#include <ctype.h>
#include <string.h>

void datapackage_name(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        int low = tolower((unsigned char)*c);
        bool fits = isalnum((unsigned char)low) && (unsigned char)low < 128;
        buf_putc(out, (char)(fits || strchr("-_.", low) ? low : '-'));
    }
}

static void add_member(struct buf *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    buf_printf(out, ",\n \"%s\": ", name);
    json_escape(out, value);
}

static void add_field(struct buf *out, const struct package_field *field)
{
    buf_puts(out, "{\"name\": ");
    json_escape(out, field->name);
    buf_printf(out, ", \"type\": \"%s\"", field->type);
    if (field->title && *field->title) {
        buf_puts(out, ", \"title\": ");
        json_escape(out, field->title);
    }
    buf_putc(out, '}');
}

static void add_hash(struct buf *out, const struct package_resource *r)
{
    unsigned char hash[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    if (!r->bytes)
        return;
    digest_sha256(r->bytes, r->size, hash);
    hex_encode(hash, sizeof hash, hex);
    buf_printf(out, ", \"bytes\": %zu, \"hash\": \"sha256:%s\"", r->size, hex);
}

static void add_resource(struct buf *out, const struct package_resource *r)
{
    buf_puts(out, "{\"profile\": \"tabular-data-resource\", \"name\": ");
    json_escape(out, r->name);
    buf_puts(out, ", \"path\": ");
    json_escape(out, r->path);
    if (r->title && *r->title) {
        buf_puts(out, ", \"title\": ");
        json_escape(out, r->title);
    }
    buf_puts(out, ", \"format\": \"csv\", \"mediatype\": \"text/csv\", "
                  "\"encoding\": \"utf-8\"");
    add_hash(out, r);
    buf_puts(out, ",\n  \"schema\": {\"missingValues\": [\"\"], \"fields\": [");
    for (size_t i = 0; i < r->fields_count; i++) {
        buf_puts(out, i ? ",\n   " : "\n   ");
        add_field(out, &r->fields[i]);
    }
    buf_puts(out, "]}}");
}

void datapackage_write(struct buf *out, const struct package *package)
{
    buf_puts(out, "{\n \"profile\": \"tabular-data-package\"");
    buf_puts(out, ",\n \"name\": \"");
    datapackage_name(out, package->name);
    buf_puts(out, "\"");
    add_member(out, "title", package->title);
    add_member(out, "description", package->description);
    add_member(out, "version", package->version);
    add_member(out, "created", package->created);
    if (package->licence && *package->licence) {
        buf_puts(out, ",\n \"licenses\": [{\"name\": ");
        json_escape(out, package->licence);
        buf_puts(out, "}]");
    }
    buf_puts(out, ",\n \"resources\": [");
    for (size_t i = 0; i < package->resources_count; i++) {
        buf_puts(out, i ? ",\n  " : "\n  ");
        add_resource(out, &package->resources[i]);
    }
    buf_puts(out, "]\n}\n");
}
