/* The default engine: SQLite through its door, lib/store/db.c. */
#include "sql.h"

#include "base/mem.h"

#include <stdlib.h>

struct sqlite {
    struct sql sql;
    struct db *db;
};

static struct db *db_of(struct sql *sql)
{
    return ((struct sqlite *)sql)->db;
}

static struct db_rows *rows_of(struct sql_rows *rows)
{
    return (struct db_rows *)rows;
}

static void close_it(struct sql *sql)
{
    db_close(db_of(sql));
    free(sql);
}

static enum err begin(struct sql *sql)
{
    return db_begin(db_of(sql));
}

static enum err end(struct sql *sql, enum err err)
{
    return db_end(db_of(sql), err);
}

static enum err run(struct sql *sql, const char *text,
                    const struct db_value *values, size_t count)
{
    return db_run_values(db_of(sql), text, values, count);
}

static int64_t changes(struct sql *sql)
{
    return db_changes(db_of(sql));
}

static enum err query(struct sql *sql, struct sql_rows **out, const char *text,
                      const struct db_value *values, size_t count)
{
    struct db_rows *rows = NULL;
    enum err err = db_query_values(db_of(sql), &rows, text, values, count);

    *out = (struct sql_rows *)rows;
    return err;
}

static bool next(struct sql_rows *rows)
{
    return db_next(rows_of(rows));
}

static enum err done(struct sql_rows *rows)
{
    return db_done(rows_of(rows));
}

static int64_t number(struct sql_rows *rows, int i)
{
    return db_column_int(rows_of(rows), i);
}

static const char *text_of(struct sql_rows *rows, int i)
{
    return db_column_text(rows_of(rows), i);
}

static const void *blob(struct sql_rows *rows, int i, size_t *size)
{
    return db_column_blob(rows_of(rows), i, size);
}

static bool is_null(struct sql_rows *rows, int i)
{
    return db_column_is_null(rows_of(rows), i);
}

static void rest(struct sql *sql)
{
    db_checkpoint(db_of(sql));
}

/* Deleted pages are overwritten in the database; their old images are still
 * in its journal until that is emptied. */
static enum err scrub(struct sql *sql)
{
    return db_run(db_of(sql), "PRAGMA wal_checkpoint(TRUNCATE)");
}

static const struct sql_engine ENGINE = {
    .close = close_it,
    .begin = begin,
    .end = end,
    .run = run,
    .changes = changes,
    .query = query,
    .next = next,
    .done = done,
    .number = number,
    .text = text_of,
    .blob = blob,
    .is_null = is_null,
    .rest = rest,
    .scrub = scrub,
};

enum err archive_sqlite_open(struct sql **out, const char *path,
                             const char *const *migrations, size_t count)
{
    struct db *db;
    enum err err = db_open(&db, path, migrations, count);

    *out = NULL;
    if (err)
        return err;
    struct sqlite *sqlite = xcalloc(1, sizeof *sqlite);
    sqlite->sql.engine = &ENGINE;
    sqlite->db = db;
    *out = &sqlite->sql;
    return ERR_NONE;
}
