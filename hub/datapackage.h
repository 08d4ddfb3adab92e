/* A Tabular Data Package's descriptor (https://specs.frictionlessdata.io,
 * profiles tabular-data-package and tabular-data-resource, version 1): CSV
 * files with their columns described, which any tool of that family reads.
 * Written from front to back: its head, then each table, then its end. */
#ifndef HUB_DATAPACKAGE_H
#define HUB_DATAPACKAGE_H

#include <stddef.h>
#include <stdint.h>

struct buf;

/* What stands at the head; "" or NULL: nothing to say, but of the name. */
struct datapackage {
    const char *name; /* becomes [a-z0-9._-] */
    const char *title, *description;
    const char *version; /* such as "6" */
    const char *licence; /* an Open Definition name, such as CC-BY-4.0 */
    const char *created; /* RFC 3339 */
};

struct datapackage_field {
    const char *name;
    const char *type;  /* string, integer, number, boolean, date, datetime... */
    const char *title; /* "" or NULL: none */
};

struct datapackage_table {
    const char *name;            /* lower-case letters, digits, "-._" */
    const char *path;            /* of the CSV file, beside the descriptor */
    const char *title;           /* "" or NULL: none */
    uint64_t bytes;              /* of the file */
    const unsigned char *sha256; /* of the file, 32 bytes */
    const char *schema;          /* its Table Schema, a JSON object */
};

/* Appends the head; then come the tables. */
void datapackage_begin(struct buf *out, const struct datapackage *package);
/* Appends the description of one table. */
void datapackage_add(struct buf *out, const struct datapackage_table *table);
/* Appends the end. */
void datapackage_end(struct buf *out);

/* Appends a Table Schema of plain columns. */
void datapackage_schema(struct buf *out, const struct datapackage_field *fields,
                        size_t count);
/* Appends text as a package's name: what its alphabet lacks becomes "-". */
void datapackage_name(struct buf *out, const char *text);

#endif
