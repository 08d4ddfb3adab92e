#include "schedule.h"

#include "archive.h"
#include "edition.h"
#include "sql.h"

#include <stdio.h>
#include <string.h>

static const char GET[] =
    "SELECT opens_ms, closes_ms, state FROM family WHERE id = ?";
static const char SET[] =
    "UPDATE family SET opens_ms = ?, closes_ms = ?, state = ? WHERE id = ?";
static const char DUE[] =
    "SELECT count(*) FROM family WHERE (state = 'waiting' AND opens_ms <= ?)"
    " OR (state = 'open' AND closes_ms > 0 AND closes_ms <= ?)";
static const char OPEN[] = "UPDATE family SET state = 'open'"
                           " WHERE state = 'waiting' AND opens_ms <= ?";
static const char CLOSE[] =
    "UPDATE family SET state = 'closing'"
    " WHERE state = 'open' AND closes_ms > 0 AND closes_ms <= ?";
static const char CLEAR[] = "DELETE FROM audience WHERE family = ?";
static const char ADD[] = "INSERT INTO audience(family, station) VALUES(?,?)"
                          " ON CONFLICT DO NOTHING";
static const char NAMED[] =
    "SELECT count(*) FROM audience WHERE family = ? AND station = ?";
static const char ANY[] = "SELECT count(*) FROM audience WHERE family = ?";

enum err schedule_get(struct archive *archive, int64_t family,
                      struct schedule *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, GET, db_int(family));

    *out = (struct schedule){.opens_ms = 0};
    if (err)
        return err;
    if (sql->engine->next(rows)) {
        out->opens_ms = sql_column(sql, rows, 0);
        out->closes_ms = sql_column(sql, rows, 1);
        snprintf(out->state, sizeof out->state, "%s",
                 sql_column_text(sql, rows, 2));
    }
    return sql->engine->done(rows);
}

/* Closed for good is what a person said; the days do not undo it. */
static const char *state_at(const struct schedule *schedule, int64_t now_ms)
{
    if (strcmp(schedule->state, "closed") == 0)
        return schedule->state;
    if (schedule->opens_ms > now_ms)
        return "waiting";
    return schedule->closes_ms && schedule->closes_ms <= now_ms ? "closing"
                                                                : "open";
}

enum err schedule_set(struct archive *archive, int64_t family,
                      const struct schedule *schedule, int64_t now_ms)
{
    enum err err = sql_run(archive->sql, SET, db_int(schedule->opens_ms),
                           db_int(schedule->closes_ms),
                           db_text(state_at(schedule, now_ms)), db_int(family));

    return err ? err : edition_touch(archive);
}

enum err schedule_run(struct archive *archive, int64_t now_ms)
{
    struct sql *sql = archive->sql;
    int64_t due;
    enum err err =
        sql_number(sql, 0, &due, DUE, db_int(now_ms), db_int(now_ms));

    if (!err && due)
        err = archive_begin(archive);
    if (err || !due)
        return err;
    err = sql_run(sql, OPEN, db_int(now_ms));
    if (!err)
        err = sql_run(sql, CLOSE, db_int(now_ms));
    if (!err)
        err = edition_touch(archive);
    return archive_end(archive, err);
}

enum err schedule_set_stations(struct archive *archive, int64_t family,
                               const int64_t *stations, size_t count)
{
    enum err err = sql_run(archive->sql, CLEAR, db_int(family));

    for (size_t i = 0; !err && i < count; i++)
        err = sql_run(archive->sql, ADD, db_int(family), db_int(stations[i]));
    return err ? err : edition_touch(archive);
}

enum err schedule_names(struct archive *archive, int64_t family,
                        int64_t station, bool *is_named, bool *all)
{
    int64_t named = 0, any = 0;
    enum err err = sql_number(archive->sql, 0, &named, NAMED, db_int(family),
                              db_int(station));

    if (!err)
        err = sql_number(archive->sql, 0, &any, ANY, db_int(family));
    *is_named = named != 0;
    *all = any == 0;
    return err;
}
