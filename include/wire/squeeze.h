/* The door to zstd: small bodies made smaller, bounded on the way back. */
#ifndef WIRE_SQUEEZE_H
#define WIRE_SQUEEZE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct buf;

/* How bytes are packed; the values travel. */
enum squeeze_kind { SQUEEZE_STORED = 0, SQUEEZE_ZSTD = 1 };

/* Appends the data packed and says how: stored when packing gains nothing.
 * It takes long and packs well: for stations whose link costs more than
 * their time. */
enum squeeze_kind squeeze_pack(const void *data, size_t size, struct buf *out);
/* Appends the unpacked data, which must be raw_size bytes. ERR_FORMAT when
 * it is anything else; no more memory than raw_size is ever used for it. */
MUST_USE enum err squeeze_unpack(enum squeeze_kind kind, const void *data,
                                 size_t size, size_t raw_size, struct buf *out);

#endif
