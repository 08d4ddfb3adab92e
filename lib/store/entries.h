/* Lists of responses read by a query, for the files of this room. */
#ifndef STORE_ENTRIES_H
#define STORE_ENTRIES_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct db_rows;
struct outbox_entry;

/* Copies the rows (ROW_COLUMNS, then attempts), at most some megabytes of
 * them, and ends the query. On an error the list is empty. */
MUST_USE enum err entries_read(struct db_rows *rows, struct outbox_entry **out,
                               size_t *count);

#endif
