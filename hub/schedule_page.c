#include "schedule_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "board_page.h"
#include "field.h"
#include "form/xform.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "page.h"
#include "schedule.h"
#include "station.h"

#include <string.h>

enum { MOST_STATIONS = 2000, DAY_TEXT = 17, NAME_TEXT = 24 };

struct scheduling {
    struct visit *visit;
    struct buf out; /* the page */
    int64_t family;
    struct schedule schedule;
    const int64_t *stations;
    size_t count;
    enum err err;
};

static const struct {
    const char *state, *words;
} STATES[] = {
    {"open", N_("Open: stations ask it.")},
    {"waiting", N_("Waits for its first day.")},
    {"closing", N_("Over: stations ask it no more, answers that were given "
                   "before still count.")},
    {"closed", N_("Closed: answers are kept aside.")},
};

const char *schedule_page_words(const char *state)
{
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        if (strcmp(STATES[i].state, state) == 0)
            return STATES[i].words;
    }
    return state;
}

/* As a browser's field wants it: 2026-11-23T10:31, the hub's own zone. */
static const char *moment(struct visit *visit, int64_t ms)
{
    char text[STAMP_TEXT_SIZE];

    if (!ms)
        return "";
    stamp_print_local(ms, text);
    return arena_strndup(visit->arena, text, DAY_TEXT - 1);
}

static bool read_moment(struct visit *visit, const char *name, int64_t *out)
{
    const char *text = visit_field(visit, name);

    *out = 0;
    return !*text || stamp_parse_local(text, out);
}

/* A box to tick for each station. */
struct boxes {
    struct visit *visit;
    struct buf *out;
    int64_t family; /* 0: of a form that was never published */
    enum err err;
};

static void add_box(void *context, const struct station *station)
{
    struct boxes *b = context;
    char name[NAME_TEXT];
    bool is_named, all;

    if (station->is_revoked || b->err)
        return;
    b->err = schedule_names(b->visit->hub->archive, b->family, station->id,
                            &is_named, &all);
    snprintf(name, sizeof name, "s%lld", (long long)station->id);
    field_box(b->out, name, "1",
              *station->area ? arena_printf(b->visit->arena, "%s · %s",
                                            station->name, station->area)
                             : station->name,
              is_named);
}

enum err schedule_page_ask(struct visit *v, struct buf *out, int64_t family,
                           const struct schedule *schedule)
{
    struct boxes boxes = {.visit = v, .out = out, .family = family};

    field_add(v, out,
              &(struct field){.name = "opens",
                              .label = N_("Opens"),
                              .type = "datetime-local",
                              .hint = N_("Empty: at once."),
                              .value = moment(v, schedule->opens_ms)});
    field_add(v, out,
              &(struct field){.name = "closes",
                              .label = N_("Closes"),
                              .type = "datetime-local",
                              .hint = N_("Empty: until you close it."),
                              .value = moment(v, schedule->closes_ms)});
    buf_puts(out, "<fieldset><legend>");
    page_say(v, out, "At these stations (none ticked: at all of them)");
    buf_puts(out, "</legend>");
    enum err err = station_each_by_area(v->hub->archive, add_box, &boxes);
    buf_puts(out, "</fieldset>");
    return err ? err : boxes.err;
}

void schedule_page_ask_closed(struct visit *v, struct buf *out,
                              const struct schedule *schedule)
{
    field_box(out, "closed", "1",
              say(v, "Closed: take no more answers, not even late ones"),
              strcmp(schedule->state, "closed") == 0);
}

static void add_form(struct scheduling *s, const char *action)
{
    struct visit *v = s->visit;

    page_form(v, &s->out, action, 0);
    enum err err = schedule_page_ask(v, &s->out, s->family, &s->schedule);
    s->err = s->err ? s->err : err;
    schedule_page_ask_closed(v, &s->out, &s->schedule);
    field_button(v, &s->out, N_("Keep this"));
}

static enum err find(struct visit *visit, struct scheduling *s)
{
    int64_t form;

    *s = (struct scheduling){.visit = visit};
    enum err err = formbook_current(visit->hub->archive, visit->part[0], &form,
                                    &s->family);
    if (!err)
        err = schedule_run(visit->hub->archive, stamp_now().wall_ms);
    return err ? err
               : schedule_get(visit->hub->archive, s->family, &s->schedule);
}

static const char *address(struct visit *visit)
{
    struct buf out;

    buf_init(&out, 0);
    buf_puts(&out, "/forms/");
    page_segment(&out, visit->part[0]);
    buf_puts(&out, "/schedule");
    const char *text = arena_strdup(visit->arena, buf_text(&out));
    buf_clear(&out);
    return text;
}

static void show(struct scheduling *s, const char *tone, const char *said)
{
    struct visit *v = s->visit;
    struct buf *out = &s->out;

    buf_init(out, 0);
    page_begin(v, out, say(v, "When and where"));
    page_head(v, out, "When and where");
    if (said)
        page_note(v, out, tone, said);
    buf_puts(out, "<p><a href=\"/forms/");
    page_segment(out, v->part[0]);
    buf_puts(out, "\">");
    page_text(out, v->part[0]);
    buf_puts(out, "</a>: <b>");
    page_say(v, out, schedule_page_words(s->schedule.state));
    buf_puts(out, "</b></p>");
    if (!s->err)
        s->err = board_page_warn(v, out, v->part[0]);
    add_form(s, address(v));
    if (s->err)
        visit_fail(v, s->err);
    else
        page_end(v, out, said && tone[0] == 'b' ? 400 : 200);
    buf_clear(out);
}

void schedule_page_show(struct visit *visit)
{
    struct scheduling s;
    enum err err = find(visit, &s);

    if (err)
        visit_fail(visit, err);
    else
        show(&s, "", NULL);
}

struct ticked {
    struct visit *visit;
    int64_t *stations;
    size_t count;
};

static void note_station(void *context, const struct station *station)
{
    struct ticked *t = context;
    char name[NAME_TEXT];

    snprintf(name, sizeof name, "s%lld", (long long)station->id);
    if (t->count == MOST_STATIONS || !*visit_field(t->visit, name))
        return;
    t->stations[t->count++] = station->id;
}

enum err schedule_page_read(struct visit *visit, struct schedule *schedule,
                            const int64_t **stations, size_t *count,
                            const char **trouble)
{
    struct ticked t = {.visit = visit};

    *trouble = NULL;
    snprintf(schedule->state, sizeof schedule->state, "%s",
             *visit_field(visit, "closed") ? "closed" : "open");
    if (!read_moment(visit, "opens", &schedule->opens_ms) ||
        !read_moment(visit, "closes", &schedule->closes_ms)) {
        *trouble = N_("Write days and times as 2026-11-23T10:30.");
        return ERR_NONE;
    }
    if (schedule->closes_ms && schedule->closes_ms <= schedule->opens_ms) {
        *trouble = N_("It would close before it opens.");
        return ERR_NONE;
    }
    t.stations = arena_array(visit->arena, MOST_STATIONS, sizeof *t.stations);
    enum err err = station_each(visit->hub->archive, note_station, &t);
    *stations = t.stations;
    *count = t.count;
    return err;
}

static enum err keep(struct scheduling *s)
{
    struct archive *archive = s->visit->hub->archive;
    int64_t now = stamp_now().wall_ms;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = schedule_set(archive, s->family, &s->schedule, now);
    if (!err)
        err = schedule_set_stations(archive, s->family, s->stations, s->count);
    if (!err)
        err = audit_add(archive, &(struct audit_entry){
                                     now, s->visit->person_name, "schedule",
                                     s->visit->part[0], s->schedule.state});
    return archive_end(archive, err);
}

static enum err change(struct scheduling *s, const char **trouble)
{
    enum err err = schedule_page_read(s->visit, &s->schedule, &s->stations,
                                      &s->count, trouble);

    if (err || *trouble)
        return err;
    return keep(s);
}

void schedule_page_change(struct visit *visit)
{
    struct scheduling s;
    const char *trouble = NULL;
    enum err err = find(visit, &s);

    if (!err)
        err = change(&s, &trouble);
    if (!err && !trouble)
        err = schedule_get(visit->hub->archive, s.family, &s.schedule);
    if (err)
        visit_fail(visit, err);
    else
        show(&s, trouble ? "bad" : "good",
             trouble ? trouble
                     : N_("Kept. Stations learn it when they next "
                          "ask."));
}
