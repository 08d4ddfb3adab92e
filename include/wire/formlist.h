/* OpenRosa's list of forms: written by the hub, read by the agent. */
#ifndef WIRE_FORMLIST_H
#define WIRE_FORMLIST_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct arena;
struct buf;
struct xml_error;

/* Texts are "" when not given. */
struct formlist_entry {
    const char *form_id;
    const char *name;
    const char *version;
    const char *hash; /* "md5:" and 32 hex digits, of the form's bytes */
    const char *download_url;
    const char *manifest_url; /* "" when the form has no media */
};

struct formlist {
    struct formlist_entry *entries;
    size_t count;
};

/* Appends the document. */
void formlist_write(struct buf *out, const struct formlist *list);
/* Reads the document into the arena. An entry without id, name or download
 * address is logged and left out, for the sake of the others. ERR_FORMAT when
 * it is no form list (why, if not NULL, says the reason), ERR_LIMIT beyond
 * 10000 entries. */
MUST_USE enum err formlist_read(const char *data, size_t size,
                                struct arena *arena, struct formlist *out,
                                struct xml_error *why);

#endif
