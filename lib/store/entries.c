#include "entries.h"

#include "row.h"

#include "base/mem.h"
#include "store/db.h"
#include "store/outbox.h"

#include <stdlib.h>

/* Small boards have little memory: a list ends early when it grows heavy. */
enum { LARGEST_BYTES = 4 * 1024 * 1024 };

enum err entries_read(struct db_rows *rows, struct outbox_entry **out,
                      size_t *count)
{
    struct outbox_entry *list = NULL;
    size_t n = 0, capacity = 0, bytes = 0;

    while (bytes < LARGEST_BYTES && db_next(rows)) {
        list = mem_grow(list, n, &capacity, sizeof *list);
        row_read(rows, &list[n].response);
        bytes += list[n].response.body_size;
        list[n++].attempts = db_column_int(rows, ROW_COLUMNS_COUNT);
    }
    enum err err = db_done(rows);
    if (err) {
        outbox_entries_clear(list, n);
        list = NULL;
        n = 0;
    }
    *out = list;
    *count = n;
    return err;
}
