#include "store/withdrawals.h"

#include "base/mem.h"
#include "store/db.h"

#include <stdlib.h>

static const char ASK[] =
    "INSERT INTO withdrawal VALUES (?, ?, ?, ?) ON CONFLICT (code) "
    "DO UPDATE SET token = excluded.token";
/* A refused number may have been mistyped: with another it is asked anew. */
static const char FORGET_DENIED[] =
    "DELETE FROM withdrawal_end WHERE code = ? AND what = ?";
static const char SETTLE[] =
    "INSERT INTO withdrawal_end VALUES (?, ?, ?, ?) ON CONFLICT "
    "(target, code) DO UPDATE SET what = excluded.what, due_ms = "
    "excluded.due_ms";
static const char FIND[] =
    "SELECT coalesce((SELECT min(what) FROM withdrawal_end WHERE code = ?1),"
    " ?2) FROM withdrawal WHERE code = ?1";
static const char EACH[] =
    "SELECT w.code, w.token, w.log, w.leaf_index FROM withdrawal AS w "
    "LEFT JOIN withdrawal_end AS e ON e.target = ?1 AND e.code = w.code "
    "WHERE (e.what IS NULL OR (e.what = ?3 AND e.due_ms <= ?2)) "
    "AND NOT EXISTS (SELECT 1 FROM response AS r"
    " JOIN epoch ON epoch.number = r.epoch AND epoch.log = w.log"
    " LEFT JOIN delivery AS d ON d.target = ?1 AND d.seq = r.seq"
    " WHERE r.leaf_index = w.leaf_index"
    " AND coalesce(d.verdict NOT IN ('stored', 'duplicate'), 1)) "
    "ORDER BY w.code";

enum err withdrawals_ask(struct db *db, const struct withdrawal *asked)
{
    enum err err = db_begin(db);

    if (err)
        return err;
    err = db_run(db, ASK, db_text(asked->code), db_text(asked->token),
                 db_text(asked->log), db_int(asked->index));
    if (!err)
        err = db_run(db, FORGET_DENIED, db_text(asked->code),
                     db_int(WITHDRAWAL_DENIED));
    return db_end(db, err);
}

enum err withdrawals_settle(struct db *db, const char *target, const char *code,
                            enum withdrawal_end end, int64_t due_ms)
{
    return db_run(db, SETTLE, db_text(target), db_text(code), db_int(end),
                  db_int(due_ms));
}

enum err withdrawals_find(struct db *db, const char *code,
                          enum withdrawal_end *out)
{
    int64_t end;
    enum err err = db_number(db, WITHDRAWAL_NONE, &end, FIND, db_text(code),
                             db_int(WITHDRAWAL_ASKED));

    *out = (enum withdrawal_end)end;
    return err;
}

struct list {
    struct withdrawal *rows;
    size_t count, capacity;
};

/* Read at once: the visits speak with a server and write here. */
static enum err read_all(struct db *db, const char *target, int64_t now_ms,
                         struct list *out)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, EACH, db_text(target), db_int(now_ms),
                            db_int(WITHDRAWAL_WAITS));

    if (err)
        return err;
    while (db_next(rows)) {
        out->rows =
            mem_grow(out->rows, out->count, &out->capacity, sizeof *out->rows);
        out->rows[out->count++] = (struct withdrawal){
            .code = xstrdup(db_column_text(rows, 0)),
            .token = xstrdup(db_column_text(rows, 1)),
            .log = xstrdup(db_column_text(rows, 2)),
            .index = db_column_int(rows, 3),
        };
    }
    return db_done(rows);
}

enum err withdrawals_each(struct db *db, const char *target, int64_t now_ms,
                          enum err (*visit)(void *context,
                                            const struct withdrawal *asked),
                          void *context)
{
    struct list list = {NULL, 0, 0};
    enum err err = read_all(db, target, now_ms, &list);

    for (size_t i = 0; !err && i < list.count; i++)
        err = visit(context, &list.rows[i]);
    for (size_t i = 0; i < list.count; i++) {
        free((char *)list.rows[i].code);
        free((char *)list.rows[i].token);
        free((char *)list.rows[i].log);
    }
    free(list.rows);
    return err;
}
