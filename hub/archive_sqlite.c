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

static void sqlite_close(struct sql *sql)
{
    db_close(db_of(sql));
    free(sql);
}

static enum err sqlite_begin(struct sql *sql)
{
    return db_begin(db_of(sql));
}

static enum err sqlite_begin_derived(struct sql *sql)
{
    return db_begin_derived(db_of(sql));
}

static enum err sqlite_end(struct sql *sql, enum err err)
{
    return db_end(db_of(sql), err);
}

static enum err sqlite_snapshot(struct sql *sql)
{
    return db_run(db_of(sql), "BEGIN");
}

/* Its numbers follow the largest by themselves. */
static enum err sqlite_renumber(struct sql *sql, const char *table,
                                const char *column)
{
    (void)sql, (void)table, (void)column;
    return ERR_NONE;
}

static enum err sqlite_run(struct sql *sql, const char *text,
                           const struct db_value *values, size_t count)
{
    return db_run_values(db_of(sql), text, values, count);
}

static int64_t sqlite_changes(struct sql *sql)
{
    return db_changes(db_of(sql));
}

static enum err sqlite_query(struct sql *sql, struct sql_rows **out,
                             const char *text, const struct db_value *values,
                             size_t count)
{
    struct db_rows *rows = NULL;
    enum err err = db_query_values(db_of(sql), &rows, text, values, count);

    *out = (struct sql_rows *)rows;
    return err;
}

static enum err sqlite_each(struct sql *sql, const char *text,
                            const struct db_lists *lists)
{
    return db_each(db_of(sql), text, lists);
}

static bool sqlite_next(struct sql_rows *rows)
{
    return db_next(rows_of(rows));
}

static enum err sqlite_done(struct sql_rows *rows)
{
    return db_done(rows_of(rows));
}

static int64_t sqlite_number(struct sql_rows *rows, int i)
{
    return db_column_int(rows_of(rows), i);
}

static const char *sqlite_text(struct sql_rows *rows, int i)
{
    return db_column_text(rows_of(rows), i);
}

static const void *sqlite_blob(struct sql_rows *rows, int i, size_t *size)
{
    return db_column_blob(rows_of(rows), i, size);
}

static bool sqlite_is_null(struct sql_rows *rows, int i)
{
    return db_column_is_null(rows_of(rows), i);
}

static void sqlite_rest(struct sql *sql)
{
    db_checkpoint(db_of(sql));
}

static enum err sqlite_keep_journal(struct sql *sql, int pages)
{
    return db_keep_journal(db_of(sql), pages);
}

static int sqlite_journal_pages(struct sql *sql)
{
    return db_journal_pages(db_of(sql));
}

/* Its file tells instead (journal.c). */
static int sqlite_ear(struct sql *sql)
{
    (void)sql;
    return -1;
}

static bool sqlite_heard(struct sql *sql)
{
    (void)sql;
    return false;
}

/* Deleted pages are overwritten in the database; their old images are still
 * in its journal until that is emptied. */
static enum err sqlite_scrub(struct sql *sql)
{
    return db_run(db_of(sql), "PRAGMA wal_checkpoint(TRUNCATE)");
}

static const struct sql_engine ENGINE = SQL_ENGINE(sqlite);

/* Keys come in no order, so that an answer touches a page of their index that
 * is as good as any: room for the index, in KiB. */
static const char CACHE[] = "PRAGMA cache_size = -16384";

enum err archive_sqlite_open(struct sql **out, const char *path,
                             const char *const *migrations, size_t count)
{
    struct db *db;
    enum err err = db_open(&db, path, migrations, count);

    *out = NULL;
    if (err)
        return err;
    err = db_run(db, CACHE);
    if (err) {
        db_close(db);
        return err;
    }
    struct sqlite *sqlite = xcalloc(1, sizeof *sqlite);
    sqlite->sql.engine = &ENGINE;
    sqlite->db = db;
    *out = &sqlite->sql;
    return ERR_NONE;
}
