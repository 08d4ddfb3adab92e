#include "staged.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "complaint.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char ADD[] = "INSERT INTO staged(id, name, who, made_ms, warnings,"
                          " document) VALUES(?,?,?,?,?,?)";
static const char ADD_FILE[] = "INSERT INTO staged_file(staged, name, body)"
                               " VALUES(?,?,?) ON CONFLICT DO NOTHING";
static const char ONE[] =
    "SELECT id, name, who, made_ms FROM staged WHERE id = ?";
static const char ALL[] = "SELECT id, name, who, made_ms FROM staged"
                          " ORDER BY made_ms DESC, id";
static const char WARNINGS[] = "SELECT warnings FROM staged WHERE id = ?";
static const char DOCUMENT[] = "SELECT document FROM staged WHERE id = ?";
static const char FILES[] =
    "SELECT name, body FROM staged_file WHERE staged = ?";
/* With one more they are as many as may wait. */
static const char FULL[] = "DELETE FROM staged WHERE id NOT IN (SELECT id FROM"
                           " staged ORDER BY made_ms DESC, id LIMIT ?)";
static const char OLD[] = "DELETE FROM staged WHERE made_ms < ?";
static const char REMOVE[] = "DELETE FROM staged WHERE id = ?";
static const char REMOVE_FILES[] =
    "DELETE FROM staged_file WHERE staged NOT IN (SELECT id FROM staged)";

enum { MOST_STAGED = 20, WARNINGS_LIMIT = 1 << 20 };

static const int64_t KEPT_MS = 7LL * 24 * 3600 * 1000;

/* A tab or line end would begin another field of the warnings. */
static const char *one_line(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);

    for (char *at = copy; *at; at++) {
        if ((unsigned char)*at < ' ')
            *at = ' ';
    }
    return copy;
}

static void print_warnings(struct arena *arena,
                           const struct complaints *warnings, struct buf *out)
{
    for (size_t i = 0; i < warnings->count; i++) {
        const struct complaint *c = &warnings->list[i];
        buf_printf(out, "%d\t%s\t%s\t%s\n", c->line, one_line(arena, c->where),
                   one_line(arena, c->what), one_line(arena, c->shown));
    }
}

static enum err add_file(struct archive *archive, const char *id,
                         const char *name, const struct buf *body)
{
    return sql_run(archive->sql, ADD_FILE, db_text(id), db_text(name),
                   db_blob(body->data ? body->data : "", body->size));
}

static enum err add_media(struct archive *archive, const char *id,
                          const struct staging *s)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err; i++) {
        const char *name = NULL;
        struct buf body;
        buf_init(&body, 0);
        err = s->medium(s->context, i, &name, &body);
        if (!err)
            err = add_file(archive, id, name, &body);
        buf_clear(&body);
    }
    return err == ERR_MISSING ? ERR_NONE : err;
}

static enum err add(struct archive *archive, const struct staging *s,
                    const char *id, const char *warnings)
{
    struct sql *sql = archive->sql;
    struct arena *arena = arena_new();
    enum err err = sql_run(
        sql, ADD, db_text(id), db_text(one_line(arena, s->name)),
        db_text(one_line(arena, s->who)), db_int(s->now_ms), db_text(warnings),
        db_blob(s->document->data, s->document->size));

    if (!err)
        err = add_media(archive, id, s);
    if (!err && s->itemsets->size)
        err = add_file(archive, id, "itemsets.csv", s->itemsets);
    arena_free(arena);
    return err;
}

/* Room for one more, and nothing that is older than a week. */
static enum err make_room(struct archive *archive, int64_t now_ms)
{
    struct sql *sql = archive->sql;
    enum err err = sql_run(sql, OLD, db_int(now_ms - KEPT_MS));

    if (!err)
        err = sql_run(sql, FULL, db_int(MOST_STAGED - 1));
    return err ? err : sql_run(sql, REMOVE_FILES);
}

enum err staged_add(struct archive *archive, const struct staging *staging,
                    char id[UUID_TEXT_SIZE])
{
    struct arena *arena = arena_new();
    struct buf warnings;
    enum err err = archive_begin(archive);

    buf_init(&warnings, WARNINGS_LIMIT);
    print_warnings(arena, staging->warnings, &warnings);
    uuid_new(id);
    if (!err) {
        err = make_room(archive, staging->now_ms);
        if (!err)
            err = add(archive, staging, id, buf_text(&warnings));
        err = archive_end(archive, err);
    }
    buf_clear(&warnings);
    arena_free(arena);
    return err;
}

static struct staged row_of(struct sql *sql, struct sql_rows *rows)
{
    return (struct staged){.id = sql_column_text(sql, rows, 0),
                           .name = sql_column_text(sql, rows, 1),
                           .who = sql_column_text(sql, rows, 2),
                           .made_ms = sql_column(sql, rows, 3)};
}

enum err staged_find(struct archive *archive, const char *id,
                     struct arena *arena, struct staged *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    bool is_there = false;
    enum err err = sql_query(sql, &rows, ONE, db_text(id));

    if (err)
        return err;
    if (sql->engine->next(rows)) {
        const struct staged row = row_of(sql, rows);
        *out = (struct staged){.id = arena_strdup(arena, row.id),
                               .name = arena_strdup(arena, row.name),
                               .who = arena_strdup(arena, row.who),
                               .made_ms = row.made_ms};
        is_there = true;
    }
    err = sql->engine->done(rows);
    return err || is_there ? err : ERR_MISSING;
}

static enum err write_document(struct archive *archive, const char *id,
                               const char *folder)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err written = ERR_MISSING, err;

    err = sql_query(sql, &rows, DOCUMENT, db_text(id));
    if (err)
        return err;
    if (sql->engine->next(rows)) {
        char *path = file_join(folder, "form.xml");
        size_t size;
        const void *body = sql->engine->blob(rows, 0, &size);
        written = file_write(path, body, size);
        free(path);
    }
    err = sql->engine->done(rows);
    return err ? err : written;
}

static enum err write_files(struct archive *archive, const char *id,
                            const char *folder)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err written = ERR_NONE, err;

    err = sql_query(sql, &rows, FILES, db_text(id));
    if (err)
        return err;
    while (!written && sql->engine->next(rows)) {
        const char *name = sql_column_text(sql, rows, 0);
        char *path = file_join(folder, name);
        size_t size;
        const void *body = sql->engine->blob(rows, 1, &size);
        /* Another program may have written into the archive. */
        written =
            file_name_is_safe(name) ? file_write(path, body, size) : ERR_FORMAT;
        free(path);
    }
    err = sql->engine->done(rows);
    return err ? err : written;
}

enum err staged_unpack(struct archive *archive, const char *id,
                       const char *folder)
{
    char *media = file_join(folder, "form-media");
    enum err err = file_make_folder(media);

    if (!err)
        err = write_document(archive, id, folder);
    if (!err)
        err = write_files(archive, id, media);
    free(media);
    return err;
}

/* The next field of a line, up to a tab or its end. */
static char *next_field(char **at)
{
    char *field = *at, *stop = field + strcspn(field, "\t\n");

    *at = *stop ? stop + 1 : stop;
    *stop = '\0';
    return field;
}

void staged_read_warnings(char *text, struct complaints *out)
{
    while (*text) {
        struct complaint c = {.line = (int)strtol(next_field(&text), NULL, 10)};
        c.where = next_field(&text);
        c.what = next_field(&text);
        c.shown = next_field(&text);
        complaints_add(out, &c);
    }
}

enum err staged_warnings(struct archive *archive, const char *id,
                         struct complaints *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    char *text = NULL;
    enum err err = sql_query(sql, &rows, WARNINGS, db_text(id));

    if (err)
        return err;
    if (sql->engine->next(rows))
        text = arena_strdup(out->arena, sql_column_text(sql, rows, 0));
    err = sql->engine->done(rows);
    if (!err && text)
        staged_read_warnings(text, out);
    return err || text ? err : ERR_MISSING;
}

enum err staged_remove(struct archive *archive, const char *id)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = sql_run(archive->sql, REMOVE, db_text(id));
    if (!err)
        err = sql_run(archive->sql, REMOVE_FILES);
    return archive_end(archive, err);
}

enum err staged_each(struct archive *archive,
                     void (*visit)(void *context, const struct staged *staged),
                     void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, ALL);

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        const struct staged row = row_of(sql, rows);
        visit(context, &row);
    }
    return sql->engine->done(rows);
}
