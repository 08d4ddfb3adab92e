/* Answers on a map that is drawn here: no map of others is loaded, since that
 * would tell them what is looked at. */
#include "archive.h"
#include "base/arena.h"
#include "cross_page.h"
#include "hub.h"
#include "models.h"
#include "page.h"
#include "plan.h"
#include "projection.h"
#include "sample.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_POINTS = 1000, LISTED = 100, SIDE = 400, EDGE = 20, FOLLOW = 500 };

struct point {
    double lat, lon;
};

struct map {
    struct visit *visit;
    struct buf *out;
    struct plan *plan;
    size_t column;
    struct point *points;
    size_t count;
    struct point least, most;
};

static void note_point(void *context, const struct cell *cells)
{
    struct map *m = context;
    struct cell cell = cells[m->column];
    struct point p;
    char *end;

    if (!cell.text || m->count == MOST_POINTS)
        return;
    const char *text = arena_strndup(m->visit->arena, cell.text, cell.size);
    p.lat = strtod(text, &end);
    p.lon = strtod(end, &end);
    /* What is no number is not within any bounds. */
    if (!(fabs(p.lat) <= 90 && fabs(p.lon) <= 180) || end == text)
        return;
    if (!m->count)
        m->least = m->most = p;
    m->least.lat = fmin(m->least.lat, p.lat);
    m->least.lon = fmin(m->least.lon, p.lon);
    m->most.lat = fmax(m->most.lat, p.lat);
    m->most.lon = fmax(m->most.lon, p.lon);
    m->points[m->count++] = p;
}

/* North is up; a degree of longitude is as wide as it is at this latitude. */
static void add_drawing(struct map *m)
{
    double shrink = cos((m->least.lat + m->most.lat) / 2 * 3.14159265 / 180);
    double width = (m->most.lon - m->least.lon) * shrink;
    double height = m->most.lat - m->least.lat;
    double span = fmax(fmax(width, height), 0.0005);

    buf_printf(m->out,
               "<svg class=\"map\" viewBox=\"0 0 %d %d\" role=\"img\" "
               "aria-label=\"",
               SIDE, SIDE);
    page_say(m->visit, m->out,
             "Where the answers were given; the table below lists them.");
    buf_printf(m->out, "\"><rect class=\"rail\" width=\"%d\" height=\"%d\"/>",
               SIDE, SIDE);
    for (size_t i = 0; i < m->count; i++) {
        double x = (m->points[i].lon - m->least.lon) * shrink / span;
        double y = (m->most.lat - m->points[i].lat) / span;
        buf_printf(m->out,
                   "<circle class=\"fill\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\" "
                   "fill-opacity=\".6\"/>",
                   EDGE + x * (SIDE - 2 * EDGE), EDGE + y * (SIDE - 2 * EDGE));
    }
    buf_puts(m->out, "</svg>");
}

static void add_list(struct map *m)
{
    static const char *const HEADS[] = {"#" N_("Latitude"),
                                        "#" N_("Longitude")};

    page_table(m->visit, m->out, N_("Places"), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < m->count && i < LISTED; i++)
        buf_printf(m->out,
                   "<tr><td class=\"n\">%.5f</td><td class=\"n\">%.5f</td>"
                   "</tr>",
                   m->points[i].lat, m->points[i].lon);
    page_end_table(m->out);
}

static bool find_place(struct map *m)
{
    for (size_t i = 0; i < plan_columns_count(m->plan); i++) {
        if (plan_column(m->plan, i)->type != TYPE_GEOPOINT)
            continue;
        m->column = i;
        return true;
    }
    return false;
}

static enum err write_page(struct map *m)
{
    struct visit *v = m->visit;
    enum err err = ERR_NONE;

    page_begin(v, m->out, say(v, "Map"));
    page_head(v, m->out, "Map");
    buf_puts(m->out, "<p><a href=\"/forms/");
    page_segment(m->out, v->part[0]);
    buf_puts(m->out, "\">");
    page_say(v, m->out, "Counts and charts of this form");
    buf_puts(m->out, "</a></p>");
    page_areas(v, m->out, ACTION_ANSWERS);
    sample_say(v, m->out);
    m->points = arena_array(v->arena, MOST_POINTS, sizeof *m->points);
    if (find_place(m))
        err = sample_each(v, m->plan, note_point, m);
    if (!m->count) {
        page_note(v, m->out, "muted", N_("No answer says a place."));
        return err;
    }
    add_drawing(m);
    add_list(m);
    return err;
}

void map_page_show(struct visit *visit)
{
    struct hub *hub = visit->hub;
    struct buf out;
    struct map m = {.visit = visit, .out = &out};
    int64_t done;

    buf_init(&out, 0);
    enum err err = projection_follow(hub->archive, hub->models, FOLLOW, &done);
    if (!err)
        err = plan_new(&m.plan, hub->archive, hub->models, visit->part[0], NULL,
                       visit->language);
    if (!err)
        err = write_page(&m);
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, 200);
    plan_free(m.plan);
    buf_clear(&out);
}
