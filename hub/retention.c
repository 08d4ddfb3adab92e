#include "retention.h"

#include "archive.h"
#include "audit.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "deeds.h"
#include "erasure.h"
#include "formbook.h"
#include "models.h"
#include "projection.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char SET[] =
    "INSERT INTO retention(family, days) VALUES(?,?)"
    " ON CONFLICT(family) DO UPDATE SET days = excluded.days";
static const char SCHEDULES[] =
    "SELECT retention.family, form_id, days FROM retention"
    " JOIN family ON family.id = retention.family WHERE days > 0"
    " ORDER BY form_id";
/* Withdrawn (3) and expired (5) ones are empty already. Only what the
 * projection has seen in its last state may go: else its counts were lost. */
#define DUE                                                                    \
    " FROM response WHERE form IN (SELECT id FROM form WHERE family = ?)"      \
    " AND received_ms < ? AND state NOT IN (3, 5)"
static const char COUNT[] = "SELECT count(*)" DUE;
static const char COUNT_FILES[] =
    "SELECT count(*) FROM attachment WHERE key IN (SELECT key" DUE ")";
#define SETTLED                                                                \
    " FROM quarantine WHERE state <> 'open' AND form_id = ?"                   \
    " AND received_ms < ?"
static const char COUNT_SETTLED[] = "SELECT count(*)" SETTLED;
#define ITS_FILES                                                              \
    " FROM quarantine_file WHERE body IN (SELECT sha256" SETTLED ")"
static const char *const DROP_SETTLED[] = {
    "INSERT INTO doomed(sha256) SELECT DISTINCT sha256" ITS_FILES
    " ON CONFLICT(sha256) DO NOTHING",
    "DELETE" ITS_FILES,
    "DELETE" SETTLED,
};
static const char NEXT[] =
    "SELECT key" DUE " AND number <= ? AND number NOT IN"
    " (SELECT number FROM restated) ORDER BY number LIMIT 200";

enum { SLICE = 200, DAY_MS = 24 * 60 * 60 * 1000 };

enum err retention_set(struct archive *archive, const char *form_id,
                       int64_t days, const char *who, int64_t now_ms)
{
    int64_t form, family;
    char detail[32];
    enum err err = formbook_current(archive, form_id, &form, &family);

    if (!err)
        err = archive_begin(archive);
    if (err)
        return err;
    snprintf(detail, sizeof detail, "%lld days", (long long)days);
    err = sql_run(archive->sql, SET, db_int(family), db_int(days));
    if (!err)
        err = audit_add(archive, &(struct audit_entry){now_ms, who, "retention",
                                                       form_id, detail});
    return archive_end(archive, err);
}

/* The schedules are few; they are read before anything else is asked. */
struct schedules {
    struct retention *list;
    size_t count, capacity;
};

static void clear_schedules(struct schedules *s)
{
    for (size_t i = 0; i < s->count; i++)
        free((char *)(uintptr_t)s->list[i].form_id);
    free(s->list);
}

static enum err read_schedules(struct archive *archive, int64_t now_ms,
                               struct schedules *s)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, SCHEDULES);

    *s = (struct schedules){.list = NULL};
    if (err)
        return err;
    while (sql->engine->next(rows)) {
        s->list = mem_grow(s->list, s->count, &s->capacity, sizeof *s->list);
        struct retention *r = &s->list[s->count++];
        *r = (struct retention){.family = sql_column(sql, rows, 0),
                                .form_id =
                                    xstrdup(sql_column_text(sql, rows, 1)),
                                .days = sql_column(sql, rows, 2)};
        r->before_ms = now_ms - r->days * DAY_MS;
    }
    return sql->engine->done(rows);
}

static enum err count_due(struct archive *archive, struct retention *r)
{
    struct db_value family = db_int(r->family), before = db_int(r->before_ms);
    enum err err =
        sql_number(archive->sql, 0, &r->answers, COUNT, family, before);

    if (!err)
        err = sql_number(archive->sql, 0, &r->attachments, COUNT_FILES, family,
                         before);
    return err ? err
               : sql_number(archive->sql, 0, &r->set_aside, COUNT_SETTLED,
                            db_text(r->form_id), before);
}

enum err retention_each(struct archive *archive, int64_t now_ms,
                        void (*visit)(void *context,
                                      const struct retention *due),
                        void *context)
{
    struct schedules s;
    enum err err = read_schedules(archive, now_ms, &s);

    for (size_t i = 0; !err && i < s.count; i++) {
        err = count_due(archive, &s.list[i]);
        if (!err)
            visit(context, &s.list[i]);
    }
    clear_schedules(&s);
    return err;
}

static enum err read_keys(struct archive *archive, const struct retention *r,
                          unsigned char keys[SLICE][RESPONSE_KEY_SIZE],
                          size_t *count)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    int64_t projected;
    enum err err = projection_cursor(archive, &projected);

    *count = 0;
    if (!err)
        err = sql_query(sql, &rows, NEXT, db_int(r->family),
                        db_int(r->before_ms), db_int(projected));
    if (err)
        return err;
    while (*count < SLICE && sql->engine->next(rows)) {
        size_t size;
        const void *key = sql->engine->blob(rows, 0, &size);
        memcpy(keys[(*count)++], key, RESPONSE_KEY_SIZE);
    }
    return sql->engine->done(rows);
}

static enum err delete_slice(struct archive *archive, const struct retention *r,
                             const struct audit_entry *line, size_t *count)
{
    unsigned char keys[SLICE][RESPONSE_KEY_SIZE];
    char detail[96], before[STAMP_TEXT_SIZE];
    enum err err = read_keys(archive, r, keys, count);

    for (size_t i = 0; !err && i < *count; i++)
        err = erasure_empty(archive, keys[i], STATE_EXPIRED);
    if (err || *count == 0)
        return err;
    stamp_print_utc(r->before_ms, before);
    snprintf(detail, sizeof detail, "%zu answers received before %s", *count,
             before);
    struct audit_entry entry = *line;
    entry.detail = detail;
    return audit_add(archive, &entry);
}

static enum err delete_settled(struct archive *archive,
                               const struct retention *r)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    for (size_t i = 0; !err && i < COUNT_OF(DROP_SETTLED); i++)
        err = sql_run(archive->sql, DROP_SETTLED[i], db_text(r->form_id),
                      db_int(r->before_ms));
    return archive_end(archive, err);
}

/* When nothing of the form is left, the log says so. */
static enum err note_end(struct archive *archive, const char *form_id)
{
    enum err err = archive_begin(archive);

    return err ? err : archive_end(archive, deeds_deleted(archive, form_id));
}

static enum err delete_due(struct archive *archive, const struct retention *r,
                           const struct audit_entry *line, int64_t *deleted)
{
    size_t count = SLICE;
    enum err err = delete_settled(archive, r);

    while (!err && count == SLICE) {
        err = archive_begin(archive);
        if (!err)
            err = archive_end(archive, delete_slice(archive, r, line, &count));
        if (!err)
            *deleted += (int64_t)count;
    }
    return err || !*deleted ? err : note_end(archive, r->form_id);
}

enum err retention_run(struct archive *archive, struct models *models,
                       int64_t now_ms, const char *who, int64_t *deleted)
{
    struct schedules s;
    enum err err = read_schedules(archive, now_ms, &s);

    *deleted = 0;
    if (!err && s.count)
        err = projection_catch_up(archive, models);
    for (size_t i = 0; !err && i < s.count; i++) {
        struct audit_entry line = {now_ms, who, "delete by schedule",
                                   s.list[i].form_id, ""};
        err = delete_due(archive, &s.list[i], &line, deleted);
    }
    if (!err)
        err = erasure_settle(archive, models);
    clear_schedules(&s);
    return err;
}
