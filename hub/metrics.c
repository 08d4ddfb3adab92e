#include "metrics.h"

#include "alert.h"
#include "archive.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/stamp.h"
#include "children.h"
#include "formbook.h"
#include "hub.h"
#include "intake.h"
#include "projection.h"
#include "quarantine.h"
#include "station.h"
#include "tally.h"

#include <stdio.h>
#include <unistd.h>

static const char TYPE[] =
    "application/openmetrics-text; version=1.0.0; charset=utf-8";

struct metrics {
    const struct hub *hub;
    struct buf *out;
    int64_t alerts;
    enum err err;
};

static void begin(struct buf *out, const char *name, const char *type,
                  const char *help)
{
    buf_printf(out, "# TYPE barrio_%s %s\n# HELP barrio_%s %s\n", name, type,
               name, help);
}

static void add(struct buf *out, const char *name, int64_t value)
{
    buf_printf(out, "barrio_%s %lld\n", name, (long long)value);
}

/* A label's value: OpenMetrics escapes these three. */
static void add_label(struct buf *out, const char *value)
{
    for (const char *c = value; *c; c++) {
        if (*c == '\\' || *c == '"')
            buf_putc(out, '\\');
        if (*c == '\n')
            buf_puts(out, "\\n");
        else
            buf_putc(out, *c);
    }
}

static void note_form(void *context, const struct form *form)
{
    struct metrics *m = context;

    for (enum state state = STATE_ACCEPTED; state <= STATE_SUPERSEDED;
         state++) {
        int64_t n = 0;
        if (!m->err)
            m->err = tally_get(m->hub->archive, form->family, TALLY_STATE,
                               state_name(state), &n);
        if (m->err || !n)
            continue;
        buf_puts(m->out, "barrio_answers{form=\"");
        add_label(m->out, form->form_id);
        buf_printf(m->out, "\",state=\"%s\"} %lld\n", state_name(state),
                   (long long)n);
    }
}

static void note_station(void *context, const struct station *station)
{
    struct metrics *m = context;

    if (station->is_revoked)
        return;
    buf_puts(m->out, "barrio_station_heard_timestamp_seconds{station=\"");
    add_label(m->out, station->name);
    buf_printf(m->out, "\"} %.3f\n", (double)station->seen_ms / 1000);
}

static void count_open(void *context, const struct alert *alert)
{
    struct metrics *m = context;

    m->alerts += alert->ended_ms == 0;
}

/* Of what belongs to the archive; shared by all hubs of it. */
static enum err add_archive(struct metrics *m)
{
    struct archive *archive = m->hub->archive;
    int64_t aside = 0, last = 0, projected = 0;

    begin(m->out, "answers", "gauge", "Answers by form and state.");
    enum err err = formbook_each(archive, note_form, m);
    begin(m->out, "station_heard_timestamp_seconds", "gauge",
          "When a station was last heard of.");
    if (!err)
        err = station_each(archive, note_station, m);
    if (!err)
        err = quarantine_count(archive, &aside);
    if (!err)
        err = archive_last(archive, &last);
    if (!err)
        err = projection_cursor(archive, &projected);
    if (!err)
        err = alert_each(archive, 1000, count_open, m);
    begin(m->out, "set_aside", "gauge", "Answers in quarantine.");
    add(m->out, "set_aside", aside);
    begin(m->out, "alerts", "gauge", "Alerts that last.");
    add(m->out, "alerts", m->alerts);
    begin(m->out, "projection_lag", "gauge",
          "Numbers of answers that the projection has not seen yet.");
    add(m->out, "projection_lag", last - projected);
    return err ? err : m->err;
}

static int64_t resident_bytes(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (file && fscanf(file, "%ld %ld", &pages, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return (int64_t)resident * sysconf(_SC_PAGESIZE);
}

/* Of this process. */
static enum err add_process(struct metrics *m)
{
    const struct hub *hub = m->hub;
    uint64_t left = 0;
    enum err err = file_free_bytes(hub->archive->folder, &left);

    begin(m->out, "answers_kept", "counter",
          "Answers that this process has kept.");
    add(m->out, "answers_kept_total", (int64_t)intake_total(hub->intake));
    begin(m->out, "connections", "gauge", "Connections that are open.");
    add(m->out, "connections", (int64_t)http_connections(hub->http));
    begin(m->out, "children", "gauge", "Processes that work beside the hub.");
    add(m->out, "children", (int64_t)children_count(hub->children));
    begin(m->out, "disk_free_bytes", "gauge", "Room for data.");
    add(m->out, "disk_free_bytes", (int64_t)left);
    begin(m->out, "resident_bytes", "gauge", "Memory of this process.");
    add(m->out, "resident_bytes", resident_bytes());
    return err;
}

enum err metrics_write(struct buf *out, const struct hub *hub)
{
    struct metrics m = {.hub = hub, .out = out};

    buf_puts(
        out,
        "# TYPE barrio_build info\nbarrio_build_info{version=\"" BARRIO_VERSION
        "\"} 1\n");
    enum err err = add_archive(&m);
    if (!err)
        err = add_process(&m);
    buf_puts(out, "# EOF\n");
    return err;
}

void metrics_show(struct visit *visit)
{
    struct buf out;

    /* It tells of all stations and forms. */
    if (visit_areas(visit, ACTION_STATIONS, NULL).is_limited) {
        visit_forbid(visit, ACTION_STATIONS);
        return;
    }
    buf_init(&out, 0);
    enum err err = metrics_write(&out, visit->hub);
    request_set_header(visit->request, "Cache-Control", "no-store");
    if (err)
        visit_fail(visit, err);
    else
        request_reply_buf(visit->request, 200, TYPE, &out);
    buf_clear(&out);
}
