#include "edition.h"

#include "archive.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "hub.h"
#include "schedule.h"
#include "issue.h"
#include "sql.h"
#include "wire/edition.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char NUMBER[] = "edition_number";
static const char AUDIENCES[] = "SELECT count(*) FROM audience";
static const char NOTED[] = "SELECT number FROM edition WHERE station = ?";
static const char NOTE[] = "SELECT note FROM edition WHERE station = ?";
static const char KEEP[] =
    "INSERT INTO edition(station, number, note) VALUES(?,?,?)"
    " ON CONFLICT(station) DO UPDATE SET number = excluded.number,"
    " note = excluded.note";
static const char SAME[] = "SELECT count(*) FROM publication WHERE kind = ?"
                           " AND name = ? AND sha256 = ?";
static const char PUT[] =
    "INSERT INTO publication(kind, name, sha256, size, changed_ms, body)"
    " VALUES(?,?,?,?,?,?) ON CONFLICT(kind, name) DO UPDATE SET"
    " sha256 = excluded.sha256, size = excluded.size,"
    " changed_ms = excluded.changed_ms, body = excluded.body";
static const char REMOVE[] =
    "DELETE FROM publication WHERE kind = ? AND name = ?";
static const char EACH[] = "SELECT name, size, changed_ms FROM publication"
                           " WHERE kind = ? ORDER BY name";
static const char BODY[] =
    "SELECT body FROM publication WHERE kind = ? AND name = ?";

static enum err read_number(struct archive *archive, int64_t *out)
{
    char *text = NULL;
    enum err err = archive_setting(archive, NUMBER, &text);

    if (!err)
        *out = strtoll(text, NULL, 10);
    free(text);
    return err;
}

/* At least the time, so that a hub restored from an old copy goes on above
 * what it said before. */
enum err edition_touch(struct archive *archive)
{
    int64_t now_s = stamp_now().wall_ms / 1000, last;
    char text[32];
    enum err err = read_number(archive, &last);

    if (err)
        return err;
    snprintf(text, sizeof text, "%" PRId64,
             last + 1 > now_s ? last + 1 : now_s);
    return archive_set(archive, NUMBER, text);
}

static enum err check(const struct publication *p)
{
    if (p->kind == PUBLICATION_FORM || p->kind == PUBLICATION_MEDIA ||
        !file_name_is_safe(p->name))
        return ERR_FORMAT;
    return p->size > EDITION_LARGEST_FILE ? ERR_LIMIT : ERR_NONE;
}

enum err edition_put(struct archive *archive, const struct publication *p)
{
    const char *kind = publication_kind_name(p->kind);
    unsigned char sha256[SHA256_SIZE];
    int64_t same = 0;
    enum err err = check(p);

    if (err)
        return err;
    digest_sha256(p->body, p->size, sha256);
    err = sql_number(archive->sql, 0, &same, SAME, db_text(kind),
                     db_text(p->name), db_blob(sha256, sizeof sha256));
    if (err || same)
        return err;
    err = sql_run(archive->sql, PUT, db_text(kind), db_text(p->name),
                  db_blob(sha256, sizeof sha256), db_int((int64_t)p->size),
                  db_int(p->changed_ms), db_blob(p->body, p->size));
    return err ? err : edition_touch(archive);
}

enum err edition_remove(struct archive *archive, enum publication_kind kind,
                        const char *name)
{
    enum err err = sql_run(archive->sql, REMOVE,
                           db_text(publication_kind_name(kind)), db_text(name));

    if (!err && archive->sql->engine->changes(archive->sql) == 0)
        err = ERR_MISSING;
    return err ? err : edition_touch(archive);
}

enum err edition_each(struct archive *archive, enum publication_kind kind,
                      void (*visit)(void *context, const struct publication *p),
                      void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err =
        sql_query(sql, &rows, EACH, db_text(publication_kind_name(kind)));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        const struct publication p = {
            .kind = kind,
            .name = sql_column_text(sql, rows, 0),
            .size = (size_t)sql_column(sql, rows, 1),
            .changed_ms = sql_column(sql, rows, 2),
        };
        visit(context, &p);
    }
    return sql->engine->done(rows);
}

enum err edition_body(struct archive *archive, enum publication_kind kind,
                      const char *name, struct buf *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    size_t size = 0;
    enum err err = sql_query(
        sql, &rows, BODY, db_text(publication_kind_name(kind)), db_text(name));

    if (err)
        return err;
    err = ERR_MISSING;
    if (sql->engine->next(rows)) {
        const void *body = sql->engine->blob(rows, 0, &size);
        buf_add(out, body, size);
        err = out->overflow ? ERR_LIMIT : ERR_NONE;
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

/* Inside a transaction, so that all that the note tells of was true at once.
 * Whoever of several hubs comes first makes it; the others find it made. */
static enum err renew(struct archive *archive, const struct config *config,
                      int64_t station, int64_t *number)
{
    int64_t noted = 0;
    struct buf note;
    enum err err = read_number(archive, number);

    if (!err && *number == 0)
        err = edition_touch(archive);
    if (!err && *number == 0)
        err = read_number(archive, number);
    if (!err)
        err = sql_number(archive->sql, 0, &noted, NOTED, db_int(station));
    if (err || noted == *number)
        return err;
    buf_init(&note, 0);
    err = issue_make(archive, config, station, *number, &note);
    if (!err)
        err = sql_run(archive->sql, KEEP, db_int(station), db_int(*number),
                      db_text(buf_text(&note)));
    buf_clear(&note);
    return err;
}

static enum err read_note(struct archive *archive, int64_t station,
                          struct buf *out)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, NOTE, db_int(station));

    if (err)
        return err;
    if (archive->sql->engine->next(rows))
        buf_puts(out, sql_column_text(archive->sql, rows, 0));
    return archive->sql->engine->done(rows);
}

enum err edition_current(struct archive *archive, const struct config *config,
                         int64_t station, int64_t *number, struct buf *note)
{
    int64_t audiences = 0, noted = 0;
    enum err err = sql_number(archive->sql, 0, &audiences, AUDIENCES);

    if (!audiences)
        station = 0;
    if (!err)
        err = read_number(archive, number);
    if (!err)
        err = sql_number(archive->sql, 0, &noted, NOTED, db_int(station));
    if (!err && (*number == 0 || noted != *number)) {
        err = archive_begin(archive);
        if (!err)
            err = archive_end(archive, renew(archive, config, station, number));
    }
    return err || !note ? err : read_note(archive, station, note);
}

/* Few headers: stations ask often, some of them over metered lines. */
void edition_show(struct visit *visit)
{
    struct hub *hub = visit->hub;
    const char *known = request_header(visit->request, "If-None-Match");
    int64_t number;
    struct buf note;
    enum err err = schedule_run(hub->archive, stamp_now().wall_ms);

    if (!err)
        err = edition_current(hub->archive, &hub->config, visit->station,
                              &number, NULL);
    if (err) {
        visit_fail(visit, err);
        return;
    }
    const char *tag = arena_printf(visit->arena, "\"%" PRId64 "\"", number);
    request_set_header(visit->request, "ETag", tag);
    if (known && strcmp(known, tag) == 0) {
        request_reply(visit->request, 304, NULL, "", 0);
        return;
    }
    buf_init(&note, 0);
    err = edition_current(hub->archive, &hub->config, visit->station, &number,
                          &note);
    if (err)
        visit_fail(visit, err);
    else
        request_reply_buf(visit->request, 200, EDITION_TYPE, &note);
    buf_clear(&note);
}

void edition_show_file(struct visit *visit)
{
    enum publication_kind kind;
    struct buf body;
    enum err err = ERR_MISSING;

    buf_init(&body, EDITION_LARGEST_FILE);
    if (publication_kind_parse(visit->part[0], &kind))
        err = edition_body(visit->hub->archive, kind, visit->part[1], &body);
    if (err)
        visit_fail(visit, err);
    else
        request_reply_buf(visit->request, 200, "application/octet-stream",
                          &body);
    buf_clear(&body);
}
