/* Answers that a Coordinator at the hub sent back to their worker, each with
 * the last word on it. */
#ifndef STORE_RETURNED_H
#define STORE_RETURNED_H

#include "base/attr.h"
#include "base/err.h"
#include "record/response.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

/* Keeps the comment, in place of an earlier one. */
MUST_USE enum err returned_keep(struct db *db,
                                const unsigned char key[RESPONSE_KEY_SIZE],
                                const char *comment, int64_t now_ms);
/* Whether any answer of a worker left this station, so that asking for what
 * comes back makes sense. */
MUST_USE enum err returned_may_come(struct db *db, bool *out);

#endif
