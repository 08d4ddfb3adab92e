/* An archive moved whole from one engine to another: from SQLite to
 * PostgreSQL when a city grows, and back. What is derived (projection and
 * tallies) is not copied but made again. */
#ifndef HUB_TRANSFER_H
#define HUB_TRANSFER_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct archive;

struct transferred {
    size_t tables;
    int64_t rows;
};

/* Copies every row of one consistent state into an archive that holds
 * nothing yet, then reads both again and compares counts and hashes, table by
 * table. One of the two must be SQLite. Attachments' files are not touched.
 * ERR_CONFLICT when the other archive is not empty, ERR_FORMAT when a table
 * did not arrive whole; both logged. */
MUST_USE enum err transfer_run(struct archive *from, struct archive *to,
                               struct transferred *out);

#endif
