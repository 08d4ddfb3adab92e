/* OpenRosa's lists, which are all built alike: a root, records in it, and
 * fields with text in those. Elements of other names or namespaces are
 * skipped, whatever they hold. */
#ifndef WIRE_RECORDS_H
#define WIRE_RECORDS_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct arena;
struct xml_error;

enum { RECORDS_FIELDS_LARGEST = 8 };

struct records_shape {
    const char *ns;
    const char *root;
    const char *record;
    const char *attribute; /* of the record, or NULL; it follows the fields */
    const char *fields[RECORDS_FIELDS_LARGEST]; /* up to a NULL */
    size_t largest_count;
};

/* Calls visit for each record with its trimmed values, "" for missing ones,
 * kept in the arena. ERR_FORMAT when the document is not of that shape. */
MUST_USE enum err
records_read(const char *data, size_t size, const struct records_shape *shape,
             struct arena *arena,
             enum err (*visit)(void *context, const char *const *values,
                               struct xml_error *why),
             void *context, struct xml_error *why);

#endif
