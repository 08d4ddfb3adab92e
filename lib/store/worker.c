#include "store/worker.h"

#include "store/db.h"

static const char SET[] =
    "INSERT INTO worker (name, pin, added_ms) VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET pin = excluded.pin";
static const char REMOVE[] = "DELETE FROM worker WHERE name = ?";
static const char EACH[] = "SELECT name, pin FROM worker ORDER BY name";

enum err worker_set(struct db *db, const char *name, const char *pin,
                    int64_t now_ms)
{
    return db_run(db, SET, db_text(name), db_text(pin), db_int(now_ms));
}

enum err worker_remove(struct db *db, const char *name)
{
    enum err err = db_run(db, REMOVE, db_text(name));

    return err || db_changes(db) ? err : ERR_MISSING;
}

enum err worker_each(struct db *db,
                     enum err (*visit)(void *context, const char *name,
                                       const char *pin),
                     void *context)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, EACH);

    if (err)
        return err;
    while (!err && db_next(rows))
        err = visit(context, db_column_text(rows, 0), db_column_text(rows, 1));
    enum err ended = db_done(rows);
    return err ? err : ended;
}
