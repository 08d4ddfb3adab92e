#include "entries.h"

#include "row.h"

#include "base/mem.h"
#include "store/db.h"
#include "store/outbox.h"

#include <stdlib.h>

enum err entries_read(struct db_rows *rows, struct outbox_entry **out,
                      size_t *count)
{
    struct outbox_entry *list = NULL;
    size_t n = 0, capacity = 0;

    while (db_next(rows)) {
        list = mem_grow(list, n, &capacity, sizeof *list);
        row_read(rows, &list[n].response);
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
