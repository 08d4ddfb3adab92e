#include "store/formfile.h"

#include "store/db.h"

static const char IS_CURRENT[] =
    "SELECT count(*) FROM form_file WHERE target = ? AND form_id = ? "
    "AND name = ? AND hash = ? AND state = 'current'";
static const char AGE[] =
    "UPDATE form_file SET state = 'old', changed_ms = ? "
    "WHERE target = ? AND form_id = ? AND name = ? AND state = 'current'";
static const char ADD[] =
    "INSERT INTO form_file VALUES (?, ?, ?, ?, ?, '', 'current', ?) "
    "ON CONFLICT DO UPDATE SET hash = excluded.hash, state = 'current', "
    "changed_ms = excluded.changed_ms";
static const char RETIRE[] =
    "UPDATE form_file SET state = 'old', changed_ms = ? "
    "WHERE target = ? AND form_id = ? AND state = 'current'";
/* Media lie in a folder of their own, so only they have a slash. */
static const char EACH[] =
    "SELECT form_id, form_version, name, hash FROM form_file "
    "WHERE target = ? AND state = 'current' AND instr(name, '/') = 0 "
    "ORDER BY form_id";

enum err formfile_is_current(struct db *db, const struct formfile *file,
                             int *out)
{
    int64_t n;
    enum err err = db_number(db, 0, &n, IS_CURRENT, db_text(file->target),
                             db_text(file->form_id), db_text(file->name),
                             db_text(file->hash));

    *out = n > 0;
    return err;
}

enum err formfile_replace(struct db *db, const struct formfile *file,
                          int64_t now_ms)
{
    enum err err = db_begin(db);

    if (err)
        return err;
    err = db_run(db, AGE, db_int(now_ms), db_text(file->target),
                 db_text(file->form_id), db_text(file->name));
    if (!err)
        err = db_run(db, ADD, db_text(file->target), db_text(file->form_id),
                     db_text(file->form_version), db_text(file->name),
                     db_text(file->hash), db_int(now_ms));
    return db_end(db, err);
}

enum err formfile_retire(struct db *db, const char *target, const char *form_id,
                         int64_t now_ms)
{
    return db_run(db, RETIRE, db_int(now_ms), db_text(target),
                  db_text(form_id));
}

enum err formfile_each(struct db *db, const char *target,
                       enum err (*visit)(void *context,
                                         const struct formfile *file),
                       void *context)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, EACH, db_text(target));

    if (err)
        return err;
    while (!err && db_next(rows)) {
        const struct formfile file = {
            .target = target,
            .form_id = db_column_text(rows, 0),
            .form_version = db_column_text(rows, 1),
            .name = db_column_text(rows, 2),
            .hash = db_column_text(rows, 3),
        };
        err = visit(context, &file);
    }
    enum err end = db_done(rows);
    return err ? err : end;
}
