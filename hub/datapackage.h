/* A Tabular Data Package's descriptor (https://specs.frictionlessdata.io,
 * profiles tabular-data-package and tabular-data-resource, version 1): CSV
 * files with their columns described, which any tool of that family reads. */
#ifndef HUB_DATAPACKAGE_H
#define HUB_DATAPACKAGE_H

#include <stddef.h>
#include <stdint.h>

struct buf;

struct package_field {
    const char *name;
    const char *type;  /* string, integer, number, boolean, date, datetime... */
    const char *title; /* "" or NULL: none */
};

struct package_resource {
    const char *name;  /* lower-case letters, digits, "-._" */
    const char *path;  /* of the CSV file, beside the descriptor */
    const char *title; /* "" or NULL: none */
    const struct package_field *fields;
    size_t fields_count;
    const void *bytes; /* of the file, for its size and hash; NULL: neither */
    size_t size;
};

struct package {
    const char *name, *title, *description;
    const char *version; /* such as "6" */
    const char *licence; /* an Open Definition name, such as CC-BY-4.0 */
    const char *created; /* RFC 3339 */
    const struct package_resource *resources;
    size_t resources_count;
};

/* Appends datapackage.json. */
void datapackage_write(struct buf *out, const struct package *package);
/* Appends text as a package's name: what its alphabet lacks becomes "-". */
void datapackage_name(struct buf *out, const char *text);

#endif
