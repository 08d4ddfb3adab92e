/* A response as a row of the station's database, and back. */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "base/attr.h"
#include "base/err.h"

struct db;
struct db_rows;
struct response;

/* The columns that row_read expects first, in its order. */
#define ROW_COLUMNS                                                            \
    "key, id, deprecated_id, form_id, form_version, body, origin, "            \
    "entry_mode, language, zone, boot_id, flags, extra, started_wall_ms, "     \
    "started_boot_ms, started_quality, saved_wall_ms, saved_boot_ms, "         \
    "saved_quality, attachments, "                                             \
    "(SELECT log FROM epoch AS e WHERE e.number = epoch), leaf_index, salt, "  \
    "token, commitment"
enum { ROW_COLUMNS_COUNT = 25 };

struct place_in_log;

/* Inserts the response; ERR_CONFLICT when its key is there. place is NULL for
 * one that is in no log. */
MUST_USE enum err row_insert(struct db *db, const struct response *response,
                             const struct place_in_log *place);
/* Copies the row under the cursor; the caller clears the response. */
void row_read(struct db_rows *rows, struct response *out);

#endif
