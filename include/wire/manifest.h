/* OpenRosa's manifest: the files that belong to a form. */
#ifndef WIRE_MANIFEST_H
#define WIRE_MANIFEST_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct xml_error;

/* Texts are "" when not given. */
struct manifest_file {
    const char *filename; /* a safe file name: folders are cut off */
    const char *hash;     /* "md5:" and 32 hex digits */
    const char *download_url;
    const char *type; /* "entityList", "approvalEntityList" or "" */
};

struct manifest {
    struct manifest_file *files;
    size_t count;
};

/* Whether hash is of the file's bytes: that of an entity list is not. */
bool manifest_hash_is_of_bytes(const struct manifest_file *file);

/* Appends the document. */
void manifest_write(struct buf *out, const struct manifest *manifest);
/* Reads the document into the arena. ERR_FORMAT when it is no manifest, or a
 * file lacks name, hash or address or has an unsafe name: a form with some
 * of its files is no form. ERR_LIMIT beyond 10000 files. */
MUST_USE enum err manifest_read(const char *data, size_t size,
                                struct arena *arena, struct manifest *out,
                                struct xml_error *why);

#endif
