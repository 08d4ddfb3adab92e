#include "overview.h"

#include "archive.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "form/xform.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "page.h"
#include "projection.h"
#include "quarantine.h"
#include "station.h"
#include "tally.h"

#include <stdlib.h>
#include <string.h>

/* A station unheard for longer than a day and a bit needs somebody. */
static const int64_t SILENT_MS = 26LL * 3600 * 1000;
enum { FOLLOW = 500 };

struct overview {
    struct visit *visit;
    struct buf *needs, *forms;
    char today[STAMP_TEXT_SIZE];
    int64_t now_ms;
    int64_t today_total, forms_count, stations, silent;
};

static void note_day(void *context, const char *value, int64_t n)
{
    struct overview *o = ((void **)context)[0];
    int64_t *today = ((void **)context)[1];

    if (strcmp(value, o->today) == 0)
        *today += n;
}

static const char *title_of(struct overview *o, const struct form *form)
{
    const struct model *model;

    if (!*form->title)
        return form->form_id;
    if (models_get(o->visit->hub->models, form->id, o->visit->language, &model))
        return form->title;
    return xform_title_in(model->xform, o->visit->language);
}

/* Whoever has a role for a neighbourhood finds its counts on the form's page:
 * those that are kept are of all answers. */
static void add_counts(struct overview *o, const char *form_id, int64_t today,
                       int64_t total)
{
    if (visit_areas(o->visit, ACTION_RESULTS, form_id).is_limited) {
        buf_puts(o->forms, "<td class=\"n\">-</td><td class=\"n\">-</td>");
        return;
    }
    o->today_total += today;
    buf_printf(o->forms, "<td class=\"n\">%lld</td><td class=\"n\">%lld</td>",
               (long long)today, (long long)total);
}

static void note_form(void *context, const struct form *form)
{
    struct overview *o = context;
    struct archive *archive = o->visit->hub->archive;
    int64_t total = 0, today = 0;
    void *both[] = {o, &today};

    if (!visit_may(o->visit, ACTION_RESULTS, form->form_id, NULL) ||
        tally_get(archive, form->family, TALLY_STATE,
                  state_name(STATE_ACCEPTED), &total) ||
        tally_each(archive, form->family, TALLY_DAY, note_day, both))
        return;
    o->forms_count++;
    buf_puts(o->forms, "<tr><th scope=\"row\"><a href=\"/forms/");
    page_segment(o->forms, form->form_id);
    buf_puts(o->forms, "\">");
    page_text(o->forms, title_of(o, form));
    buf_puts(o->forms, "</a></th>");
    add_counts(o, form->form_id, today, total);
    buf_puts(o->forms, "<td>");
    page_text(o->forms, form->version);
    buf_puts(o->forms, "</td></tr>");
}

/* Every role sees how the stations are, but one for a neighbourhood only those
 * there. */
static bool may_know(const struct visit *visit, const char *area)
{
    for (size_t i = 0; i < visit->duties.count; i++) {
        const char *own = visit->duties.list[i].area;
        if (!*own || strcmp(own, area) == 0)
            return true;
    }
    return false;
}

static void note_station(void *context, const struct station *station)
{
    struct overview *o = context;

    if (station->is_revoked || !may_know(o->visit, station->area))
        return;
    o->stations++;
    if (o->now_ms - station->seen_ms <= SILENT_MS)
        return;
    o->silent++;
    buf_puts(o->needs, "<li><b>");
    page_say(o->visit, o->needs, "Silent station");
    buf_puts(o->needs, "</b>: <a href=\"/stations\">");
    page_text(o->needs, station->name);
    buf_puts(o->needs, "</a>, ");
    page_say(o->visit, o->needs, "last heard:");
    buf_putc(o->needs, ' ');
    page_ago(o->visit, o->needs, station->seen_ms);
    buf_puts(o->needs, "</li>");
}

static enum err note_quarantine(struct overview *o)
{
    int64_t open;

    if (!visit_may(o->visit, ACTION_QUARANTINE, NULL, NULL))
        return ERR_NONE;
    enum err err = quarantine_count(o->visit->hub->archive, &open);

    if (err || !open)
        return err;
    buf_puts(o->needs, "<li><b>");
    page_say(o->visit, o->needs, "Set aside");
    buf_printf(o->needs, "</b>: <a href=\"/quarantine\">%lld ",
               (long long)open);
    page_text(o->needs, say_count(o->visit, N_("waits for a decision"),
                                  N_("wait for a decision"), open));
    buf_puts(o->needs, "</a></li>");
    return ERR_NONE;
}

static void figure(struct visit *v, struct buf *out, int64_t n, const char *one,
                   const char *many)
{
    buf_printf(out, "<li><b>%lld</b> ", (long long)n);
    page_text(out, say_count(v, one, many, n));
    buf_puts(out, "</li>");
}

static void add_forms(struct overview *o, struct buf *out)
{
    static const char *const HEADS[] = {N_("Form"), N_("Today"), N_("All"),
                                        N_("Version")};

    buf_puts(out, "<h2>");
    page_say(o->visit, out, "Forms");
    buf_puts(out, "</h2>");
    if (!o->forms_count) {
        buf_puts(out, "<p>");
        page_say(o->visit, out,
                 "No form is published yet. Stations ask questions as soon as "
                 "there is one.");
        buf_puts(out, "</p>");
        return;
    }
    page_scroll(out, say(o->visit, "Forms"));
    buf_puts(out, "<table><thead><tr>");
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        buf_printf(out, "<th scope=\"col\"%s>",
                   i == 1 || i == 2 ? " class=\"n\"" : "");
        page_say(o->visit, out, HEADS[i]);
        buf_puts(out, "</th>");
    }
    buf_puts(out, "</tr></thead><tbody>");
    buf_add(out, buf_text(o->forms), o->forms->size);
    buf_puts(out, "</tbody></table></div>");
}

static void show(struct overview *o)
{
    struct visit *v = o->visit;
    struct buf out;

    buf_init(&out, 0);
    page_begin(v, &out, say(v, "Overview"));
    buf_puts(&out, "<h1>");
    page_say(v, &out, "Overview");
    buf_puts(&out, "</h1><ul class=\"figures\">");
    figure(v, &out, o->today_total, N_("answer today"), N_("answers today"));
    figure(v, &out, o->stations - o->silent, N_("station well"),
           N_("stations well"));
    figure(v, &out, o->silent, N_("station silent"), N_("stations silent"));
    buf_puts(&out, "</ul><h2>");
    page_say(v, &out, "Needs you");
    buf_puts(&out, "</h2>");
    if (o->needs->size) {
        buf_puts(&out, "<ul class=\"needs\">");
        buf_add(&out, o->needs->data, o->needs->size);
        buf_puts(&out, "</ul>");
    } else {
        buf_puts(&out, "<p class=\"good\">");
        page_say(v, &out, "Nothing needs you now.");
        buf_puts(&out, "</p>");
    }
    add_forms(o, &out);
    page_end(v, &out, 200);
}

void overview_show(struct visit *visit)
{
    struct buf needs, forms;
    struct archive *archive = visit->hub->archive;
    struct overview o = {.visit = visit,
                         .needs = &needs,
                         .forms = &forms,
                         .now_ms = stamp_now().wall_ms};
    int64_t done;

    buf_init(&needs, 0);
    buf_init(&forms, 0);
    stamp_print_local(o.now_ms, o.today);
    o.today[strlen("2026-11-23")] = '\0';
    enum err err =
        projection_follow(archive, visit->hub->models, FOLLOW, &done);
    if (!err)
        err = note_quarantine(&o);
    if (!err)
        err = station_each(archive, note_station, &o);
    if (!err)
        err = formbook_each(archive, note_form, &o);
    if (err)
        visit_fail(visit, err);
    else
        show(&o);
    buf_clear(&needs);
    buf_clear(&forms);
}
