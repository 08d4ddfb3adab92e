#include "store/unsent.h"

#include "entries.h"
#include "row.h"

#include "store/db.h"
#include "store/outbox.h"

enum { MOST = 200 };

/* The row's number stands where other lists have the attempts. */
static const char UNSENT[] =
    "SELECT " ROW_COLUMNS ", seq FROM response WHERE seq > ?1 "
    "AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.seq = response.seq"
    " AND d.verdict IN ('stored', 'duplicate')) ORDER BY seq LIMIT ?2";

enum err unsent_read(struct db *db, int64_t *cursor, struct outbox_entry **out,
                     size_t *count)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, UNSENT, db_int(*cursor), db_int(MOST));

    if (!err)
        err = entries_read(rows, out, count);
    if (!err && *count > 0)
        *cursor = (*out)[*count - 1].attempts;
    return err;
}
