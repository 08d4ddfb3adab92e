#include "settings_page.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "field.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"
#include "retention.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_DAYS = 36500 };

/* What people ask about; the rest of the file is for whoever runs the
 * machine. */
static const struct {
    const char *key, *words;
} SHOWN[] = {
    {"name", N_("Name of this hub")},
    {"public_url", N_("Its address for stations and people")},
    {"language", N_("Language for who asks for none")},
    {"session_hours", N_("Hours until somebody must sign in again")},
    {"alert_quiet_hours", N_("Hours until a silent station is told")},
    {"alert_disk_mb", N_("Free disk below which it is told, in MB")},
    {"alert_mail", N_("Alerts go by mail to")},
    {"body_limit_mb", N_("Largest upload, in MB")},
};

struct schedule {
    const char *form_id;
    struct retention due; /* days 0: for ever */
};

enum { MOST_FORMS = 500 };

struct settings {
    struct visit *visit;
    struct buf *out;
    struct schedule forms[MOST_FORMS];
    size_t count;
};

static void note_form(void *context, const struct form *form)
{
    struct settings *s = context;

    if (s->count < MOST_FORMS)
        s->forms[s->count++].form_id =
            arena_strdup(s->visit->arena, form->form_id);
}

static void note_schedule(void *context, const struct retention *due)
{
    struct settings *s = context;

    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->forms[i].form_id, due->form_id) == 0)
            s->forms[i].due = *due;
    }
}

static void add_form(struct settings *s, const struct schedule *f)
{
    struct visit *v = s->visit;
    struct buf *out = s->out;
    const char *days = arena_printf(v->arena, "%lld", (long long)f->due.days);
    const char *id = arena_printf(v->arena, "days-%zu", (size_t)(f - s->forms));

    buf_puts(out, "<tr><th scope=\"row\">");
    page_text(out, f->form_id);
    buf_puts(out, "</th>");
    page_cell(v, out, N_("Answers are kept for"));
    page_form(v, out, "/settings", 0);
    field_hidden(out, "form", f->form_id);
    field_add(v, out,
              &(struct field){.name = "days",
                              .id = id,
                              .label = N_("Days; 0 is for ever"),
                              .value = days,
                              .more = "inputmode=\"numeric\" maxlength=\"5\" "
                                      "required"});
    field_button(v, out, N_("Keep this"));
    buf_puts(out, "</td>");
    page_figure(v, out, N_("Due now"));
    buf_printf(out, "%lld</td></tr>", (long long)f->due.answers);
}

static void add_retention(struct settings *s)
{
    static const char *const HEADS[] = {N_("Form"), N_("Answers are kept for"),
                                        ("#" N_("Due now"))};
    struct visit *v = s->visit;

    page_part(v, s->out, "How long answers are kept");
    page_note(v, s->out, "muted",
              N_("Once a day the hub deletes what is due, for good: texts, "
                 "photos and envelopes. Counts stay. What would go is said "
                 "here first."));
    page_list(v, s->out, N_("How long answers are kept"), HEADS,
              COUNT_OF(HEADS));
    for (size_t i = 0; i < s->count; i++)
        add_form(s, &s->forms[i]);
    page_end_table(s->out);
}

static const char *value_of(struct visit *v, const char *name)
{
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++) {
        const struct conf_key *key = &CONFIG_KEYS[i];
        const char *at = (const char *)&v->hub->config + key->offset;
        if (strcmp(key->name, name) != 0)
            continue;
        if (key->type == CONF_NUMBER)
            return arena_printf(v->arena, "%ld",
                                *(const long *)(const void *)at);
        return *(char *const *)(const void *)at;
    }
    return "";
}

static void add_file(struct settings *s)
{
    static const char *const HEADS[] = {N_("Setting"), N_("Value"),
                                        N_("In the file")};
    struct visit *v = s->visit;

    page_part(v, s->out, "In the settings file");
    page_note(v, s->out, "muted",
              N_("Whoever runs the machine changes these in barrio-hub.conf "
                 "and starts the hub again: a stolen session cannot."));
    page_list(v, s->out, N_("In the settings file"), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < COUNT_OF(SHOWN); i++) {
        const char *value = value_of(v, SHOWN[i].key);
        buf_puts(s->out, "<tr><th scope=\"row\">");
        page_say(v, s->out, SHOWN[i].words);
        buf_puts(s->out, "</th>");
        page_cell(v, s->out, N_("Value"));
        page_text(s->out, *value ? value : "-");
        buf_puts(s->out, "</td>");
        page_cell(v, s->out, N_("In the file"));
        buf_printf(s->out, "<code>%s</code></td></tr>", SHOWN[i].key);
    }
    page_end_table(s->out);
}

static void show(struct visit *visit, const char *trouble)
{
    struct settings *s = arena_alloc(visit->arena, sizeof *s);
    struct archive *archive = visit->hub->archive;
    struct buf out;

    *s = (struct settings){.visit = visit, .out = &out};
    buf_init(&out, 0);
    enum err err = formbook_each(archive, note_form, s);
    if (!err)
        err = retention_each(archive, stamp_now().wall_ms, note_schedule, s);
    page_begin(visit, &out, say(visit, "Settings"));
    page_head(visit, &out, "Settings");
    if (trouble)
        page_note(visit, &out, "bad", trouble);
    if (s->count)
        add_retention(s);
    add_file(s);
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, trouble ? 400 : 200);
    buf_clear(&out);
}

void settings_page_show(struct visit *visit)
{
    show(visit, NULL);
}

void settings_page_keep(struct visit *visit)
{
    const char *typed = visit_field(visit, "days");
    char *end;
    long days = strtol(typed, &end, 10);

    if (end == typed || *end || days < 0 || days > LONGEST_DAYS) {
        show(visit, N_("Write a number of days, from 0 to 36500."));
        return;
    }
    enum err err =
        retention_set(visit->hub->archive, visit_field(visit, "form"), days,
                      visit->person_name, stamp_now().wall_ms);
    if (err)
        visit_fail(visit, err);
    else
        visit_go(visit, "/settings");
}
