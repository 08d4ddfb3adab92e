/* The door to libzip: the entries of a packed file, read within limits, so
 * that a small file cannot unpack into a flood. Private to lib/xlsform. */
#ifndef XLSFORM_ZIPPED_H
#define XLSFORM_ZIPPED_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

/* Entries, and bytes unpacked from all of them together, at most. */
enum { ZIP_ENTRIES_MAX = 4096, ZIP_BYTES_MAX = 48 * 1024 * 1024 };

struct zipped;

/* Opens a packed file that stays in memory as long as *out does; the caller
 * frees *out with zipped_close. ERR_FORMAT when it is none. */
MUST_USE enum err zipped_open(const char *data, size_t size,
                              struct zipped **out);
/* NULL is accepted. */
void zipped_close(struct zipped *zipped);

/* Appends an entry's bytes. ERR_MISSING when there is no such entry,
 * ERR_LIMIT when too much was unpacked, ERR_FORMAT when it is damaged. */
MUST_USE enum err zipped_read(struct zipped *zipped, const char *name,
                              struct buf *out);

#endif
