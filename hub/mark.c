#include "mark.h"

#include "archive.h"
#include "base/json.h"
#include "base/mem.h"
#include "form/flatten.h"
#include "record/response.h"
#include "sql.h"
#include "wire/envelope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char RECENT[] =
    "SELECT sketch.number, sketch.hashes FROM sketch JOIN response"
    " ON response.number = sketch.number WHERE sketch.family = ?"
    " AND sketch.worker = ? AND response.state = ?"
    " ORDER BY sketch.number DESC LIMIT ?";
static const char SKETCH[] =
    "INSERT INTO sketch(family, worker, number, hashes) VALUES(?,?,?,?)"
    " ON CONFLICT(family, worker, number) DO NOTHING";
/* Nobody is compared with what lies further back. */
static const char PASS[] = "DELETE FROM sketch WHERE family = ? AND worker = ?"
                           " AND number < ?";
static const char MARK[] =
    "INSERT INTO mark(number, family, flags, other, percent)"
    " VALUES(?,?,?,?,?) ON CONFLICT(number) DO NOTHING";
static const char READ[] =
    "SELECT flags, other, percent FROM mark WHERE number = ?";
static const char NEXT_FLAG[] =
    "SELECT max(number) FROM mark WHERE family = ? AND number < ?"
    " AND ' ' || flags || ' ' LIKE ?";
static const char NEXT_ALIKE[] =
    "SELECT max(number) FROM mark WHERE family = ? AND number < ?"
    " AND other > 0";
static const char *const FORGET[] = {"DELETE FROM sketch WHERE number = ?",
                                     "DELETE FROM mark WHERE number = ?"};
static const char *const DROP[] = {"DELETE FROM sketch", "DELETE FROM mark"};

static char *worker_of(const struct envelope *e, int64_t station)
{
    struct json *extra = NULL;

    if (json_read(e->extra, strlen(e->extra), &extra))
        return xstrdup("");
    char *name = xasprintf("%lld %s", (long long)station,
                           json_text(json_member(extra, "worker"), ""));
    json_free(extra);
    return name;
}

/* Whether reading an envelope would tell nothing, as is so of nearly all: it
 * has no flags, and is no field worker's. Where a word could be spelled with
 * escapes, or stands twice, it is read. */
static bool is_plain(const char *envelope)
{
    static const char NO_FLAGS[] = "\"flags\":\"\"";
    const char *flags = strstr(envelope, "flags");

    if (strchr(envelope, '\\') || strstr(envelope, "field"))
        return false;
    if (!flags)
        return true;
    return flags > envelope && !strstr(flags + 1, "flags") &&
           strncmp(flags - 1, NO_FLAGS, sizeof NO_FLAGS - 1) == 0;
}

void marking_begin(struct marking *m, const struct resting *r)
{
    struct envelope e;
    const char *text = r->envelope && *r->envelope ? r->envelope : "{}";

    free(m->flags);
    free(m->worker);
    m->worker = NULL;
    m->count = 0;
    m->is_field = false;
    if (is_plain(text)) {
        m->flags = xstrdup("");
        return;
    }
    enum err err = envelope_read(text, strlen(text), &e);
    m->is_field = !err && strcmp(e.entry_mode, "field") == 0;
    m->flags = xstrdup(err ? "" : e.flags);
    m->worker = m->is_field ? worker_of(&e, r->station) : NULL;
    struct response holder = {.envelope = e};
    response_clear(&holder);
}

/* FNV-1a; a blank between parts keeps "a" "b" apart from "ab". */
static uint32_t mix(uint32_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return (hash ^ ' ') * 16777619u;
}

void marking_row(struct marking *m, const struct table *table,
                 const struct row *row)
{
    char line[24];

    if (!m->is_field)
        return;
    snprintf(line, sizeof line, "%zu", row->number);
    for (size_t i = 0; i < table->columns_count; i++) {
        const char *cell = row->cells[i];
        if (!table->columns[i].is_question || !cell || !*cell)
            continue;
        m->hashes =
            mem_grow(m->hashes, m->count, &m->capacity, sizeof *m->hashes);
        m->hashes[m->count++] =
            mix(mix(mix(2166136261u, table->columns[i].path), line), cell);
    }
}

static int by_hash(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

int mark_likeness(const uint32_t *a, size_t a_count, const uint32_t *b,
                  size_t b_count)
{
    size_t i = 0, j = 0, same = 0;
    size_t most = a_count > b_count ? a_count : b_count;

    while (i < a_count && j < b_count) {
        uint32_t x = a[i], y = b[j];
        same += x == y;
        i += x <= y;
        j += y <= x;
    }
    return most ? (int)(same * 100 / most) : 0;
}

struct looking {
    int64_t other, percent; /* the likest so far */
    int64_t last;           /* the oldest that was looked at */
    size_t count;
};

/* SQL gives bytes without a promise of where they lie. */
static int likeness(const struct marking *m, const void *bytes, size_t size)
{
    size_t count = size / sizeof(uint32_t);
    uint32_t *other = xmalloc(size + 1);

    memcpy(other, bytes, count * sizeof *other);
    int percent = mark_likeness(m->hashes, m->count, other, count);
    free(other);
    return percent;
}

static enum err look(const struct marking *m, struct sql *sql, int64_t family,
                     struct looking *out)
{
    struct sql_rows *rows;
    enum err err =
        sql_query(sql, &rows, RECENT, db_int(family), db_text(m->worker),
                  db_int(STATE_ACCEPTED), db_int(MARK_LOOKED));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        size_t size;
        const void *bytes = sql->engine->blob(rows, 1, &size);
        int percent = bytes ? likeness(m, bytes, size) : 0;
        out->last = sql_column(sql, rows, 0);
        out->count++;
        if (percent >= MARK_PERCENT && percent > out->percent) {
            out->other = out->last;
            out->percent = percent;
        }
    }
    return sql->engine->done(rows);
}

static enum err keep_sketch(const struct marking *m, struct sql *sql,
                            int64_t family, int64_t number,
                            const struct looking *seen)
{
    enum err err =
        sql_run(sql, SKETCH, db_int(family), db_text(m->worker), db_int(number),
                db_blob(m->hashes, m->count * sizeof *m->hashes));

    if (!err && seen->count == MARK_LOOKED)
        err = sql_run(sql, PASS, db_int(family), db_text(m->worker),
                      db_int(seen->last));
    return err;
}

enum err marking_end(struct marking *m, struct archive *archive, int64_t family,
                     const struct resting *r)
{
    struct sql *sql = archive->sql;
    struct looking seen = {.other = 0};
    enum err err = ERR_NONE;

    if (m->is_field && m->count >= MARK_ANSWERS) {
        qsort(m->hashes, m->count, sizeof *m->hashes, by_hash);
        err = look(m, sql, family, &seen);
        if (!err)
            err = keep_sketch(m, sql, family, r->number, &seen);
    }
    if (err || (!*m->flags && !seen.other))
        return err;
    return sql_run(sql, MARK, db_int(r->number), db_int(family),
                   db_text(m->flags), db_int(seen.other), db_int(seen.percent));
}

void marking_clear(struct marking *m)
{
    free(m->flags);
    free(m->worker);
    free(m->hashes);
    *m = (struct marking){.is_field = false};
}

enum err mark_read(struct archive *archive, int64_t number, struct mark *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, READ, db_int(number));

    *out = (struct mark){.other = 0};
    if (err)
        return err;
    if (sql->engine->next(rows)) {
        snprintf(out->flags, sizeof out->flags, "%s",
                 sql_column_text(sql, rows, 0));
        out->other = sql_column(sql, rows, 1);
        out->percent = sql_column(sql, rows, 2);
    }
    return sql->engine->done(rows);
}

enum err mark_next(struct archive *archive, int64_t family, const char *kind,
                   int64_t below, int64_t *out)
{
    char like[80];

    if (strcmp(kind, "alike") == 0)
        return sql_number(archive->sql, 0, out, NEXT_ALIKE, db_int(family),
                          db_int(below));
    snprintf(like, sizeof like, "%% %s %%", kind);
    return sql_number(archive->sql, 0, out, NEXT_FLAG, db_int(family),
                      db_int(below), db_text(like));
}

static enum err run_each(struct sql *sql, const char *const statements[2],
                         bool has_number, int64_t number)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < 2; i++)
        err = has_number ? sql_run(sql, statements[i], db_int(number))
                         : sql_run(sql, statements[i]);
    return err;
}

enum err mark_forget(struct sql *sql, int64_t number)
{
    return run_each(sql, FORGET, true, number);
}

enum err mark_drop(struct sql *sql)
{
    return run_each(sql, DROP, false, 0);
}
