/* The door to SQLite. A database is opened with WAL and synchronous=FULL
 * (nothing acknowledged is lost by a power cut), STRICT tables, and is
 * migrated by an append-only list of statements; user_version counts. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_rows;

/* A value to bind; made by the functions below. Texts and blobs are borrowed
 * until the statement has run. */
struct db_value {
    enum { DB_NULL, DB_INT, DB_TEXT, DB_BLOB } kind;
    int64_t number;
    const void *data;
    size_t size;
};

/* NULL. */
struct db_value db_null(void);
/* A whole number. */
struct db_value db_int(int64_t number);
/* A text; NULL binds NULL. */
struct db_value db_text(const char *text);
/* Bytes; no data with no size is an empty blob. */
struct db_value db_blob(const void *data, size_t size);

/* Opens or creates the database and runs the migrations it has not seen.
 * ERR_NEWER when it was made by a newer version, ERR_BUSY when it stays
 * locked, ERR_DENIED in a read-only folder, ERR_FORMAT when it is no
 * database or damaged; each logged with path and remedy. */
MUST_USE enum err db_open(struct db **out, const char *path,
                          const char *const *migrations, size_t count);
/* NULL is accepted. */
void db_close(struct db *db);

/* Begins a transaction and takes the write lock; they do not nest. */
MUST_USE enum err db_begin(struct db *db);
/* The same for what can be made again: db_end does not wait for the disk. A
 * power cut may take the transaction back, whole, until the next db_begin's
 * is durable, and this one with it. */
MUST_USE enum err db_begin_derived(struct db *db);
/* Commits when err is ERR_NONE and returns what came of it; otherwise rolls
 * back and returns err. */
MUST_USE enum err db_end(struct db *db, enum err err);

/* Runs a statement that returns no rows. Call it through the macro:
 * db_run(db, "DELETE FROM t WHERE k = ?", db_int(3)). A broken uniqueness or
 * check is ERR_CONFLICT and is not logged. */
MUST_USE enum err db_run_values(struct db *db, const char *sql,
                                const struct db_value *values, size_t count);
#define db_run(db, ...) DB_CALL(db_run_values, db, __VA_ARGS__, db_null())

/* Values for one statement many times, and what each time came of it. */
struct db_lists {
    const struct db_value *values; /* count times columns */
    size_t columns, count;
    int64_t *changed; /* rows that each one changed, or NULL */
    int64_t *out;     /* the first column of each one's first row, a number,
                       * or NULL */
    int64_t fallback; /* for those without a row */
};
/* Runs a statement once for each list of values, made ready but once. Ends at
 * the first error. */
MUST_USE enum err db_each(struct db *db, const char *sql,
                          const struct db_lists *lists);

/* Begins a query; step with db_next, end with db_done. */
MUST_USE enum err db_query_values(struct db *db, struct db_rows **out,
                                  const char *sql,
                                  const struct db_value *values, size_t count);
#define db_query(db, out, ...) DB_QUERY(db, out, __VA_ARGS__, db_null())

/* True when there is a row to read; false at the end or on an error, which
 * db_done then returns. */
MUST_USE bool db_next(struct db_rows *rows);
/* Ends the query; NULL is accepted. */
enum err db_done(struct db_rows *rows);

/* A column of the row, counted from 0, as a number. */
int64_t db_column_int(struct db_rows *rows, int i);
/* As a text, "" for NULL, borrowed until db_next or db_done. */
const char *db_column_text(struct db_rows *rows, int i);
/* As bytes, borrowed as long. */
const void *db_column_blob(struct db_rows *rows, int i, size_t *size);
/* Whether it is NULL. */
bool db_column_is_null(struct db_rows *rows, int i);

/* One number of a one-row query, fallback when there is no row. */
MUST_USE enum err db_number_values(struct db *db, int64_t fallback,
                                   int64_t *out, const char *sql,
                                   const struct db_value *values, size_t count);
#define db_number(db, fallback, out, ...)                                      \
    DB_NUMBER(db, fallback, out, __VA_ARGS__, db_null())

/* Rows changed by the last db_run. */
int64_t db_changes(struct db *db);
/* The largest page of work a writer owes: copies the WAL into the database
 * without waiting for readers. */
void db_checkpoint(struct db *db);
/* From now on a commit copies the WAL only when it has so many pages; the
 * file keeps that size, since cutting it back and growing it again takes
 * longer than all commits in between. */
MUST_USE enum err db_keep_journal(struct db *db, int pages);
/* How many pages the WAL had after this connection's last commit; counted
 * from db_keep_journal on. */
int db_journal_pages(const struct db *db);

#define DB_CALL(function, db, sql, ...)                                        \
    function(db, sql, (const struct db_value[]){__VA_ARGS__},                  \
             COUNT_OF(((const struct db_value[]){__VA_ARGS__})) - 1)
#define DB_QUERY(db, out, sql, ...)                                            \
    db_query_values(db, out, sql, (const struct db_value[]){__VA_ARGS__},      \
                    COUNT_OF(((const struct db_value[]){__VA_ARGS__})) - 1)
#define DB_NUMBER(db, fallback, out, sql, ...)                                 \
    db_number_values(db, fallback, out, sql,                                   \
                     (const struct db_value[]){__VA_ARGS__},                   \
                     COUNT_OF(((const struct db_value[]){__VA_ARGS__})) - 1)

#endif
