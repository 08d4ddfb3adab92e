#include "station.h"

#include "archive.h"
#include "base/stamp.h"
#include "enrol.h"
#include "sql.h"

static const char ADD[] =
    "INSERT INTO station(name, token, made_ms) VALUES(?,?,?)"
    " ON CONFLICT(name) DO UPDATE SET token = excluded.token";
static const char ANNOUNCE[] = "INSERT INTO station(name, made_ms) VALUES(?,?)"
                               " ON CONFLICT(name) DO NOTHING";
static const char REVOKE[] = "UPDATE station SET token = NULL WHERE name = ?";
static const char FIND[] =
    "SELECT id, seen_ms, token FROM station WHERE token = ?";
static const char SEEN[] = "UPDATE station SET seen_ms = ? WHERE id = ?";
static const char SET_AREA[] = "UPDATE station SET area = ? WHERE name = ?";
#define STATION                                                                \
    "SELECT id, name, made_ms, seen_ms, token IS NULL, area FROM station"
static const char ALL[] = STATION " ORDER BY name";
static const char BY_AREA[] = STATION " ORDER BY area, name";

enum err station_renew(struct archive *archive, const char *name,
                       int64_t now_ms, char token[TOKEN_TEXT_SIZE])
{
    unsigned char hash[SHA256_SIZE];

    token_new(token);
    token_hash(token, hash);
    return sql_run(archive->sql, ADD, db_text(name), db_blob(hash, sizeof hash),
                   db_int(now_ms));
}

enum err station_add(struct archive *archive, const char *name, int64_t now_ms,
                     char token[TOKEN_TEXT_SIZE])
{
    enum err err = archive_begin(archive);

    return err ? err
               : archive_end(archive,
                             station_renew(archive, name, now_ms, token));
}

enum err station_announce(struct archive *archive, const char *name,
                          int64_t now_ms)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = sql_run(archive->sql, ANNOUNCE, db_text(name), db_int(now_ms));
    return archive_end(archive, err);
}

enum err station_revoke(struct archive *archive, const char *name)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = sql_run(archive->sql, REVOKE, db_text(name));
    if (!err && archive->sql->engine->changes(archive->sql) == 0)
        err = ERR_MISSING;
    if (!err)
        err = enrol_revoke(archive, name, stamp_now().wall_ms);
    return archive_end(archive, err);
}

enum err station_find(struct archive *archive, const char *token, int64_t *id,
                      int64_t *seen_ms)
{
    struct sql *sql = archive->sql;
    unsigned char hash[SHA256_SIZE];
    struct sql_rows *rows;
    size_t size = 0;

    token_hash(token, hash);
    enum err err = sql_query(sql, &rows, FIND, db_blob(hash, sizeof hash));
    if (err)
        return err;
    err = ERR_DENIED;
    /* The index finds the hash of a secret, so its timing says nothing of
     * the secret; the last word is still a comparison in constant time. */
    if (sql->engine->next(rows)) {
        const void *stored = sql->engine->blob(rows, 2, &size);
        if (size == sizeof hash && digest_equal(stored, hash, size)) {
            *id = sql_column(sql, rows, 0);
            *seen_ms = sql_column(sql, rows, 1);
            err = ERR_NONE;
        }
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err station_seen(struct archive *archive, int64_t id, int64_t now_ms)
{
    return sql_run(archive->sql, SEEN, db_int(now_ms), db_int(id));
}

enum err station_set_area(struct archive *archive, const char *name,
                          const char *area)
{
    enum err err =
        sql_run(archive->sql, SET_AREA, db_text(area), db_text(name));

    if (!err && archive->sql->engine->changes(archive->sql) == 0)
        err = ERR_MISSING;
    return err;
}

static enum err
each(struct archive *archive, const char *query,
     void (*visit)(void *context, const struct station *station), void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, query);

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        struct station station = {
            .id = sql_column(sql, rows, 0),
            .name = sql_column_text(sql, rows, 1),
            .made_ms = sql_column(sql, rows, 2),
            .seen_ms = sql_column(sql, rows, 3),
            .is_revoked = sql_column(sql, rows, 4) != 0,
            .area = sql_column_text(sql, rows, 5),
        };
        visit(context, &station);
    }
    return sql->engine->done(rows);
}

enum err station_each(struct archive *archive,
                      void (*visit)(void *context,
                                    const struct station *station),
                      void *context)
{
    return each(archive, ALL, visit, context);
}

enum err station_each_by_area(struct archive *archive,
                              void (*visit)(void *context,
                                            const struct station *station),
                              void *context)
{
    return each(archive, BY_AREA, visit, context);
}
