#include "quarantine.h"

#include "archive.h"
#include "base/arena.h"
#include "base/digest.h"
#include "record/response.h"
#include "sql.h"

#include <string.h>

static const char ADD[] =
    "INSERT INTO quarantine(sha256, received_ms, station, reason, detail,"
    " instance_id, form_id, version, body, envelope)"
    " VALUES(?,?,?,?,?,?,?,?,?,?)"
    " ON CONFLICT(sha256) DO UPDATE SET times = quarantine.times + 1";
static const char ADD_FILE[] =
    "INSERT INTO quarantine_file(body, name, type, sha256, size)"
    " VALUES(?,?,?,?,?) ON CONFLICT(body, name) DO NOTHING";
static const char FILES[] =
    "SELECT name, type, sha256, size FROM quarantine_file WHERE body = ?"
    " ORDER BY name";
static const char COUNT_FILES[] =
    "SELECT count(*) FROM quarantine_file WHERE body = ?";
#define QUARANTINED                                                            \
    "SELECT id, received_ms, station, reason, detail, instance_id, form_id,"   \
    " version, state, times, body, envelope, settled_ms, settled_by, why"      \
    " FROM quarantine WHERE "
static const char OPEN_ONES[] =
    QUARANTINED "state = 'open' ORDER BY id DESC LIMIT ?";
static const char ONE[] = QUARANTINED "id = ?";
static const char OF[] = QUARANTINED "key = ? ORDER BY id";
static const char COUNT[] =
    "SELECT count(*) FROM quarantine WHERE state = 'open'";
static const char SETTLE[] =
    "UPDATE quarantine SET state = ?, settled_ms = ?, settled_by = ?, why = ?,"
    " key = ? WHERE id = ? AND state = 'open'";

static enum err add_files(struct archive *archive, const struct quarantined *q,
                          const unsigned char hash[SHA256_SIZE])
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < q->attachments_count; i++) {
        const struct attachment *a = &q->attachments[i];
        err = sql_run(archive->sql, ADD_FILE, db_blob(hash, SHA256_SIZE),
                      db_text(a->name), db_text(a->type),
                      db_blob(a->sha256, sizeof a->sha256),
                      db_int((int64_t)a->size));
    }
    return err;
}

enum err quarantine_add(struct archive *archive, const struct quarantined *q)
{
    unsigned char hash[SHA256_SIZE];

    digest_sha256(q->body, q->body_size, hash);
    enum err err = sql_run(archive->sql, ADD, db_blob(hash, sizeof hash),
                           db_int(q->received_ms), db_int(q->station),
                           db_text(q->reason), db_text(q->detail),
                           db_text(q->instance_id), db_text(q->form_id),
                           db_text(q->version), db_blob(q->body, q->body_size),
                           q->envelope ? db_text(q->envelope) : db_null());
    return err ? err : add_files(archive, q, hash);
}

static void read_file(struct sql *sql, struct sql_rows *rows,
                      struct arena *arena, struct attachment *a)
{
    size_t size;

    a->name = arena_strdup(arena, sql_column_text(sql, rows, 0));
    a->type = arena_strdup(arena, sql_column_text(sql, rows, 1));
    const void *sha256 = sql->engine->blob(rows, 2, &size);
    memcpy(a->sha256, sha256, size < SHA256_SIZE ? size : SHA256_SIZE);
    a->size = (uint64_t)sql_column(sql, rows, 3);
}

enum err quarantine_files(struct archive *archive, const struct quarantined *q,
                          struct arena *arena, struct attachment **out,
                          size_t *count)
{
    struct sql *sql = archive->sql;
    unsigned char hash[SHA256_SIZE];
    struct sql_rows *rows;
    int64_t all = 0;

    *count = 0;
    digest_sha256(q->body, q->body_size, hash);
    enum err err =
        sql_number(sql, 0, &all, COUNT_FILES, db_blob(hash, sizeof hash));
    if (!err)
        err = sql_query(sql, &rows, FILES, db_blob(hash, sizeof hash));
    if (err)
        return err;
    *out = arena_array(arena, (size_t)all, sizeof **out);
    while (*count < (size_t)all && sql->engine->next(rows))
        read_file(sql, rows, arena, &(*out)[(*count)++]);
    return sql->engine->done(rows);
}

static void read_row(struct sql *sql, struct sql_rows *rows,
                     struct quarantined *q)
{
    q->id = sql_column(sql, rows, 0);
    q->received_ms = sql_column(sql, rows, 1);
    q->station = sql_column(sql, rows, 2);
    q->reason = sql_column_text(sql, rows, 3);
    q->detail = sql_column_text(sql, rows, 4);
    q->instance_id = sql_column_text(sql, rows, 5);
    q->form_id = sql_column_text(sql, rows, 6);
    q->version = sql_column_text(sql, rows, 7);
    q->state = sql_column_text(sql, rows, 8);
    q->times = sql_column(sql, rows, 9);
    q->body = sql->engine->blob(rows, 10, &q->body_size);
    q->envelope = sql_column_text(sql, rows, 11);
    q->settled_ms = sql_column(sql, rows, 12);
    q->settled_by = sql_column_text(sql, rows, 13);
    q->why = sql_column_text(sql, rows, 14);
}

static enum err visit_all(struct sql *sql, struct sql_rows *rows,
                          void (*visit)(void *context,
                                        const struct quarantined *q),
                          void *context)
{
    while (sql->engine->next(rows)) {
        struct quarantined q;
        read_row(sql, rows, &q);
        visit(context, &q);
    }
    return sql->engine->done(rows);
}

enum err quarantine_each(struct archive *archive, int64_t limit,
                         void (*visit)(void *context,
                                       const struct quarantined *q),
                         void *context)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, OPEN_ONES, db_int(limit));

    return err ? err : visit_all(archive->sql, rows, visit, context);
}

enum err quarantine_of(struct archive *archive, const unsigned char *key,
                       void (*visit)(void *context,
                                     const struct quarantined *q),
                       void *context)
{
    struct sql_rows *rows;
    enum err err =
        sql_query(archive->sql, &rows, OF, db_blob(key, RESPONSE_KEY_SIZE));

    return err ? err : visit_all(archive->sql, rows, visit, context);
}

enum err quarantine_get(struct archive *archive, int64_t id,
                        enum err (*visit)(void *context,
                                          const struct quarantined *q),
                        void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, ONE, db_int(id));

    if (err)
        return err;
    err = ERR_MISSING;
    if (sql->engine->next(rows)) {
        struct quarantined q;
        read_row(sql, rows, &q);
        err = visit(context, &q);
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err quarantine_count(struct archive *archive, int64_t *out)
{
    return sql_number(archive->sql, 0, out, COUNT);
}

enum err quarantine_settle(struct archive *archive, int64_t id,
                           const struct settlement *s)
{
    struct sql *sql = archive->sql;
    enum err err = sql_run(
        sql, SETTLE, db_text(s->state), db_int(s->at_ms), db_text(s->who),
        db_text(s->why),
        s->key ? db_blob(s->key, RESPONSE_KEY_SIZE) : db_null(), db_int(id));

    return err || sql->engine->changes(sql) ? err : ERR_CONFLICT;
}
