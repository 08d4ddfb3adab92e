/* The door to zlib: files are compressed once, when they are written, for all
 * who will ever fetch them (RFC 1952). */
#ifndef HUB_GZIP_H
#define HUB_GZIP_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct buf;

/* Appends the bytes as one gzip member, the same for the same bytes. */
MUST_USE enum err gzip_pack(struct buf *out, const void *data, size_t size);
/* The same in zlib's own frame (RFC 1950). */
MUST_USE enum err gzip_pack_zlib(struct buf *out, const void *data,
                                 size_t size);

#endif
