#include "pulse.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "hub.h"
#include "ledgers.h"
#include "sql.h"
#include "station.h"

#include <inttypes.h>
#include <string.h>

static const char KEEP[] =
    "UPDATE station SET report = ?, report_ms = ? WHERE id = ?";
static const char EACH[] = "SELECT id, name, report_ms, report FROM station"
                           " WHERE token IS NOT NULL ORDER BY name";

enum err pulse_each(struct archive *archive,
                    void (*visit)(void *context, const struct pulse *pulse),
                    void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, EACH);

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        const char *report = sql_column_text(sql, rows, 3);
        struct pulse pulse = {.station = sql_column(sql, rows, 0),
                              .name = sql_column_text(sql, rows, 1),
                              .at_ms = sql_column(sql, rows, 2)};
        /* What was kept was read once before. */
        if (heartbeat_read(report, strlen(report), &pulse.heartbeat))
            pulse.at_ms = 0;
        visit(context, &pulse);
    }
    return sql->engine->done(rows);
}

/* Only what was understood is kept: a station cannot fill the archive. */
static enum err keep(struct visit *visit, const struct heartbeat *heartbeat)
{
    struct archive *archive = visit->hub->archive;
    int64_t now_ms = stamp_now().wall_ms;
    struct buf text;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    buf_init(&text, HEARTBEAT_LARGEST);
    heartbeat_write(&text, heartbeat);
    err = sql_run(archive->sql, KEEP, db_text(buf_text(&text)), db_int(now_ms),
                  db_int(visit->station));
    if (!err)
        err = station_seen(archive, visit->station, now_ms);
    buf_clear(&text);
    return archive_end(archive, err);
}

/* So that a station notices a restored hub before it has an answer to send. */
static void tell_log(struct visit *visit)
{
    struct ledger own;

    if (ledgers_own(visit->hub->archive, &own) == ERR_NONE)
        request_set_header(
            visit->request, HEARTBEAT_LOG_HEADER,
            arena_printf(visit->arena, "%s %" PRIu64, own.log, own.tree.size));
}

void pulse_take(struct visit *visit)
{
    struct heartbeat heartbeat;
    enum err err =
        heartbeat_read(buf_text(&visit->body), visit->body.size, &heartbeat);

    if (!err)
        err = keep(visit, &heartbeat);
    if (err) {
        visit_fail(visit, err);
        return;
    }
    tell_log(visit);
    request_reply(visit->request, 204, NULL, "", 0);
}
