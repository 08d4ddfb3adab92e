#include "staged_page.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "board_page.h"
#include "complaint.h"
#include "field.h"
#include "form/xform.h"
#include "formbook.h"
#include "glimpse.h"
#include "hub.h"
#include "page.h"
#include "publish.h"
#include "schedule.h"
#include "schedule_page.h"
#include "staged.h"
#include "staged_folder.h"

#include <stdlib.h>
#include <string.h>

struct looking {
    struct visit *visit;
    struct staged staged;
    const char *home;    /* this visit's own folder, gone with it */
    const char *folder;  /* in it, with the form alone */
    const char *path;    /* of the document */
    struct xform *form;  /* not while the kiosk draws */
    const char *trouble; /* English, NULL: none */
    const char *in;      /* the language that is shown */
};

/* Where forms are unpacked while somebody looks at them. */
static const char FOLDER[] = "staged";

static const char WAS_CLOSED[] =
    N_("This form was closed. It stays so, and nobody is asked, unless you "
       "take the tick away here:");

static void add_complaint(struct visit *visit, struct buf *out,
                          const struct complaint *c)
{
    buf_printf(out, "<li class=\"%s\"><b>", c->is_error ? "bad" : "warn");
    page_say(visit, out, c->is_error ? N_("Error") : N_("Warning"));
    buf_puts(out, "</b> ");
    page_text(out, c->where);
    if (c->line) {
        page_say(visit, out, "line");
        buf_printf(out, " %d", c->line);
    }
    buf_puts(out, "<p>");
    page_text(out, c->what);
    buf_puts(out, "</p>");
    if (*c->shown) {
        buf_puts(out, "<pre class=\"line\">");
        page_text(out, c->shown);
        buf_puts(out, "</pre>");
    }
    buf_puts(out, "</li>");
}

void staged_page_complain(struct visit *visit, struct buf *out,
                          const struct complaints *complaints)
{
    if (!complaints->count)
        return;
    page_part(visit, out, "What the check found");
    buf_puts(out, "<ol class=\"complaints\">");
    for (size_t i = 0; i < complaints->count; i++)
        add_complaint(visit, out, &complaints->list[i]);
    buf_puts(out, "</ol>");
}

static void add_head(struct looking *l, struct buf *out)
{
    struct visit *v = l->visit;
    const char *title = xform_title_in(l->form, v->language);

    page_begin(v, out, say(v, "Look a form through"));
    page_head(v, out, "Look a form through");
    if (l->trouble)
        page_note(v, out, "bad", l->trouble);
    buf_puts(out, "<p><b>");
    page_text(out, *title ? title : xform_id(l->form));
    buf_puts(out, "</b> · ");
    page_text(out, xform_id(l->form));
    buf_puts(out, " · ");
    page_say(v, out, "Version");
    buf_putc(out, ' ');
    page_text(out, *xform_version(l->form) ? xform_version(l->form) : "-");
    buf_puts(out, " · ");
    page_text(out, l->staged.name);
    buf_puts(out, "</p>");
    page_note(v, out, "",
              N_("It is not published: no station has it. Look at each "
                 "question, then say when and where it is asked."));
}

static enum err add_warnings(struct looking *l, struct buf *out)
{
    struct complaints warnings;

    complaints_init(&warnings);
    enum err err =
        staged_warnings(l->visit->hub->archive, l->staged.id, &warnings);
    staged_page_complain(l->visit, out, &warnings);
    complaints_clear(&warnings);
    return err;
}

static const char *language_of(const struct looking *l, size_t i)
{
    const char *tag = xform_language_tag(l->form, i);

    return *tag ? tag : xform_language(l->form, i);
}

/* Links to the same questions in the form's other languages. */
static void add_languages(struct looking *l, struct buf *out)
{
    buf_puts(out, "<p class=\"ways\">");
    for (size_t i = 0; i < xform_languages_count(l->form); i++) {
        const char *tag = language_of(l, i);
        buf_printf(out, "<a href=\"/staged/%s?in=", l->staged.id);
        page_segment(out, tag);
        buf_printf(out, "#shown\"%s>",
                   strcmp(tag, l->in) == 0 ? " aria-current=\"page\"" : "");
        page_text(out, xform_language(l->form, i));
        buf_puts(out, "</a> ");
    }
    buf_puts(out, "</p>");
}

static void add_others(struct looking *l, struct buf *out,
                       const struct glimpse *g)
{
    const struct {
        const char *words;
        size_t from;
        bool is_there;
    } WAYS[] = {
        {N_("Questions before these"),
         g->first > GLIMPSE_PAGE ? g->first - GLIMPSE_PAGE : 1, g->first > 1},
        {N_("Questions after these"), g->first + GLIMPSE_PAGE,
         g->first + GLIMPSE_PAGE <= g->total},
    };

    buf_puts(out, "<p class=\"buttons\">");
    for (size_t i = 0; i < COUNT_OF(WAYS); i++) {
        if (!WAYS[i].is_there)
            continue;
        buf_printf(out,
                   "<a class=\"button\" href=\"/staged/%s?in=", l->staged.id);
        page_segment(out, l->in);
        buf_printf(out, "&amp;from=%zu#shown\">", WAYS[i].from);
        page_say(l->visit, out, WAYS[i].words);
        buf_puts(out, "</a>");
    }
    buf_puts(out, "</p>");
}

/* What a screen reader reads in place of the drawing: hint and choices. */
static void add_shown(struct looking *l, struct buf *out,
                      const struct glimpse_page *p)
{
    buf_printf(out, "<section lang=\"");
    page_text(out, l->in);
    buf_puts(out, "\"><h3 dir=\"auto\">");
    page_text(out, p->number);
    buf_puts(out, ". ");
    page_text(out, *p->label ? p->label : p->name);
    buf_puts(out, "</h3>");
    if (p->is_conditional)
        page_note(l->visit, out, "muted",
                  N_("Asked only after certain answers."));
    page_scroll(out, *p->label ? p->label : p->name);
    buf_puts(out, "<pre class=\"glass\" role=\"img\" aria-label=\"");
    page_text(out, p->hint);
    for (const char *at = p->choices; *at;) {
        size_t size = strcspn(at, "\t");
        buf_puts(out, at == p->choices && !*p->hint ? "" : " · ");
        page_text(out, arena_strndup(l->visit->arena, at, size));
        at += size + (at[size] == '\t');
    }
    if (!*p->hint && !*p->choices)
        page_text(out, p->name);
    buf_puts(out, "\">");
    page_text(out, p->rows);
    buf_puts(out, "</pre></div></section>");
}

static void add_questions(struct looking *l, struct buf *out,
                          const struct glimpse *g)
{
    struct visit *v = l->visit;

    page_part(v, out, "As the station shows it");
    buf_puts(out, "<div id=\"shown\">");
    add_languages(l, out);
    if (!g)
        page_note(v, out, "bad",
                  N_("It cannot be shown here: barrio-kiosk is not installed "
                     "on this machine, or does not take the form."));
    for (size_t i = 0; g && i < g->count; i++)
        add_shown(l, out, &g->pages[i]);
    if (g)
        add_others(l, out, g);
    buf_puts(out, "</div>");
}

static enum err add_publish(struct looking *l, struct buf *out)
{
    struct visit *v = l->visit;
    struct archive *archive = v->hub->archive;
    struct schedule schedule = {.opens_ms = 0};
    const char *address = arena_printf(v->arena, "/staged/%s", l->staged.id);
    int64_t form, family = 0;
    enum err err = formbook_current(archive, xform_id(l->form), &form, &family);

    if (!err)
        err = schedule_get(archive, family, &schedule);
    else if (err == ERR_MISSING)
        err = ERR_NONE;
    page_part(v, out, "When and where");
    if (!err)
        err = board_page_warn(v, out, xform_id(l->form));
    page_form(v, out, address, 0);
    if (!err)
        err = schedule_page_ask(v, out, family, &schedule);
    if (strcmp(schedule.state, "closed") == 0) {
        page_note(v, out, "bad", WAS_CLOSED);
        schedule_page_ask_closed(v, out, &schedule);
        field_hidden(out, "was", "closed");
    }
    field_hidden(out, "do", "publish");
    field_button(v, out, N_("Publish it"));
    page_form(v, out, address, 0);
    field_link(v, out, "do", "discard", N_("Throw it away"));
    return err;
}

/* The page, once the kiosk has drawn its part; glimpse NULL: it could not. The
 * form is read again: by now somebody else may have settled it. */
static void write_page(struct looking *l, const struct glimpse *glimpse)
{
    struct visit *v = l->visit;
    struct buf out;
    enum err err = xform_open(&l->form, l->path);

    if (err) {
        visit_fail(v, err);
        return;
    }
    buf_init(&out, 0);
    add_head(l, &out);
    err = add_warnings(l, &out);
    add_questions(l, &out, glimpse);
    if (!err)
        err = add_publish(l, &out);
    if (err)
        visit_fail(v, err);
    else
        page_end(v, &out, l->trouble ? 400 : 200);
    buf_clear(&out);
    xform_free(l->form);
}

/* Whoever looks at the same form at the same time has a folder, too: neither
 * finds the other's kiosk at work in theirs. */
static void leave(void *context)
{
    const struct looking *l = context;

    file_remove_tree(l->home);
}

static void on_glimpse(struct visit *visit, void *context,
                       const struct glimpse *glimpse)
{
    (void)visit;
    write_page(context, glimpse);
    leave(context);
}

void staged_page_clean(const struct hub *hub)
{
    char *folder = file_join(hub->config.data, FOLDER);

    if (!staged_folder_adopt(hub->archive, folder))
        file_remove_tree(folder);
    free(folder);
}

/* The language that was asked for, else the visitor's, else the form's
 * first. */
static void choose_language(struct looking *l)
{
    const char *asked = request_query(l->visit->request, "in");
    int found = asked ? xform_find_language(l->form, asked) : -1;

    if (found < 0)
        found = xform_find_language(l->form, l->visit->language);
    const char *in = found >= 0 ? language_of(l, (size_t)found)
                     : xform_languages_count(l->form) ? language_of(l, 0)
                                                      : l->visit->language;
    l->in = arena_strdup(l->visit->arena, in);
}

static enum err open_staged(struct visit *visit, struct looking *l)
{
    struct hub *hub = visit->hub;
    char id[UUID_TEXT_SIZE];
    enum err err =
        staged_find(hub->archive, visit->part[0], visit->arena, &l->staged);

    l->visit = visit;
    if (err)
        return err;
    uuid_new(id);
    l->home =
        arena_printf(visit->arena, "%s/%s/%s", hub->config.data, FOLDER, id);
    l->folder = arena_printf(visit->arena, "%s/form", l->home);
    l->path = arena_printf(visit->arena, "%s/form.xml", l->folder);
    err = staged_unpack(hub->archive, l->staged.id, l->folder);
    if (!err)
        err = xform_open(&l->form, l->path);
    if (err)
        leave(l);
    return err;
}

static void show(struct looking *l)
{
    struct visit *v = l->visit;
    const char *from = request_query(v->request, "from");
    long first = from ? strtol(from, NULL, 10) : 1;

    choose_language(l);
    /* Whoever leaves while the kiosk draws must leave nothing behind. */
    xform_free(l->form);
    l->form = NULL;
    glimpse_take(v, &(struct glimpse_of){.folder = l->folder,
                                         .language = l->in,
                                         .first = first > 1 ? (size_t)first : 1,
                                         .taken = on_glimpse,
                                         .left = leave,
                                         .context = l});
}

void staged_page_show(struct visit *visit)
{
    struct looking *l = arena_alloc(visit->arena, sizeof *l);
    enum err err = open_staged(visit, l);

    if (err)
        visit_fail(visit, err);
    else
        show(l);
}

static void say_published(struct visit *visit, const char *form_id)
{
    struct archive *archive = visit->hub->archive;
    struct schedule schedule;
    int64_t form, family;
    struct buf out;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Publish a form"));
    page_head(visit, &out, "Publish a form");
    page_note(visit, &out, "good",
              N_("Published. Stations fetch it by themselves; answers to "
                 "earlier versions are still taken."));
    if (!formbook_current(archive, form_id, &form, &family) &&
        !schedule_get(archive, family, &schedule))
        page_note(visit, &out, "", schedule_page_words(schedule.state));
    if (board_page_warn(visit, &out, NULL))
        log_warn("the bulletin cannot be read");
    buf_puts(&out, "<p class=\"ways\"><a href=\"/forms/");
    page_segment(&out, form_id);
    buf_puts(&out, "\">");
    page_say(visit, &out, "Counts and charts of this form");
    buf_puts(&out, "</a> <a href=\"/forms/");
    page_segment(&out, form_id);
    buf_puts(&out, "/schedule\">");
    page_say(visit, &out, "When and where");
    buf_puts(&out, "</a></p>");
    page_end(visit, &out, 200);
}

/* Whether somebody closed the form since the page was shown, which did not
 * ask whether to open it again. */
static enum err check_closed(struct looking *l)
{
    struct visit *v = l->visit;
    struct schedule now = {.opens_ms = 0};
    int64_t form, family;
    enum err err =
        formbook_current(v->hub->archive, xform_id(l->form), &form, &family);

    if (!err)
        err = schedule_get(v->hub->archive, family, &now);
    if (strcmp(now.state, "closed") == 0 && !*visit_field(v, "was"))
        l->trouble = WAS_CLOSED;
    return err == ERR_MISSING ? ERR_NONE : err;
}

static enum err publish(struct looking *l)
{
    struct visit *v = l->visit;
    struct schedule schedule = {.opens_ms = 0};
    struct publishing how = {.who = v->person_name, .schedule = &schedule};
    struct buf said;
    enum err err = schedule_page_read(v, &schedule, &how.stations,
                                      &how.stations_count, &l->trouble);

    if (!err && !l->trouble)
        err = check_closed(l);
    if (err || l->trouble)
        return err;
    buf_init(&said, 0);
    err = publish_file_as(v->hub->archive, &how, l->path, &said);
    if (err == ERR_CONFLICT)
        l->trouble = N_("This version was published with other content: give "
                        "the form a new version.");
    buf_clear(&said);
    return l->trouble ? ERR_NONE : err;
}

static void settle(struct looking *l)
{
    struct visit *v = l->visit;
    bool is_discard = strcmp(visit_field(v, "do"), "discard") == 0;
    const char *id = arena_strdup(v->arena, xform_id(l->form));
    enum err err = is_discard ? ERR_NONE : publish(l);

    if (!err && l->trouble) {
        show(l);
        return;
    }
    xform_free(l->form);
    leave(l);
    if (!err)
        err = staged_remove(v->hub->archive, l->staged.id);
    if (err)
        visit_fail(v, err);
    else if (is_discard)
        visit_go(v, "/forms/new");
    else
        say_published(v, id);
}

void staged_page_settle(struct visit *visit)
{
    struct looking *l = arena_alloc(visit->arena, sizeof *l);
    enum err err = open_staged(visit, l);

    if (err)
        visit_fail(visit, err);
    else
        settle(l);
}
