#include "alert.h"

#include "archive.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char QUIET[] =
    "SELECT name, CASE WHEN seen_ms > made_ms THEN seen_ms ELSE made_ms END"
    " FROM station WHERE token IS NOT NULL";
static const char SET_ASIDE[] =
    "SELECT count(*) FROM quarantine WHERE state = 'open'";
static const char NEWEST[] = "SELECT max(id) FROM quarantine";
static const char IS_ON[] = "SELECT id FROM alert WHERE kind = ? AND object = ?"
                            " AND ended_ms = 0";
static const char BEGIN[] =
    "INSERT INTO alert(kind, object, text, began_ms) VALUES(?,?,?,?)";
static const char END[] =
    "UPDATE alert SET ended_ms = ?, told = 0 WHERE kind = ? AND object = ?"
    " AND ended_ms = 0";
#define ALERTS "SELECT id, kind, object, text, began_ms, ended_ms FROM alert"
static const char UNTOLD[] = ALERTS " WHERE told = 0 ORDER BY id LIMIT 64";
static const char ALL[] = ALERTS " ORDER BY id DESC LIMIT ?";
static const char TOLD[] =
    "UPDATE alert SET told = 1 WHERE id = ? AND ended_ms = ?";
static const char LAST_SEEN[] = "quarantine_told";

struct look {
    struct archive *archive;
    const struct alert_limits *limits;
    int64_t now_ms;
};

/* Begins or ends one alert so that it says what is. */
static enum err settle(struct look *l, bool is_on, const char *kind,
                       const char *object, const char *text)
{
    struct sql *sql = l->archive->sql;
    int64_t id;

    if (!is_on)
        return sql_run(sql, END, db_int(l->now_ms), db_text(kind),
                       db_text(object));
    enum err err =
        sql_number(sql, 0, &id, IS_ON, db_text(kind), db_text(object));
    if (err || id)
        return err;
    return sql_run(sql, BEGIN, db_text(kind), db_text(object), db_text(text),
                   db_int(l->now_ms));
}

static enum err look_at_station(struct look *l, const char *name,
                                int64_t heard_ms)
{
    int64_t limit = l->limits->quiet_ms;
    char at[STAMP_TEXT_SIZE];

    stamp_print_local(heard_ms, at);
    char *text =
        xasprintf("Station %s has not been heard of since %.16s.", name, at);
    enum err err =
        settle(l, limit && l->now_ms - heard_ms > limit, "quiet", name, text);
    free(text);
    return err;
}

struct heard {
    char *name;
    int64_t ms;
};

static enum err look_at_stations(struct look *l)
{
    struct sql *sql = l->archive->sql;
    struct heard *list = NULL;
    size_t count = 0, capacity = 0;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, QUIET);

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        list = mem_grow(list, count, &capacity, sizeof *list);
        list[count++] = (struct heard){xstrdup(sql_column_text(sql, rows, 0)),
                                       sql_column(sql, rows, 1)};
    }
    err = sql->engine->done(rows);
    for (size_t i = 0; i < count; i++) {
        if (!err)
            err = look_at_station(l, list[i].name, list[i].ms);
        free(list[i].name);
    }
    free(list);
    return err;
}

/* Each time something new lies there somebody is told again. */
static enum err look_at_quarantine(struct look *l)
{
    struct sql *sql = l->archive->sql;
    int64_t open = 0, newest = 0;
    char *seen = NULL, text[120], number[24];

    enum err err = sql_number(sql, 0, &open, SET_ASIDE);
    if (!err)
        err = sql_number(sql, 0, &newest, NEWEST);
    if (!err)
        err = archive_setting(l->archive, LAST_SEEN, &seen);
    if (err)
        return err;
    bool is_new = newest > strtoll(seen, NULL, 10);
    free(seen);
    if (open == 0 || is_new)
        err = settle(l, false, "set-aside", "", "");
    snprintf(text, sizeof text, "%lld answers were set aside and wait.",
             (long long)open);
    if (!err && open)
        err = settle(l, true, "set-aside", "", text);
    snprintf(number, sizeof number, "%lld", (long long)newest);
    return err || !is_new ? err : archive_set(l->archive, LAST_SEEN, number);
}

static enum err look_at_disk(struct look *l)
{
    uint64_t left;
    char text[120];
    enum err err = file_free_bytes(l->archive->folder, &left);

    if (err)
        return err;
    snprintf(text, sizeof text, "The hub's disk has %llu MB left.",
             (unsigned long long)(left / 1000000));
    return settle(l, left < (uint64_t)l->limits->free_bytes, "disk", "", text);
}

enum err alert_look(struct archive *archive, const struct alert_limits *limits,
                    int64_t now_ms)
{
    struct look l = {archive, limits, now_ms};
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = look_at_stations(&l);
    if (!err)
        err = look_at_quarantine(&l);
    if (!err)
        err = look_at_disk(&l);
    return archive_end(archive, err);
}

static struct alert read_alert(struct sql *sql, struct sql_rows *rows)
{
    return (struct alert){.id = sql_column(sql, rows, 0),
                          .kind = sql_column_text(sql, rows, 1),
                          .object = sql_column_text(sql, rows, 2),
                          .text = sql_column_text(sql, rows, 3),
                          .began_ms = sql_column(sql, rows, 4),
                          .ended_ms = sql_column(sql, rows, 5)};
}

enum err alert_each(struct archive *archive, int64_t limit,
                    void (*visit)(void *context, const struct alert *alert),
                    void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, ALL, db_int(limit));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        struct alert alert = read_alert(sql, rows);
        visit(context, &alert);
    }
    return sql->engine->done(rows);
}

/* Telling takes seconds: no query is held open meanwhile. */
struct untold {
    struct arena *arena;
    struct alert alerts[64];
    size_t count;
};

static enum err read_untold(struct archive *archive, struct untold *u)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, UNTOLD);

    if (err)
        return err;
    while (u->count < COUNT_OF(u->alerts) && sql->engine->next(rows)) {
        struct alert *a = &u->alerts[u->count++];
        *a = read_alert(sql, rows);
        a->kind = arena_strdup(u->arena, a->kind);
        a->object = arena_strdup(u->arena, a->object);
        a->text = arena_strdup(u->arena, a->text);
    }
    return sql->engine->done(rows);
}

static enum err note_told(struct archive *archive, const struct alert *alert)
{
    enum err err = archive_begin(archive);

    return err ? err
               : archive_end(archive,
                             sql_run(archive->sql, TOLD, db_int(alert->id),
                                     db_int(alert->ended_ms)));
}

enum err alert_tell(struct archive *archive,
                    bool (*tell)(void *context, const struct alert *alert),
                    void *context)
{
    struct untold u = {.arena = arena_new(), .count = 0};
    enum err err = read_untold(archive, &u);

    for (size_t i = 0; !err && i < u.count; i++) {
        if (tell(context, &u.alerts[i]))
            err = note_told(archive, &u.alerts[i]);
    }
    arena_free(u.arena);
    return err;
}
