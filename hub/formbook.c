#include "formbook.h"

#include "archive.h"
#include "base/buf.h"
#include "base/digest.h"
#include "deeds.h"
#include "edition.h"
#include "sql.h"

#include <string.h>

static const char ADD_FAMILY[] =
    "INSERT INTO family(form_id) VALUES(?) ON CONFLICT(form_id) DO NOTHING";
static const char FAMILY[] = "SELECT id FROM family WHERE form_id = ?";
static const char SAME_VERSION[] =
    "SELECT id, md5 FROM form WHERE family = ? AND version = ?";
static const char NO_CURRENT[] =
    "UPDATE form SET is_current = 0 WHERE family = ?";
static const char CURRENT_AGAIN[] =
    "UPDATE form SET is_current = 1 WHERE id = ?";
static const char ADD[] =
    "INSERT INTO form(family, version, title, md5, published_ms, is_current,"
    " body) VALUES(?,?,?,?,?,1,?) RETURNING id";
static const char ADD_MEDIA[] =
    "INSERT INTO media(form, name, type, md5, size, body) VALUES(?,?,?,?,?,?)"
    " ON CONFLICT(form, name) DO UPDATE SET type = excluded.type,"
    " md5 = excluded.md5, size = excluded.size, body = excluded.body";
static const char SET_STATE[] = "UPDATE family SET state = ? WHERE form_id = ?";
static const char FIND[] =
    "SELECT family.id, family.state, form.id FROM family LEFT JOIN form"
    " ON form.family = family.id AND form.version = ? WHERE form_id = ?";

#define FORM                                                                   \
    "SELECT form.id, family, form_id, version, title, md5, published_ms,"      \
    " is_current, state FROM form JOIN family ON family.id = form.family "
static const char CURRENT_ONES[] =
    FORM "WHERE is_current = 1 ORDER BY title, form_id";
static const char FOR_STATION[] =
    FORM "WHERE is_current = 1 AND state = 'open' AND (NOT EXISTS(SELECT 1"
         " FROM audience WHERE audience.family = family.id)"
         " OR EXISTS(SELECT 1 FROM audience WHERE"
         " audience.family = family.id AND audience.station = ?))"
         " ORDER BY title, form_id";
static const char VERSIONS[] =
    FORM "WHERE family = ? ORDER BY published_ms DESC, form.id DESC";
static const char CURRENT[] =
    "SELECT form.id, family FROM form JOIN family ON family.id = form.family"
    " WHERE form_id = ? AND is_current = 1";
static const char BODY[] = "SELECT body, md5 FROM form WHERE id = ?";
static const char MEDIA[] =
    "SELECT name, type, md5, size FROM media WHERE form = ? ORDER BY name";
static const char MEDIA_BODY[] =
    "SELECT body, md5 FROM media WHERE form = ? AND name = ?";

static enum err insert(struct sql *sql, const struct form *form, int64_t family,
                       const char *md5, struct db_value body, int64_t *id)
{
    return sql_number(sql, 0, id, ADD, db_int(family), db_text(form->version),
                      db_text(form->title), db_text(md5),
                      db_int(form->published_ms), body);
}

/* The version's number and whether its bytes have this hash. */
static enum err same_version(struct sql *sql, int64_t family,
                             const char *version, const char *md5, int64_t *id,
                             bool *same)
{
    struct sql_rows *rows;
    enum err err =
        sql_query(sql, &rows, SAME_VERSION, db_int(family), db_text(version));

    *id = 0;
    *same = false;
    if (err)
        return err;
    if (sql->engine->next(rows)) {
        *id = sql_column(sql, rows, 0);
        *same = strcmp(sql_column_text(sql, rows, 1), md5) == 0;
    }
    return sql->engine->done(rows);
}

static enum err family_of(struct archive *archive, const char *form_id,
                          int64_t *out)
{
    struct sql *sql = archive->sql;
    enum err err = sql_run(sql, ADD_FAMILY, db_text(form_id));

    if (!err && sql->engine->changes(sql) == 1)
        err = deeds_opened(archive, form_id, true);
    return err ? err : sql_number(sql, 0, out, FAMILY, db_text(form_id));
}

enum err formbook_add(struct archive *archive, const struct form *form,
                      const char *body, size_t size, int64_t *id,
                      enum published *out)
{
    struct sql *sql = archive->sql;
    char md5[33];
    int64_t family = 0;
    bool same;

    digest_md5_hex(body, size, md5);
    enum err err = family_of(archive, form->form_id, &family);
    if (!err)
        err = same_version(sql, family, form->version, md5, id, &same);
    if (err)
        return err;
    *out = *id == 0 ? PUBLISHED : same ? PUBLISHED_BEFORE : VERSION_TAKEN;
    if (*out == VERSION_TAKEN)
        return ERR_NONE;
    err = sql_run(sql, NO_CURRENT, db_int(family));
    if (!err)
        err = edition_touch(archive);
    if (err)
        return err;
    if (*out == PUBLISHED_BEFORE)
        return sql_run(sql, CURRENT_AGAIN, db_int(*id));
    return insert(sql, form, family, md5, db_blob(body, size), id);
}

enum err formbook_add_media(struct archive *archive, int64_t form,
                            const struct media *media, const void *body)
{
    char md5[33];

    digest_md5_hex(body, (size_t)media->size, md5);
    enum err err = edition_touch(archive);
    if (err)
        return err;
    return sql_run(archive->sql, ADD_MEDIA, db_int(form), db_text(media->name),
                   db_text(media->type), db_text(md5), db_int(media->size),
                   db_blob(body, (size_t)media->size));
}

enum err formbook_set_state(struct archive *archive, const char *form_id,
                            const char *state)
{
    enum err err =
        sql_run(archive->sql, SET_STATE, db_text(state), db_text(form_id));

    if (!err && archive->sql->engine->changes(archive->sql) == 0)
        err = ERR_MISSING;
    if (!err)
        err = edition_touch(archive);
    if (err || strcmp(state, "closing") == 0)
        return err;
    return deeds_opened(archive, form_id, strcmp(state, "open") == 0);
}

enum err formbook_find(struct archive *archive, const char *form_id,
                       const char *version, int64_t *form, int64_t *family,
                       bool *closed)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err =
        sql_query(sql, &rows, FIND, db_text(version), db_text(form_id));

    *form = *family = 0;
    *closed = false;
    if (err)
        return err;
    if (sql->engine->next(rows)) {
        *family = sql_column(sql, rows, 0);
        *closed = strcmp(sql_column_text(sql, rows, 1), "closed") == 0;
        *form = sql->engine->is_null(rows, 2) ? 0 : sql_column(sql, rows, 2);
    }
    return sql->engine->done(rows);
}

static enum err visit_forms(struct sql *sql, struct sql_rows *rows,
                            void (*visit)(void *context,
                                          const struct form *form),
                            void *context)
{
    while (sql->engine->next(rows)) {
        struct form form = {
            .id = sql_column(sql, rows, 0),
            .family = sql_column(sql, rows, 1),
            .form_id = sql_column_text(sql, rows, 2),
            .version = sql_column_text(sql, rows, 3),
            .title = sql_column_text(sql, rows, 4),
            .md5 = sql_column_text(sql, rows, 5),
            .published_ms = sql_column(sql, rows, 6),
            .is_current = sql_column(sql, rows, 7) != 0,
            .state = sql_column_text(sql, rows, 8),
        };
        visit(context, &form);
    }
    return sql->engine->done(rows);
}

enum err formbook_each(struct archive *archive,
                       void (*visit)(void *context, const struct form *form),
                       void *context)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, CURRENT_ONES);

    return err ? err : visit_forms(archive->sql, rows, visit, context);
}

enum err formbook_each_for(struct archive *archive, int64_t station,
                           void (*visit)(void *context,
                                         const struct form *form),
                           void *context)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, FOR_STATION, db_int(station));

    return err ? err : visit_forms(archive->sql, rows, visit, context);
}

enum err formbook_versions(struct archive *archive, int64_t family,
                           void (*visit)(void *context,
                                         const struct form *form),
                           void *context)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, VERSIONS, db_int(family));

    return err ? err : visit_forms(archive->sql, rows, visit, context);
}

/* The first row's bytes and hash, ERR_MISSING without a row. */
static enum err take_body(struct sql *sql, struct sql_rows *rows,
                          struct buf *out, char md5[33])
{
    enum err err = ERR_MISSING;

    if (sql->engine->next(rows)) {
        size_t size;
        const void *body = sql->engine->blob(rows, 0, &size);
        buf_add(out, body, size);
        if (md5) {
            strncpy(md5, sql_column_text(sql, rows, 1), 32);
            md5[32] = '\0';
        }
        err = out->overflow ? ERR_LIMIT : ERR_NONE;
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err formbook_body(struct archive *archive, int64_t form, struct buf *out,
                       char md5[33])
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, BODY, db_int(form));

    return err ? err : take_body(archive->sql, rows, out, md5);
}

enum err formbook_current(struct archive *archive, const char *form_id,
                          int64_t *form, int64_t *family)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, CURRENT, db_text(form_id));

    if (err)
        return err;
    err = ERR_MISSING;
    if (sql->engine->next(rows)) {
        *form = sql_column(sql, rows, 0);
        *family = sql_column(sql, rows, 1);
        err = ERR_NONE;
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err formbook_media(struct archive *archive, int64_t form,
                        void (*visit)(void *context, const struct media *media),
                        void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, MEDIA, db_int(form));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        struct media media = {
            .name = sql_column_text(sql, rows, 0),
            .type = sql_column_text(sql, rows, 1),
            .md5 = sql_column_text(sql, rows, 2),
            .size = sql_column(sql, rows, 3),
        };
        visit(context, &media);
    }
    return sql->engine->done(rows);
}

enum err formbook_media_body(struct archive *archive, int64_t form,
                             const char *name, struct buf *out, char md5[33])
{
    struct sql_rows *rows;
    enum err err =
        sql_query(archive->sql, &rows, MEDIA_BODY, db_int(form), db_text(name));

    return err ? err : take_body(archive->sql, rows, out, md5);
}
