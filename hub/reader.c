#include "reader.h"

#include "archive.h"
#include "base/arena.h"
#include "sql.h"

#include <string.h>

static const char ADD[] =
    "INSERT INTO reader(name, token, made_ms, scope, form_id, ends_ms)"
    " VALUES(?,?,?,?,?,?) ON CONFLICT(name) DO UPDATE"
    " SET token = excluded.token, scope = excluded.scope,"
    " form_id = excluded.form_id, ends_ms = excluded.ends_ms";
static const char FIND[] =
    "SELECT token, name, scope, form_id, ends_ms, seen_ms FROM reader"
    " WHERE token = ?";
static const char SEEN[] = "UPDATE reader SET seen_ms = ? WHERE token = ?";
static const char REVOKE[] =
    "UPDATE reader SET token = NULL WHERE name = ? AND token IS NOT NULL";
static const char EACH[] =
    "SELECT token, name, scope, form_id, ends_ms, seen_ms FROM reader"
    " WHERE token IS NOT NULL ORDER BY name";

/* A token's last use is noted to the hour: reading must not write. */
enum { NOTED_MS = 3600000 };

const char READER_ALL[] = "results.see answers.see text.read answers.export "
                          "stations.see";

enum err reader_add(struct archive *archive, const struct reader *reader,
                    int64_t now_ms, char token[TOKEN_TEXT_SIZE])
{
    unsigned char hash[SHA256_SIZE];
    const char *form_id = reader->form_id ? reader->form_id : "";

    token_new(token);
    token_hash(token, hash);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_run(archive->sql, ADD, db_text(reader->name),
                  db_blob(hash, sizeof hash), db_int(now_ms),
                  db_text(reader->scope), db_text(form_id),
                  db_int(reader->ends_ms));
    return archive_end(archive, err);
}

static struct reader read_row(struct sql *sql, struct sql_rows *rows)
{
    return (struct reader){.name = sql_column_text(sql, rows, 1),
                           .scope = sql_column_text(sql, rows, 2),
                           .form_id = sql_column_text(sql, rows, 3),
                           .ends_ms = sql_column(sql, rows, 4),
                           .seen_ms = sql_column(sql, rows, 5)};
}

static enum err note_use(struct archive *archive, const unsigned char *hash,
                         int64_t now_ms)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err =
        sql_run(archive->sql, SEEN, db_int(now_ms), db_blob(hash, SHA256_SIZE));
    return archive_end(archive, err);
}

enum err reader_check(struct archive *archive, const char *token,
                      int64_t now_ms, struct arena *arena, struct reader *out)
{
    struct sql *sql = archive->sql;
    unsigned char hash[SHA256_SIZE];
    struct sql_rows *rows;
    size_t size = 0;

    *out = (struct reader){.name = NULL};
    token_hash(token, hash);
    enum err err = sql_query(sql, &rows, FIND, db_blob(hash, sizeof hash));
    if (err)
        return err;
    /* As for stations: found by the hash, compared in constant time. */
    if (sql->engine->next(rows)) {
        const void *stored = sql->engine->blob(rows, 0, &size);
        struct reader r = read_row(sql, rows);
        if (size == sizeof hash && digest_equal(stored, hash, size) &&
            (!r.ends_ms || r.ends_ms > now_ms)) {
            *out = r;
            out->name = arena_strdup(arena, r.name);
            out->scope = arena_strdup(arena, r.scope);
            out->form_id = arena_strdup(arena, r.form_id);
        }
    }
    err = sql->engine->done(rows);
    if (err || !out->name)
        return err ? err : ERR_DENIED;
    return now_ms - out->seen_ms > NOTED_MS ? note_use(archive, hash, now_ms)
                                            : ERR_NONE;
}

bool reader_may(const struct reader *reader, enum action action,
                const char *form_id)
{
    const struct action_row *row = &ACTIONS[action];
    size_t size = strlen(row->name);

    if (!row->by_token ||
        (form_id && *reader->form_id && strcmp(reader->form_id, form_id) != 0))
        return false;
    for (const char *at = reader->scope; *at; at += strspn(at, " ")) {
        size_t word = strcspn(at, " ");
        if (word == size && memcmp(at, row->name, size) == 0)
            return true;
        at += word;
    }
    return false;
}

enum err reader_revoke(struct archive *archive, const char *name)
{
    enum err err = sql_run(archive->sql, REVOKE, db_text(name));

    if (!err && archive->sql->engine->changes(archive->sql) == 0)
        err = ERR_MISSING;
    return err;
}

enum err reader_each(struct archive *archive,
                     void (*visit)(void *context, const struct reader *reader),
                     void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, EACH);

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        struct reader reader = read_row(sql, rows);
        visit(context, &reader);
    }
    return sql->engine->done(rows);
}
