/* A Data Package (datapackage.h) as a zip file that leaves while it is made:
 * tables as CSV under data/, other files, and datapackage.json at the end. */
#ifndef HUB_PACKAGE_H
#define HUB_PACKAGE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct datapackage;
struct outlet;
struct package;

/* Begins a package, dated now_ms; the outlet must outlive it. The caller frees
 * it. */
struct package *package_new(struct outlet *outlet,
                            const struct datapackage *head, int64_t now_ms);
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
