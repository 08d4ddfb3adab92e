#include "archive.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "changes.h"
#include "deeds.h"
#include "proof/sign.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char REPLACED_BY[] =
    "SELECT number FROM response WHERE deprecated = ? AND key <> ? LIMIT 1";
static const char SET_STATE[] =
    "UPDATE response SET state = ? WHERE key = ? AND state = ?";

#define RESTING                                                                \
    "SELECT number, instance_id, form, station, received_ms, state, review,"   \
    " body, envelope FROM response "
static const char SINCE[] = RESTING "WHERE number > ? ORDER BY number LIMIT ?";
static const char FIND[] = RESTING "WHERE key = ?";
static const char LAST[] = "SELECT max(number) FROM response";
static const char SETTING[] = "SELECT value FROM setting WHERE name = ?";
static const char SET[] =
    "INSERT INTO setting(name, value) VALUES(?,?)"
    " ON CONFLICT(name) DO UPDATE SET value = excluded.value";

#define STATE_AS_TEXT(name, text) [name] = text,
static const char *const STATE_NAMES[] = {STATE_LIST(STATE_AS_TEXT)};

const char *state_name(enum state state)
{
    return STATE_NAMES[state];
}

bool state_parse(const char *name, enum state *out)
{
    for (size_t i = 0; i < COUNT_OF(STATE_NAMES); i++) {
        if (strcmp(name, STATE_NAMES[i]) == 0) {
            *out = (enum state)i;
            return true;
        }
    }
    return false;
}

static enum err make_folders(const char *folder)
{
    char *files = file_join(folder, "files");
    char *incoming = file_join(folder, "incoming");
    enum err err = file_make_folder(files);

    if (!err)
        err = file_make_folder(incoming);
    free(files);
    free(incoming);
    return err;
}

static enum err open_database(struct archive *archive, const char *folder,
                              const char *database)
{
    if (*database)
        return archive_postgres_open(&archive->sql, database,
                                     ARCHIVE_MIGRATIONS,
                                     ARCHIVE_MIGRATIONS_COUNT);
    char *path = file_join(folder, "hub.db");
    enum err err = archive_sqlite_open(&archive->sql, path, ARCHIVE_MIGRATIONS,
                                       ARCHIVE_MIGRATIONS_COUNT);
    archive->is_file = true;
    free(path);
    return err;
}

enum err archive_open(struct archive **out, const char *folder,
                      const char *database)
{
    struct archive *archive = xcalloc(1, sizeof *archive);
    enum err err = make_folders(folder);

    if (!err)
        err = open_database(archive, folder, database);
    archive->folder = xstrdup(folder);
    if (err) {
        archive_close(archive);
        archive = NULL;
    }
    *out = archive;
    return err;
}

void archive_close(struct archive *archive)
{
    if (!archive)
        return;
    if (archive->sql)
        archive->sql->engine->close(archive->sql);
    if (archive->log_key)
        sign_key_clear(archive->log_key);
    free(archive->log_key);
    recent_clear(&archive->recent);
    free(archive->folder);
    free(archive);
}

enum err archive_begin(struct archive *archive)
{
    return archive->sql->engine->begin(archive->sql);
}

enum err archive_begin_derived(struct archive *archive)
{
    return archive->sql->engine->begin_derived(archive->sql);
}

enum err archive_end(struct archive *archive, enum err err)
{
    err = archive->sql->engine->end(archive->sql, err);
    if (err)
        recent_forget(archive);
    return err;
}

bool state_is_erased(enum state state)
{
    return state == STATE_WITHDRAWN || state == STATE_EXPIRED;
}

char *archive_file(const struct archive *archive, const unsigned char *sha256)
{
    char name[2 * SHA256_SIZE + 1];

    hex_encode(sha256, SHA256_SIZE, name);
    return xasprintf("%s/files/%.2s/%s", archive->folder, name, name);
}

enum err archive_move(struct archive *archive, const unsigned char *key,
                      enum state from, enum state to)
{
    struct sql *sql = archive->sql;
    struct db_value k = db_blob(key, RESPONSE_KEY_SIZE);
    enum err err = sql_run(sql, SET_STATE, db_int(to), k, db_int(from));

    if (err || sql->engine->changes(sql) == 0)
        return err;
    err = deeds_moved(archive, key, from, to);
    return err ? err : changes_note(archive, key);
}

enum err archive_is_replaced(struct archive *archive, const unsigned char *key,
                             bool *out)
{
    struct db_value k = db_blob(key, RESPONSE_KEY_SIZE);
    int64_t newer;
    enum err err = sql_number(archive->sql, 0, &newer, REPLACED_BY, k, k);

    *out = newer != 0;
    return err;
}

static void read_resting(struct sql *sql, struct sql_rows *rows,
                         struct resting *out)
{
    out->number = sql_column(sql, rows, 0);
    out->id = sql_column_text(sql, rows, 1);
    out->form = sql_column(sql, rows, 2);
    out->station = sql_column(sql, rows, 3);
    out->received_ms = sql_column(sql, rows, 4);
    out->state = (enum state)sql_column(sql, rows, 5);
    out->review = (enum review)sql_column(sql, rows, 6);
    out->envelope = sql_column_text(sql, rows, 8);
    out->body = sql->engine->blob(rows, 7, &out->body_size);
}

enum err archive_since(struct archive *archive, int64_t after, int64_t limit,
                       enum err (*visit)(void *context,
                                         const struct resting *r),
                       void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, SINCE, db_int(after), db_int(limit));

    if (err)
        return err;
    while (!err && sql->engine->next(rows)) {
        struct resting r;
        read_resting(sql, rows, &r);
        err = visit(context, &r);
    }
    enum err end = sql->engine->done(rows);
    return err ? err : end;
}

enum err archive_find(struct archive *archive, const unsigned char *key,
                      enum err (*visit)(void *context, const struct resting *r),
                      void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, FIND, db_blob(key, RESPONSE_KEY_SIZE));

    if (err)
        return err;
    err = ERR_MISSING;
    if (sql->engine->next(rows)) {
        struct resting r;
        read_resting(sql, rows, &r);
        err = visit(context, &r);
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err archive_last(struct archive *archive, int64_t *out)
{
    return sql_number(archive->sql, 0, out, LAST);
}

enum err archive_setting(struct archive *archive, const char *name, char **out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, SETTING, db_text(name));

    *out = NULL;
    if (err)
        return err;
    *out =
        xstrdup(sql->engine->next(rows) ? sql_column_text(sql, rows, 0) : "");
    return sql->engine->done(rows);
}

enum err archive_set(struct archive *archive, const char *name,
                     const char *value)
{
    return sql_run(archive->sql, SET, db_text(name), db_text(value));
}
