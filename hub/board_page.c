#include "board_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "board.h"
#include "dimension.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    enum entry_kind kind;
    const char *word;
} KINDS[] = {
    {ENTRY_PROBLEM, N_("A problem that we cannot solve, and why")},
    {ENTRY_PROMISE, N_("A promise with a date")},
    {ENTRY_REPLY, N_("A reply to what people said")},
    {ENTRY_IDEA, N_("An idea of a resident")},
    {ENTRY_ROLES, N_("Who does what")},
};

static const struct {
    enum standing standing;
    const char *word;
} STANDINGS_OF[] = {
    {STANDING_OPEN, N_("Open")},
    {STANDING_KEPT, N_("Promise: kept")},
    {STANDING_BROKEN, N_("Promise: broken, because")},
    {STANDING_DID, N_("Reply: we did")},
    {STANDING_NOT_NOW, N_("Reply: not now, because")},
    {STANDING_NO, N_("Reply: no, because")},
    {STANDING_DONT_KNOW, N_("Reply: we do not know yet, because")},
    {STANDING_WRONG, N_("Reply: we were wrong, because")},
};

/* The hub's own languages are always asked for, the others where somebody
 * wrote in them: an idea stands in its resident's language. */
enum { ALWAYS_ASKED = 2 };

int board_page_publish(struct visit *visit)
{
    const struct hub *hub = visit->hub;
    const struct board_speaker speaker = {
        hub->archive, hub->models, hub->config.name, hub->config.public_url};
    enum err err = board_publish(&speaker);

    if (err)
        visit_fail(visit, err);
    return err == ERR_NONE;
}

static const char *word_of(enum standing standing)
{
    for (size_t i = 0; i < COUNT_OF(STANDINGS_OF); i++) {
        if (STANDINGS_OF[i].standing == standing)
            return STANDINGS_OF[i].word;
    }
    return standing_name(standing);
}

static void add_row(struct visit *v, struct buf *out, const struct entry *e)
{
    buf_puts(out, "<tr><th scope=\"row\"><a href=\"/bulletin/");
    page_segment(out, e->id);
    buf_puts(out, "\">");
    page_text(out, entry_text(e, v->language)->title);
    buf_puts(out, "</a></th><td>");
    page_text(out, say(v, word_of(e->standing)));
    buf_puts(out, "</td><td>");
    page_text(out, *e->due_now ? e->due_now : e->due);
    buf_puts(out, "</td><td>");
    page_ago(v, out, e->updated_ms);
    buf_puts(out, "</td></tr>");
}

static void add_kind(struct visit *v, struct buf *out,
                     const struct entry *entries, size_t count, size_t kind)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (entries[i].kind != KINDS[kind].kind)
            continue;
        if (!found++) {
            buf_puts(out, "<h2>");
            page_text(out, say(v, KINDS[kind].word));
            buf_puts(out, "</h2>");
            page_scroll(out, say(v, KINDS[kind].word));
            buf_puts(out, "<table>");
        }
        add_row(v, out, &entries[i]);
    }
    if (found)
        buf_puts(out, "</table></div>");
}

struct warning {
    struct visit *visit;
    struct buf *out;
    const char *only; /* this form, NULL: all of them */
    enum err err;
};

/* A survey that asks without admitting anything asks for a gift. */
static void warn(void *context, const struct form *form)
{
    struct warning *w = context;
    int admits = 1;

    if (w->err || strcmp(form->state, "open") != 0 ||
        (w->only && strcmp(form->form_id, w->only) != 0) ||
        strcmp(form->form_id, "backing") == 0 ||
        strcmp(form->form_id, "rating") == 0)
        return;
    w->err = board_admits(w->visit->hub->archive, form->form_id, &admits);
    if (w->err || admits)
        return;
    buf_puts(w->out, "<li><b>");
    page_text(w->out, form->title);
    buf_puts(w->out, "</b> ");
    page_say(w->visit, w->out,
             "asks people, and no problem is admitted to them. Write one: what "
             "you cannot solve, and why, besides money.");
    buf_puts(w->out, " <a href=\"/bulletin/new?kind=problem\">");
    page_say(w->visit, w->out, "Write an entry");
    buf_puts(w->out, "</a></li>");
}

enum err board_page_warn(struct visit *visit, struct buf *out,
                         const char *form_id)
{
    struct warning w = {visit, out, form_id, ERR_NONE};

    buf_puts(out, "<ul class=\"needs\">");
    enum err err = formbook_each(visit->hub->archive, warn, &w);
    buf_puts(out, "</ul>");
    return err ? err : w.err;
}

void board_page_show(struct visit *visit)
{
    struct entry *entries;
    struct buf out;
    size_t count;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Bulletin"));
    buf_puts(&out, "<h1>");
    page_say(visit, &out, "Bulletin");
    buf_puts(&out, "</h1><p>");
    page_say(visit, &out,
             "What the city says where people told it something. Stations show "
             "it, and it is public.");
    buf_puts(&out, "</p>");
    enum err err = board_page_warn(visit, &out, NULL);
    if (!err)
        err = board_load(visit->hub->archive, ENTRY_KINDS, visit->arena,
                         &entries, &count);
    if (err) {
        buf_clear(&out);
        visit_fail(visit, err);
        return;
    }
    buf_puts(&out, "<p><a class=\"button\" href=\"/bulletin/new\">");
    page_say(visit, &out, "Write an entry");
    buf_puts(&out, "</a></p>");
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        add_kind(visit, &out, entries, count, i);
    page_end(visit, &out, 200);
}

static void add_field(struct visit *v, struct buf *out, const char *name,
                      const char *words, const char *value)
{
    buf_printf(out, "<label for=\"%s\">", name);
    page_text(out, say(v, words));
    buf_printf(out, "</label><input id=\"%s\" name=\"%s\" value=\"", name,
               name);
    page_text(out, value);
    buf_puts(out, "\">");
}

static void add_choice(struct visit *v, struct buf *out, const char *value,
                       const char *words, int is_chosen)
{
    buf_printf(out, "<option value=\"%s\"%s>", value,
               is_chosen ? " selected" : "");
    page_text(out, say(v, words));
    buf_puts(out, "</option>");
}

static void add_selects(struct visit *v, struct buf *out, const struct entry *e)
{
    buf_puts(out, "<label for=\"kind\">");
    page_say(v, out, "What it is");
    buf_puts(out, "</label><select id=\"kind\" name=\"kind\">");
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        add_choice(v, out, entry_kind_name(KINDS[i].kind), KINDS[i].word,
                   KINDS[i].kind == e->kind);
    buf_puts(out, "</select><label for=\"standing\">");
    page_say(v, out, "How it stands");
    buf_puts(out, "</label><select id=\"standing\" name=\"standing\">");
    for (size_t i = 0; i < COUNT_OF(STANDINGS_OF); i++)
        add_choice(v, out, standing_name(STANDINGS_OF[i].standing),
                   STANDINGS_OF[i].word,
                   STANDINGS_OF[i].standing == e->standing);
    buf_puts(out, "</select>");
}

/* The text in a language, NULL when there is none. */
static const struct entry_text *text_in(const struct entry *e,
                                        const char *language)
{
    for (size_t i = 0; i < e->texts_count; i++) {
        if (strcmp(e->texts[i].language, language) == 0)
            return &e->texts[i];
    }
    return NULL;
}

static void add_texts(struct visit *v, struct buf *out, const struct entry *e)
{
    static const char *const FIELDS[][2] = {
        {"title", N_("In a few words")},
        {"body", N_("In up to 280 letters")},
        {"reason", N_("Because (what closes needs a reason)")},
    };

    for (size_t l = 0; l < TONGUES_COUNT; l++) {
        const struct entry_text none = {"", "", "", ""};
        const struct entry_text *t = text_in(e, TONGUES[l].code);
        if (!t && l >= ALWAYS_ASKED)
            continue;
        t = t ? t : &none;
        const char *const values[] = {t->title, t->body, t->reason};
        buf_printf(out, "<fieldset lang=\"%s\"><legend>%s</legend>",
                   TONGUES[l].code, TONGUES[l].name);
        for (size_t i = 0; i < COUNT_OF(FIELDS); i++)
            add_field(
                v, out,
                arena_printf(v->arena, "%s_%s", FIELDS[i][0], TONGUES[l].code),
                FIELDS[i][1], values[i]);
        buf_puts(out, "</fieldset>");
    }
}

static void show_form(struct visit *v, const struct entry *e, unsigned status,
                      const char *said)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(v, &out, say(v, "Write an entry"));
    buf_puts(&out, "<h1>");
    page_say(v, &out, "Write an entry");
    buf_puts(&out, "</h1>");
    if (said) {
        buf_puts(&out, "<p role=\"status\" class=\"bad\">");
        page_text(&out, said);
        buf_puts(&out, "</p>");
    }
    page_form(v, &out, "/bulletin", 0);
    buf_puts(&out, "<input type=\"hidden\" name=\"id\" value=\"");
    page_text(&out, e->id);
    buf_puts(&out, "\">");
    add_selects(v, &out, e);
    add_texts(v, &out, e);
    add_field(v, &out, "due", N_("Promised for the day (2026-12-15)"), e->due);
    add_field(v, &out, "due_now", N_("Now said for the day, when it changed"),
              e->due_now);
    add_field(v, &out, "done", N_("Done on the day"), e->done);
    add_field(v, &out, "office", N_("Which office answers for it"), e->office);
    add_field(v, &out, "form", N_("For one survey only: its id"), e->form);
    add_field(v, &out, "about", N_("About which entry: its id"), e->about);
    add_field(v, &out, "place", N_("At one station only: its name"), e->place);
    buf_puts(&out, "<p><button>");
    page_say(v, &out, "Sign and publish");
    buf_puts(&out, "</button></p></form>");
    page_end(v, &out, status);
}

static const struct entry BLANK = {
    .id = "",
    .about = "",
    .place = "",
    .office = "",
    .signer = "",
    .form = "",
    .due = "",
    .due_now = "",
    .done = "",
    .receipt = "",
};

void board_page_edit(struct visit *visit)
{
    struct entry e = BLANK;
    const char *id = visit->part[0];

    if (!id) {
        const char *kind = request_query(visit->request, "kind");
        if (kind && !entry_kind_parse(kind, &e.kind))
            e.kind = ENTRY_PROBLEM;
        show_form(visit, &e, 200, NULL);
        return;
    }
    enum err err = board_find(visit->hub->archive, id, visit->arena, &e);
    if (err)
        visit_fail(visit, err);
    else
        show_form(visit, &e, 200, NULL);
}

static void read_texts(struct visit *v, struct entry *e)
{
    struct entry_text *texts =
        arena_array(v->arena, TONGUES_COUNT, sizeof *texts);

    e->texts = texts;
    e->texts_count = 0;
    for (size_t l = 0; l < TONGUES_COUNT; l++) {
        const char *language = TONGUES[l].code;
        const struct entry_text t = {
            language,
            visit_field(v, arena_printf(v->arena, "title_%s", language)),
            visit_field(v, arena_printf(v->arena, "body_%s", language)),
            visit_field(v, arena_printf(v->arena, "reason_%s", language)),
        };
        if (*t.title || *t.body || *t.reason)
            texts[e->texts_count++] = t;
    }
}

/* What the page does not show stays as it was. */
static enum err read_entry(struct visit *v, struct entry *e)
{
    const char *id = visit_field(v, "id");
    enum err err = ERR_NONE;

    *e = BLANK;
    if (*id)
        err = board_find(v->hub->archive, id, v->arena, e);
    if (!entry_kind_parse(visit_field(v, "kind"), &e->kind) ||
        !standing_parse(visit_field(v, "standing"), &e->standing))
        return ERR_FORMAT;
    e->due = visit_field(v, "due");
    e->due_now = visit_field(v, "due_now");
    e->done = visit_field(v, "done");
    e->office = visit_field(v, "office");
    e->form = visit_field(v, "form");
    e->about = visit_field(v, "about");
    e->place = visit_field(v, "place");
    e->signer = v->person_name;
    read_texts(v, e);
    return err;
}

static enum err keep(struct visit *v, struct entry *e)
{
    struct archive *archive = v->hub->archive;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = board_put(archive, e, v->arena);
    if (!err)
        err = audit_add(archive, &(struct audit_entry){
                                     e->updated_ms, v->person_name, "bulletin",
                                     e->id, standing_name(e->standing)});
    return archive_end(archive, err);
}

void board_page_save(struct visit *visit)
{
    struct entry e;
    enum err err = read_entry(visit, &e);

    if (!err && !entry_is_sound(&e)) {
        show_form(visit, &e, 422,
                  say(visit,
                      "This cannot be published yet: it needs a title, a "
                      "state of its kind, a day when it promises, and a "
                      "reason, in each language, when it closes."));
        return;
    }
    if (!err)
        err = keep(visit, &e);
    if (err)
        visit_fail(visit, err);
    else if (board_page_publish(visit))
        visit_go(visit, "/bulletin");
}
