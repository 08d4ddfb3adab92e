/* Making an edition: all that is published now, as one signed text. */
#ifndef HUB_ISSUE_H
#define HUB_ISSUE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct archive;
struct buf;
struct config;

/* Appends the note of edition number for a station, signed with the hub's
 * key and with the one before it, when there was one. Inside a transaction,
 * so that all it tells of was true at once. */
MUST_USE enum err issue_make(struct archive *archive,
                             const struct config *config, int64_t station,
                             int64_t number, struct buf *out);

#endif
