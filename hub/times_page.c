#include "times_page.h"

#include "archive.h"
#include "base/buf.h"
#include "dimension.h"
#include "form/flatten.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "page.h"
#include "projection.h"
#include "sample.h"
#include "sql.h"
#include "wire/envelope.h"

#include <string.h>
#include <time.h>

/* So many of the newest answers are looked at: the hub stays quick. */
#define NEWEST "1000"
#define NEWEST_OF                                                              \
    "SELECT response.received_ms, response.envelope FROM flat"                 \
    " JOIN response ON response.number = flat.number"                          \
    " WHERE flat.family = ? AND flat.part = (SELECT id FROM part"              \
    " WHERE family = ? AND path = ?) AND flat.line = 0 AND flat.state = 0"     \
    " AND flat.number >= ?"
#define NEWEST_END " ORDER BY flat.number DESC LIMIT " NEWEST
static const char ENVELOPES[] = NEWEST_OF NEWEST_END;
static const char ENVELOPES_WITHIN[] = NEWEST_OF PROJECTION_WITHIN NEWEST_END;

enum { HOURS = 24, FOLLOW = 500 };

struct times {
    struct visit *visit;
    struct buf *out;
    int64_t n[HOURS], total, most;
};

static void note(struct times *t, int64_t received_ms, const char *text)
{
    struct response r = {.id = NULL};
    int64_t when = received_ms;
    struct tm at;

    if (*text && !envelope_read(text, strlen(text), &r.envelope) &&
        r.envelope.saved.quality != CLOCK_UNKNOWN)
        when = r.envelope.saved.wall_ms;
    response_clear(&r);
    time_t seconds = (time_t)(when / 1000);
    if (!localtime_r(&seconds, &at))
        return;
    t->total++;
    if (++t->n[at.tm_hour] > t->most)
        t->most = t->n[at.tm_hour];
}

static enum err read_times(struct times *t, int64_t family, const char *path)
{
    struct sql *sql = t->visit->hub->archive->sql;
    const struct areas areas =
        visit_areas(t->visit, ACTION_RESULTS, t->visit->part[0]);
    struct back newest = {family, path, &areas, INT64_MAX, 0, 0};
    struct sql_rows *rows;
    enum err err = projection_least(t->visit->hub->archive, &newest);

    if (!err)
        err = areas.is_limited
                  ? sql_query(sql, &rows, ENVELOPES_WITHIN, db_int(family),
                              db_int(family), db_text(path),
                              db_int(newest.least), PROJECTION_AREAS(&areas))
                  : sql_query(sql, &rows, ENVELOPES, db_int(family),
                              db_int(family), db_text(path), db_int(0));
    if (err)
        return err;
    while (sql->engine->next(rows))
        note(t, sql_column(sql, rows, 0), sql_column_text(sql, rows, 1));
    return sql->engine->done(rows);
}

static void add_chart(struct times *t)
{
    buf_printf(t->out,
               "<svg class=\"days\" viewBox=\"0 0 %d 100\" "
               "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
               HOURS * 10);
    page_say(t->visit, t->out,
             "Answers by hour of the day; the table below says the same.");
    buf_puts(t->out, "\">");
    for (int i = 0; i < HOURS; i++) {
        double height = 100.0 * (double)t->n[i] / (double)t->most;
        buf_printf(t->out,
                   "<rect class=\"fill\" x=\"%d\" y=\"%.1f\" width=\"8\" "
                   "height=\"%.1f\"/>",
                   i * 10 + 1, 100 - height, height);
    }
    buf_puts(t->out, "</svg>");
}

static void add_row(struct times *t, const char *words, int64_t n)
{
    buf_puts(t->out, "<tr><th scope=\"row\">");
    page_text(t->out, words);
    page_bar(t->out, n, t->total);
    buf_printf(t->out,
               "</th><td class=\"n\">%lld</td><td class=\"n\">%.0f&nbsp;%%"
               "</td></tr>",
               (long long)n, 100.0 * (double)n / (double)t->total);
}

static void add_parts(struct times *t)
{
    static const char *const HEADS[] = {N_("Part of the day"),
                                        ("#" N_("Count")), "#%"};

    page_part(t->visit, t->out, "By part of the day");
    page_table(t->visit, t->out, N_("By part of the day"), HEADS,
               COUNT_OF(HEADS));
    for (size_t i = 0; i < DAYPARTS_COUNT; i++) {
        const struct daypart *part = &DAYPARTS[i];
        int64_t n = 0;
        for (int hour = part->from; hour < part->until; hour++)
            n += t->n[hour];
        add_row(t, say(t->visit, part->words), n);
    }
    page_end_table(t->out);
}

static void add_hours(struct times *t)
{
    static const char *const HEADS[] = {N_("Hour"), ("#" N_("Count")), "#%"};
    char words[16];

    page_part(t->visit, t->out, "By hour");
    add_chart(t);
    page_table(t->visit, t->out, N_("By hour"), HEADS, COUNT_OF(HEADS));
    for (int i = 0; i < HOURS; i++) {
        snprintf(words, sizeof words, "%02d:00", i);
        add_row(t, words, t->n[i]);
    }
    page_end_table(t->out);
}

static void write_page(struct times *t)
{
    struct visit *v = t->visit;

    page_begin(v, t->out, say(v, "Time of day"));
    page_head(v, t->out, "Time of day");
    buf_puts(t->out, "<p><a href=\"/forms/");
    page_segment(t->out, v->part[0]);
    buf_puts(t->out, "\">");
    page_say(v, t->out, "Counts and charts of this form");
    buf_puts(t->out, "</a></p>");
    page_areas(v, t->out, ACTION_RESULTS);
    sample_say(v, t->out);
    if (!t->total) {
        page_note(v, t->out, "muted",
                  N_("No answer fits. Answers appear here as soon as a "
                     "station delivers them."));
    } else {
        page_note(v, t->out, "muted",
                  N_("When people answered, as the stations' clocks say. Of "
                     "the newest 1000 answers."));
        add_parts(t);
        add_hours(t);
    }
    page_end(v, t->out, 200);
}

void times_page_show(struct visit *visit)
{
    struct hub *hub = visit->hub;
    struct buf out;
    struct times t = {.visit = visit, .out = &out};
    const struct model *model;
    int64_t form, family, done;

    buf_init(&out, 0);
    enum err err =
        formbook_current(hub->archive, visit->part[0], &form, &family);
    if (!err)
        err = projection_follow(hub->archive, hub->models, FOLLOW, &done);
    if (!err)
        err = models_get(hub->models, form, visit->language, &model);
    if (!err)
        err = read_times(&t, family, flatten_table(model->flatten, 0)->path);
    if (err)
        visit_fail(visit, err);
    else
        write_page(&t);
    buf_clear(&out);
}
