#include "store/db.h"

#include "base/log.h"
#include "base/mem.h"
#include "db_migrate.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CACHE_SIZE = 64, BUSY_MS = 5000, WAL_TRIES = 50 };

/* Nothing acknowledged may be lost (synchronous), nothing deleted may stay
 * readable (secure_delete), and no schema may run functions of ours. */
static const char CONFIGURE[] = "PRAGMA synchronous = FULL;"
                                "PRAGMA foreign_keys = ON;"
                                "PRAGMA secure_delete = ON;"
                                "PRAGMA trusted_schema = OFF;"
                                "PRAGMA cell_size_check = ON;"
                                "PRAGMA journal_size_limit = 4194304;"
                                "PRAGMA temp_store = MEMORY;";

static const char TAKE[] = "BEGIN IMMEDIATE";

struct statement {
    sqlite3_stmt *handle;
    bool in_use;
};

struct db {
    sqlite3 *handle;
    char *path;
    struct statement cache[CACHE_SIZE];
    size_t evict;    /* the slot that the next unknown statement takes */
    bool is_derived; /* commits do not wait for the disk now */
    int journal_pages, journal_most;
};

struct db_rows {
    struct db *db;
    sqlite3_stmt *handle;
    struct statement *slot; /* NULL when the statement is not in the cache */
    enum err err;
};

static enum err kind_of(int code, int system_errno)
{
    if (system_errno == ENOSPC && (code & 0xff) == SQLITE_IOERR)
        return ERR_FULL;
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ERR_NONE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_CONSTRAINT:
        return ERR_CONFLICT;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return ERR_FORMAT;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return ERR_DENIED;
    case SQLITE_TOOBIG:
        return ERR_LIMIT;
    default:
        return ERR_IO;
    }
}

static const char *const REMEDY[] = {
    [ERR_IO] = "check the disk, then restore the last copy if it is damaged",
    [ERR_FORMAT] = "no database, or damaged: restore the last copy",
    [ERR_LIMIT] = "a value is larger than the database takes",
    [ERR_DENIED] = "make the file and its folder writable for this user",
    [ERR_BUSY] = "another program holds it; end that program or wait",
    [ERR_FULL] = "free some space on this disk",
    [ERR_MISSING] = "make the folder first",
};

static const char *remedy(enum err err)
{
    const char *text = (size_t)err < COUNT_OF(REMEDY) ? REMEDY[err] : NULL;

    return text ? text : "see the message before";
}

/* Turns SQLite's result into ours; the cause is logged here, once. */
static enum err check(struct db *db, int code, const char *who)
{
    enum err err = kind_of(code, sqlite3_system_errno(db->handle));

    if (err && err != ERR_CONFLICT)
        log_line(LOG_LEVEL_ERROR, who, "%s: %s (%d): %s", db->path,
                 sqlite3_errmsg(db->handle),
                 sqlite3_extended_errcode(db->handle),
                 code == SQLITE_ERROR ? "a fault of this program; report it"
                                      : remedy(err));
    return err;
}

static struct statement *find_cached(struct db *db, const char *sql)
{
    for (size_t i = 0; i < CACHE_SIZE; i++) {
        struct statement *slot = &db->cache[i];
        if (slot->handle && !slot->in_use &&
            strcmp(sqlite3_sql(slot->handle), sql) == 0)
            return slot;
    }
    return NULL;
}

/* A free slot of the cache, or NULL when all statements are running. */
static struct statement *take_slot(struct db *db)
{
    for (size_t i = 0; i < CACHE_SIZE; i++) {
        struct statement *slot = &db->cache[db->evict++ % CACHE_SIZE];
        if (slot->in_use)
            continue;
        sqlite3_finalize(slot->handle);
        slot->handle = NULL;
        return slot;
    }
    return NULL;
}

static enum err prepare(struct db *db, const char *sql, struct db_rows *rows)
{
    *rows = (struct db_rows){.db = db, .slot = find_cached(db, sql)};
    if (rows->slot) {
        rows->slot->in_use = true;
        rows->handle = rows->slot->handle;
        return ERR_NONE;
    }
    int code = sqlite3_prepare_v3(
        db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &rows->handle, NULL);
    if (code != SQLITE_OK)
        return check(db, code, __func__);
    rows->slot = take_slot(db);
    if (rows->slot)
        *rows->slot = (struct statement){rows->handle, true};
    return ERR_NONE;
}

static int bind_value(sqlite3_stmt *s, int i, const struct db_value *v)
{
    switch (v->kind) {
    case DB_INT:
        return sqlite3_bind_int64(s, i, v->number);
    case DB_TEXT:
        return sqlite3_bind_text64(s, i, v->data, v->size, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(s, i, v->data, v->size, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(s, i);
    }
}

/* Gives the statement back to the cache. */
static void finish(struct db_rows *rows)
{
    if (!rows->slot) {
        sqlite3_finalize(rows->handle);
        return;
    }
    sqlite3_reset(rows->handle);
    sqlite3_clear_bindings(rows->handle);
    rows->slot->in_use = false;
}

static enum err bind_all(struct db_rows *rows, const struct db_value *values,
                         size_t count)
{
    int code = SQLITE_OK;

    assert(sqlite3_bind_parameter_count(rows->handle) == (int)count);
    for (size_t i = 0; code == SQLITE_OK && i < count; i++)
        code = bind_value(rows->handle, (int)i + 1, &values[i]);
    return check(rows->db, code, __func__);
}

static enum err begin(struct db *db, struct db_rows *rows, const char *sql,
                      const struct db_value *values, size_t count)
{
    enum err err = prepare(db, sql, rows);

    if (err)
        return err;
    err = bind_all(rows, values, count);
    if (err)
        finish(rows);
    return err;
}

/* All columns are bound anew each time: nothing has to be cleared between. */
static enum err step_once(struct db_rows *rows, const struct db_lists *lists,
                          size_t i)
{
    sqlite3_stmt *s = rows->handle;
    enum err err =
        bind_all(rows, lists->values + i * lists->columns, lists->columns);

    if (err)
        return err;
    int code = sqlite3_step(s);
    err = check(rows->db, code, __func__);
    if (lists->changed)
        lists->changed[i] =
            code == SQLITE_DONE ? sqlite3_changes64(rows->db->handle) : 0;
    if (lists->out)
        lists->out[i] =
            code == SQLITE_ROW ? sqlite3_column_int64(s, 0) : lists->fallback;
    sqlite3_reset(s);
    return err;
}

enum err db_each(struct db *db, const char *sql, const struct db_lists *lists)
{
    struct db_rows rows;

    if (lists->count == 0)
        return ERR_NONE;
    enum err err = prepare(db, sql, &rows);
    if (err)
        return err;
    for (size_t i = 0; !err && i < lists->count; i++)
        err = step_once(&rows, lists, i);
    finish(&rows);
    return err;
}

enum err db_run_values(struct db *db, const char *sql,
                       const struct db_value *values, size_t count)
{
    return db_each(
        db, sql,
        &(struct db_lists){.values = values, .columns = count, .count = 1});
}

enum err db_query_values(struct db *db, struct db_rows **out, const char *sql,
                         const struct db_value *values, size_t count)
{
    struct db_rows *rows = xmalloc(sizeof *rows);
    enum err err = begin(db, rows, sql, values, count);

    if (err) {
        free(rows);
        rows = NULL;
    }
    *out = rows;
    return err;
}

bool db_next(struct db_rows *rows)
{
    if (rows->err)
        return false;
    int code = sqlite3_step(rows->handle);
    rows->err = check(rows->db, code, __func__);
    return code == SQLITE_ROW;
}

enum err db_done(struct db_rows *rows)
{
    if (!rows)
        return ERR_NONE;
    enum err err = rows->err;
    finish(rows);
    free(rows);
    return err;
}

int64_t db_column_int(struct db_rows *rows, int i)
{
    return sqlite3_column_int64(rows->handle, i);
}

const char *db_column_text(struct db_rows *rows, int i)
{
    const char *text = (const char *)sqlite3_column_text(rows->handle, i);
    return text ? text : "";
}

const void *db_column_blob(struct db_rows *rows, int i, size_t *size)
{
    const void *data = sqlite3_column_blob(rows->handle, i);

    *size = (size_t)sqlite3_column_bytes(rows->handle, i);
    return data ? data : "";
}

bool db_column_is_null(struct db_rows *rows, int i)
{
    return sqlite3_column_type(rows->handle, i) == SQLITE_NULL;
}

enum err db_number_values(struct db *db, int64_t fallback, int64_t *out,
                          const char *sql, const struct db_value *values,
                          size_t count)
{
    struct db_rows *rows;
    enum err err = db_query_values(db, &rows, sql, values, count);

    *out = fallback;
    if (err)
        return err;
    if (db_next(rows) && !db_column_is_null(rows, 0))
        *out = db_column_int(rows, 0);
    return db_done(rows);
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes64(db->handle);
}

/* Durable again, whatever came before. */
static enum err be_durable(struct db *db)
{
    if (!db->is_derived)
        return ERR_NONE;
    enum err err = db_run(db, "PRAGMA synchronous = FULL");
    db->is_derived = err != ERR_NONE;
    return err;
}

enum err db_begin(struct db *db)
{
    enum err err = be_durable(db);

    return err ? err : db_run(db, TAKE);
}

enum err db_begin_derived(struct db *db)
{
    enum err err = db_run(db, "PRAGMA synchronous = NORMAL");

    db->is_derived = !err;
    return err ? err : db_run(db, TAKE);
}

enum err db_end(struct db *db, enum err err)
{
    if (!err)
        err = db_run(db, "COMMIT");
    /* A failed COMMIT or a full disk may have rolled back already. */
    if (err && !sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    enum err again = be_durable(db);
    return err ? err : again;
}

void db_checkpoint(struct db *db)
{
    sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
                              NULL);
}

/* In place of SQLite's own hook, which does the same and tells nobody. */
static int on_commit(void *context, sqlite3 *handle, const char *name,
                     int pages)
{
    struct db *db = context;

    (void)handle, (void)name;
    db->journal_pages = pages;
    if (pages >= db->journal_most)
        db_checkpoint(db);
    return SQLITE_OK;
}

enum err db_keep_journal(struct db *db, int pages)
{
    db->journal_most = pages;
    sqlite3_wal_hook(db->handle, on_commit, db);
    return db_run_script(db, "PRAGMA journal_size_limit = -1");
}

int db_journal_pages(const struct db *db)
{
    return db->journal_pages;
}

/* Made by hand, so that the group may share it and the cause of a refusal is
 * known exactly. */
static enum err touch(struct db *db)
{
    int fd = open(db->path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);

    if (fd >= 0) {
        close(fd);
        return ERR_NONE;
    }
    enum err err = errno == ENOENT                      ? ERR_MISSING
                   : errno == ENOSPC || errno == EDQUOT ? ERR_FULL
                   : errno == EACCES || errno == EROFS || errno == EPERM
                       ? ERR_DENIED
                       : ERR_IO;
    log_error("%s: %s: %s", db->path, strerror(errno), remedy(err));
    return err;
}

enum err db_run_script(struct db *db, const char *sql)
{
    return check(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL), __func__);
}

/* Two programs that make the same database at once may both fail to switch
 * it to WAL: SQLite asks the busy handler in that one place not. */
static enum err switch_to_wal(struct db *db)
{
    static const char SQL[] = "PRAGMA journal_mode = WAL";
    const struct timespec pause = {.tv_nsec = 100L * 1000 * 1000};
    int code = sqlite3_exec(db->handle, SQL, NULL, NULL, NULL);

    for (int i = 0; code == SQLITE_BUSY && i < WAL_TRIES; i++) {
        nanosleep(&pause, NULL);
        code = sqlite3_exec(db->handle, SQL, NULL, NULL, NULL);
    }
    return check(db, code, __func__);
}

/* SQLite's own handler waits longer each time, up to 100 ms, and so misses
 * the moments between another program's transactions. */
static int wait_turn(void *context, int times)
{
    const struct timespec pause = {.tv_nsec = 1000L * 1000};

    (void)context;
    nanosleep(&pause, NULL);
    return times < BUSY_MS;
}

static enum err prepare_file(struct db *db, size_t known)
{
    int64_t version;
    enum err err = touch(db);

    if (err)
        return err;
    /* No program of ours has threads that SQLite would have to part. */
    int code =
        sqlite3_open_v2(db->path, &db->handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return check(db, code, __func__);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_handler(db->handle, wait_turn, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* A newer database is left exactly as it was found. */
    err = db_refuse_newer(db, db->path, known, &version);
    if (!err)
        err = switch_to_wal(db);
    return err ? err : db_run_script(db, CONFIGURE);
}

enum err db_open(struct db **out, const char *path,
                 const char *const *migrations, size_t count)
{
    struct db *db = xcalloc(1, sizeof *db);

    *out = NULL;
    db->path = xstrdup(path);
    enum err err = prepare_file(db, count);
    if (!err)
        err = db_migrate(db, path, migrations, count);
    if (err)
        db_close(db);
    else
        *out = db;
    return err;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    for (size_t i = 0; i < CACHE_SIZE; i++)
        sqlite3_finalize(db->cache[i].handle);
    sqlite3_close(db->handle);
    free(db->path);
    free(db);
}
