/* A Tabular Data Package (Frictionless Data, specification 1), written from
 * front to back as a zip file: tables as CSV under data/, other files, and
 * datapackage.json at the end, with the size and hash of each table. */
#ifndef HUB_PACKAGE_H
#define HUB_PACKAGE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct buf;
struct outlet;
struct package;

/* What stands at the head of the descriptor. */
struct package_info {
    const char *name; /* becomes [a-z0-9._-] */
    const char *title;
    const char *description; /* NULL: none */
    int64_t created_ms;
    const char *extra; /* further members as JSON (`"a":1,"b":2`), or NULL */
};

/* Begins a package; the outlet must outlive it. The caller frees it. */
struct package *package_new(struct outlet *outlet,
                            const struct package_info *info);
/* NULL is accepted. */
void package_free(struct package *package);

/* Begins the table data/NAME.csv; then its CSV is added, header first. */
MUST_USE enum err package_begin(struct package *package, const char *name,
                                const char *title);
/* Adds bytes of CSV. */
MUST_USE enum err package_add(struct package *package, const void *data,
                              size_t size);
/* Ends the table; schema is its Table Schema, a JSON object. */
MUST_USE enum err package_end(struct package *package, const char *schema);
/* Adds a file that is no table, such as a codebook. */
MUST_USE enum err package_text(struct package *package, const char *path,
                               const void *data, size_t size);
/* Writes the descriptor and ends the zip file. */
MUST_USE enum err package_finish(struct package *package);

#endif
