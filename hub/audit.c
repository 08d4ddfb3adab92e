#include "audit.h"

#include "archive.h"
#include "sql.h"

static const char ADD[] = "INSERT INTO audit(at_ms, who, action, object,"
                          " detail) VALUES(?,?,?,?,?)";
static const char NEWEST[] = "SELECT at_ms, who, action, object, detail"
                             " FROM audit ORDER BY id DESC LIMIT ?";

enum err audit_add(struct archive *archive, const struct audit_entry *entry)
{
    return sql_run(archive->sql, ADD, db_int(entry->at_ms), db_text(entry->who),
                   db_text(entry->action), db_text(entry->object),
                   db_text(entry->detail));
}

enum err audit_note(struct archive *archive, const char *who,
                    const char *action, const char *object, const char *detail)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = audit_add(archive, &(struct audit_entry){stamp_now().wall_ms, who,
                                                   action, object, detail});
    return archive_end(archive, err);
}

enum err audit_each(struct archive *archive, int64_t limit,
                    void (*visit)(void *context,
                                  const struct audit_entry *entry),
                    void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, NEWEST, db_int(limit));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        struct audit_entry entry = {
            .at_ms = sql_column(sql, rows, 0),
            .who = sql_column_text(sql, rows, 1),
            .action = sql_column_text(sql, rows, 2),
            .object = sql_column_text(sql, rows, 3),
            .detail = sql_column_text(sql, rows, 4),
        };
        visit(context, &entry);
    }
    return sql->engine->done(rows);
}
