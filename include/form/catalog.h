/* The forms in a folder: *.xml, each with its id, version and title. */
#ifndef FORM_CATALOG_H
#define FORM_CATALOG_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct catalog;
struct xform;

struct catalog_entry {
    const char *path;
    const char *id;
    const char *version;
    const char *title;
    const struct xform *form;
};

/* Loads every form of a folder, sorted by file name; the caller frees it. A
 * form that cannot be read is logged with file, line and reason and left
 * out; of two with one id the later version by text order is kept. ERR_IO
 * when the folder cannot be read. */
MUST_USE enum err catalog_open(struct catalog **out, const char *folder);
/* NULL is accepted. */
void catalog_free(struct catalog *catalog);

/* How many forms it holds. */
size_t catalog_count(const struct catalog *catalog);
/* One of them; valid until catalog_free. */
const struct catalog_entry *catalog_entry(const struct catalog *catalog,
                                          size_t i);
/* How many files were left out because they are no usable form. */
size_t catalog_refused(const struct catalog *catalog);
/* The entry of a form id, NULL when there is none. */
const struct catalog_entry *catalog_find(const struct catalog *catalog,
                                         const char *id);

#endif
