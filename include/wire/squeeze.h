/* Small bodies made smaller, bounded on the way back: zstd where it was built
 * in (make ZSTD=no leaves it out), zlib everywhere. */
#ifndef WIRE_SQUEEZE_H
#define WIRE_SQUEEZE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* How bytes are packed; the values travel. */
enum squeeze_kind { SQUEEZE_STORED = 0, SQUEEZE_ZSTD = 1, SQUEEZE_ZLIB = 2 };

/* Whether this build can pack and unpack it. */
bool squeeze_knows(enum squeeze_kind kind);

/* Appends the data packed as asked for and says how it was done: stored when
 * packing gains nothing. dictionary is what the data resembles and the reader
 * has as well, or NULL. It takes long and packs well: for stations whose link
 * costs more than their time. */
enum squeeze_kind squeeze_pack(enum squeeze_kind kind,
                               const struct buf *dictionary, const void *data,
                               size_t size, struct buf *out);
/* Appends the unpacked data, which must be raw_size bytes. ERR_FORMAT when
 * it is anything else, or was packed in a way or against a dictionary that is
 * not here; no more memory than raw_size is ever used for it. */
MUST_USE enum err squeeze_unpack(enum squeeze_kind kind,
                                 const struct buf *dictionary, const void *data,
                                 size_t size, size_t raw_size, struct buf *out);

#endif
