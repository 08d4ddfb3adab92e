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

void datapackage_begin(struct buf *out, const struct datapackage *package)
{
    buf_puts(out, "{\n \"profile\": \"tabular-data-package\",\n \"name\": \"");
    datapackage_name(out, package->name);
    buf_putc(out, '"');
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
}

void datapackage_add(struct buf *out, const struct datapackage_table *table)
{
    char hex[2 * SHA256_SIZE + 1];
    bool is_first = out->data[out->size - 1] == '[';

    hex_encode(table->sha256, SHA256_SIZE, hex);
    buf_puts(out, is_first ? "\n {\"profile\": \"tabular-data-resource\""
                           : ",\n {\"profile\": \"tabular-data-resource\"");
    add_member(out, "name", table->name);
    add_member(out, "path", table->path);
    add_member(out, "title", table->title);
    buf_printf(out,
               ",\n \"format\": \"csv\", \"mediatype\": \"text/csv\", "
               "\"encoding\": \"utf-8\",\n \"bytes\": %llu, \"hash\": "
               "\"sha256:%s\",\n \"schema\": %s}",
               (unsigned long long)table->bytes, hex, table->schema);
}

void datapackage_end(struct buf *out)
{
    buf_puts(out, "]\n}\n");
}

void datapackage_schema(struct buf *out, const struct datapackage_field *fields,
                        size_t count)
{
    buf_puts(out, "{\"missingValues\": [\"\"], \"fields\": [");
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, i ? ",\n  {\"name\": " : "\n  {\"name\": ");
        json_escape(out, fields[i].name);
        buf_printf(out, ", \"type\": \"%s\"", fields[i].type);
        if (fields[i].title && *fields[i].title) {
            buf_puts(out, ", \"title\": ");
            json_escape(out, fields[i].title);
        }
        buf_putc(out, '}');
    }
    buf_puts(out, "]}");
}
