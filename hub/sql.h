/* What the archive needs of a database: a table of functions with a sentence
 * of contract each. The archive's statements are written once, in the SQL
 * that its engines share, with `?` for values. */
#ifndef HUB_SQL_H
#define HUB_SQL_H

#include "base/attr.h"
#include "base/err.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sql;
struct sql_rows;

struct sql_engine {
    /* Ends the connection and frees the struct sql. */
    void (*close)(struct sql *sql);
    /* Takes the write lock of a transaction; they do not nest. */
    enum err (*begin)(struct sql *sql);
    /* The same for what can be made again from what is durable: a power cut
     * may take it back as a whole, and nobody waits for the disk. */
    enum err (*begin_derived)(struct sql *sql);
    /* Begins a transaction that only reads: one state, whatever is written
     * meanwhile, and nobody waits for it. */
    enum err (*snapshot)(struct sql *sql);
    /* Commits durably when err is ERR_NONE, otherwise rolls back and returns
     * err. */
    enum err (*end)(struct sql *sql, enum err err);
    /* Runs a statement without rows; a broken uniqueness is ERR_CONFLICT. */
    enum err (*run)(struct sql *sql, const char *text,
                    const struct db_value *values, size_t count);
    /* Rows that the last run changed. */
    int64_t (*changes)(struct sql *sql);
    /* As db_each, in few journeys where there is a server. */
    enum err (*each)(struct sql *sql, const char *text,
                     const struct db_lists *lists);
    /* Begins a query, stepped with next and ended with done. */
    enum err (*query)(struct sql *sql, struct sql_rows **out, const char *text,
                      const struct db_value *values, size_t count);
    /* Whether there is a row; false also after an error, see done. */
    bool (*next)(struct sql_rows *rows);
    /* Ends the query and returns what went wrong in it. */
    enum err (*done)(struct sql_rows *rows);
    /* Columns of the row from 0, borrowed until next or done. */
    int64_t (*number)(struct sql_rows *rows, int i);
    const char *(*text)(struct sql_rows *rows, int i);
    const void *(*blob)(struct sql_rows *rows, int i, size_t *size);
    bool (*is_null)(struct sql_rows *rows, int i);
    /* Idle upkeep, such as a checkpoint; never waits for readers. */
    void (*rest)(struct sql *sql);
    /* As db_keep_journal and db_journal_pages; 0 where there is no journal of
     * ours. */
    enum err (*keep_journal)(struct sql *sql, int pages);
    int (*journal_pages)(struct sql *sql);
    /* A descriptor to poll for reading: another connection committed what is
     * no derived matter. -1 where the engine tells of none. */
    int (*ear)(struct sql *sql);
    /* Whether it told of any since the last call. */
    bool (*heard)(struct sql *sql);
    /* Lets nothing that was deleted lie about in the engine's files, as far
     * as the engine can; outside a transaction. */
    enum err (*scrub)(struct sql *sql);
    /* Says that rows with numbers of their own were added to a table. */
    enum err (*renumber)(struct sql *sql, const char *table,
                         const char *column);
};

/* The body of a trigger that keeps a table append-only, in SQLite's words;
 * the other engine has its own for it. */
#define APPEND_ONLY " BEGIN SELECT RAISE(ABORT, 'append only'); END"

/* The table of an engine whose functions are called PREFIX_begin and so on. */
#define SQL_ENGINE(prefix)                                                     \
    {                                                                          \
        .close = prefix##_close, .begin = prefix##_begin,                      \
        .begin_derived = prefix##_begin_derived,                               \
        .snapshot = prefix##_snapshot, .end = prefix##_end,                    \
        .run = prefix##_run, .changes = prefix##_changes,                      \
        .each = prefix##_each, .query = prefix##_query, .next = prefix##_next, \
        .done = prefix##_done, .number = prefix##_number,                      \
        .text = prefix##_text, .blob = prefix##_blob,                          \
        .is_null = prefix##_is_null, .rest = prefix##_rest,                    \
        .keep_journal = prefix##_keep_journal,                                 \
        .journal_pages = prefix##_journal_pages, .ear = prefix##_ear,          \
        .heard = prefix##_heard, .scrub = prefix##_scrub,                      \
        .renumber = prefix##_renumber                                          \
    }

struct sql {
    const struct sql_engine *engine;
};

/* Statements with their values: sql_run(sql, "DELETE ... k = ?", db_int(3)),
 * sql_query(sql, &rows, "SELECT ...", ...). */
#define sql_run(sql, ...) SQL_RUN(sql, __VA_ARGS__, db_null())
#define sql_query(sql, out, ...) SQL_QUERY(sql, out, __VA_ARGS__, db_null())
#define sql_number(sql, fallback, out, ...)                                    \
    SQL_NUMBER(sql, fallback, out, __VA_ARGS__, db_null())

#define SQL_VALUES(...)                                                        \
    (const struct db_value[])                                                  \
    {                                                                          \
        __VA_ARGS__                                                            \
    }
#define SQL_COUNT(...) (COUNT_OF((SQL_VALUES(__VA_ARGS__))) - 1)
#define SQL_RUN(sql, statement, ...)                                           \
    (sql)->engine->run(sql, statement, SQL_VALUES(__VA_ARGS__),                \
                       SQL_COUNT(__VA_ARGS__))
#define SQL_QUERY(sql, out, statement, ...)                                    \
    (sql)->engine->query(sql, out, statement, SQL_VALUES(__VA_ARGS__),         \
                         SQL_COUNT(__VA_ARGS__))
#define SQL_NUMBER(sql, fallback, out, statement, ...)                         \
    sql_number_values(sql, fallback, out, statement, SQL_VALUES(__VA_ARGS__),  \
                      SQL_COUNT(__VA_ARGS__))

/* The first column of the first row, fallback when there is no row. */
MUST_USE enum err sql_number_values(struct sql *sql, int64_t fallback,
                                    int64_t *out, const char *text,
                                    const struct db_value *values,
                                    size_t count);

/* A column's number, from 0. */
int64_t sql_column(struct sql *sql, struct sql_rows *rows, int i);
/* A column's text, "" for NULL; borrowed until next or done. */
const char *sql_column_text(struct sql *sql, struct sql_rows *rows, int i);

/* The engine on SQLite: one file, opened and migrated. Errors as db_open. */
MUST_USE enum err archive_sqlite_open(struct sql **out, const char *path,
                                      const char *const *migrations,
                                      size_t count);

/* The engine on PostgreSQL: address as libpq takes it. ERR_NETWORK when no
 * server answers there. */
MUST_USE enum err archive_postgres_open(struct sql **out, const char *address,
                                        const char *const *migrations,
                                        size_t count);

#endif
