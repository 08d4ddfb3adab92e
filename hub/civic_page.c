#include "civic_page.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/stamp.h"
#include "board.h"
#include "hub.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

const struct civic_place CIVIC_PLACES[] = {
    {"/r/", N_("Results"), true},
    {"/promises", N_("Promises"), false},
    {"/ideas", N_("Ideas"), false},
    {"/missing/", N_("Who is missing"), true},
    {"/who/", N_("Who does what"), true},
    {"/charter/", N_("Charter"), true},
    {"/r", N_("Find your answer"), false},
};
const size_t CIVIC_PLACES_COUNT = COUNT_OF(CIVIC_PLACES);

/* One group of entries under one heading, in this order on the page. */
struct group {
    const char *heading;
    enum entry_kind kind;
    unsigned standings; /* bits: 1 << enum standing */
    int late;           /* 1: only late ones, -1: only those that are not */
};

#define IN(standing) (1u << (standing))
static const struct group PROMISES[] = {
    {N_("Late"), ENTRY_PROMISE, IN(STANDING_OPEN), 1},
    {N_("Promised"), ENTRY_PROMISE, IN(STANDING_OPEN), -1},
    {N_("Kept"), ENTRY_PROMISE, IN(STANDING_KEPT), 0},
    {N_("Broken"), ENTRY_PROMISE, IN(STANDING_BROKEN), 0},
    {N_("We did"), ENTRY_REPLY, IN(STANDING_DID), 0},
    {N_("An honest no"), ENTRY_REPLY, IN(STANDING_NO) | IN(STANDING_NOT_NOW),
     0},
    {N_("We do not know yet"), ENTRY_REPLY, IN(STANDING_DONT_KNOW), 0},
    {N_("We were wrong"), ENTRY_REPLY, IN(STANDING_WRONG), 0},
    {N_("What we cannot solve"), ENTRY_PROBLEM, IN(STANDING_OPEN), 0},
};
static const struct group IDEAS[] = {
    {N_("To be backed"), ENTRY_IDEA, IN(STANDING_OPEN), 0},
    {N_("We did"), ENTRY_IDEA, IN(STANDING_DID), 0},
    {N_("Not now"), ENTRY_IDEA, IN(STANDING_NOT_NOW), 0},
    {N_("An honest no"), ENTRY_IDEA, IN(STANDING_NO) | IN(STANDING_DECLINED),
     0},
    {N_("Joined another idea"), ENTRY_IDEA, IN(STANDING_MERGED), 0},
};

struct sheet {
    struct visit *visit;
    struct buf *out;
    const struct bulletin *bulletin;
    char today[STAMP_TEXT_SIZE];
};

static bool is_in(const struct sheet *s, const struct group *g,
                  const struct entry *e)
{
    int late = entry_days_late(e, s->today);

    if (e->kind != g->kind || !(g->standings >> e->standing & 1))
        return false;
    return g->late == 0 || (g->late > 0) == (late > 0);
}

static void add_number(struct sheet *s, const char *one, const char *many,
                       int64_t n)
{
    const char *text = say_count(s->visit, one, many, n);
    const char *mark = strstr(text, "%lu");

    if (!mark)
        return;
    page_text(s->out,
              arena_printf(s->visit->arena, "%.*s%lld%s", (int)(mark - text),
                           text, (long long)n, mark + 3));
}

/* "Late by 12 days (promised 2026-11-11, now 2026-12-05). Streets Office." */
static void add_facts(struct sheet *s, const struct entry *e)
{
    int late = entry_days_late(e, s->today);

    buf_puts(s->out, "<p class=\"muted\">");
    if (late) {
        buf_puts(s->out, "<strong class=\"bad\">");
        add_number(s, N_("Late by %lu day"), N_("Late by %lu days"), late);
        buf_puts(s->out, "</strong>. ");
    }
    const char *const days[][2] = {{N_("Promised for"), e->due},
                                   {N_("now for"), e->due_now},
                                   {N_("done on"), e->done}};
    const char *between = "";
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        if (!*days[i][1])
            continue;
        buf_puts(s->out, between);
        page_text(s->out, say(s->visit, days[i][0]));
        buf_puts(s->out, " <time>");
        page_text(s->out, days[i][1]);
        buf_puts(s->out, "</time>");
        between = ", ";
    }
    buf_puts(s->out, *between ? ". " : "");
    if (e->people && e->kind == ENTRY_IDEA)
        add_number(s, N_("%lu backing."), N_("%lu backings."), e->people);
    if (e->people && e->kind == ENTRY_REPLY) {
        add_number(s, N_("%lu person rated it:"), N_("%lu people rated it:"),
                   e->people);
        buf_printf(s->out, " %lld.%lld / 5 ", (long long)(e->score / 10),
                   (long long)(e->score % 10));
    }
    page_text(s->out, e->office);
    if (*e->signer && e->kind != ENTRY_IDEA) {
        buf_puts(s->out, *e->office ? " · " : "");
        page_text(s->out, e->signer);
    }
    buf_puts(s->out, "</p>");
}

static void add_entry(struct sheet *s, const struct entry *e)
{
    const struct entry_text *t = entry_text(e, s->visit->language);

    buf_puts(s->out, "<article id=\"e-");
    page_text(s->out, e->id);
    buf_puts(s->out, "\" lang=\"");
    page_text(s->out, t->language);
    buf_puts(s->out, "\"><h3>");
    page_text(s->out, t->title);
    buf_puts(s->out, "</h3><p>");
    page_text(s->out, t->body);
    if (*t->reason) {
        buf_puts(s->out, *t->body ? " <strong>" : "<strong>");
        page_text(s->out, t->reason);
        buf_puts(s->out, "</strong>");
    }
    buf_puts(s->out, "</p>");
    add_facts(s, e);
    buf_puts(s->out, "</article>");
}

static size_t add_group(struct sheet *s, const struct group *g)
{
    const struct bulletin *b = s->bulletin;
    size_t found = 0;

    for (size_t i = 0; i < b->count; i++) {
        if (!is_in(s, g, &b->entries[i]))
            continue;
        if (!found++) {
            buf_puts(s->out, "<section><h2>");
            page_text(s->out, say(s->visit, g->heading));
            buf_puts(s->out, "</h2>");
        }
        add_entry(s, &b->entries[i]);
    }
    buf_puts(s->out, found ? "</section>" : "");
    return found;
}

static void add_account(struct sheet *s, const struct group *groups,
                        size_t count)
{
    buf_puts(s->out, "<ul class=\"figures\">");
    for (size_t g = 0; g < count; g++) {
        size_t n = 0;
        for (size_t i = 0; i < s->bulletin->count; i++)
            n += is_in(s, &groups[g], &s->bulletin->entries[i]);
        buf_printf(s->out, "<li><b>%zu</b> ", n);
        page_text(s->out, say(s->visit, groups[g].heading));
        buf_puts(s->out, "</li>");
    }
    buf_puts(s->out, "</ul>");
}

/* The feed that stations have, so that nobody reads anything else here. */
static enum err read_feed(struct visit *v, struct bulletin **out)
{
    char *path = arena_printf(v->arena, "%s/publications/" BULLETIN_FILE,
                              v->hub->archive->folder);
    struct buf text;

    *out = NULL;
    buf_init(&text, 0);
    enum err err = file_read(path, &text);
    if (!err)
        err = bulletin_read(text.data, text.size, out);
    buf_clear(&text);
    return err == ERR_MISSING ? ERR_NONE : err;
}

void civic_page_menu(struct visit *visit, struct buf *out, const char *form_id)
{
    const char *here = request_path(visit->request);

    buf_puts(out, "<nav aria-label=\"");
    page_say(visit, out, "Public pages");
    buf_puts(out, "\"><ul>");
    for (size_t i = 0; i < CIVIC_PLACES_COUNT; i++) {
        const struct civic_place *p = &CIVIC_PLACES[i];
        if (p->of_form && !form_id)
            continue;
        bool is_here = p->of_form ? strncmp(here, p->path, strlen(p->path)) == 0
                                  : strcmp(here, p->path) == 0;
        buf_printf(out, "<li><a href=\"%s", p->path);
        if (p->of_form)
            page_segment(out, form_id);
        buf_printf(out, "\"%s>", is_here ? " aria-current=\"page\"" : "");
        page_say(visit, out, p->word);
        buf_puts(out, "</a></li>");
    }
    buf_puts(out, "</ul></nav>");
}

static const char *last_form(const struct bulletin *bulletin)
{
    for (size_t i = 0; i < bulletin->count; i++) {
        if (bulletin->entries[i].kind == ENTRY_RELEASE)
            return bulletin->entries[i].form;
    }
    return NULL;
}

const char *civic_page_last_form(struct visit *visit)
{
    struct bulletin *bulletin;

    if (read_feed(visit, &bulletin) || !bulletin)
        return NULL;
    const char *form = arena_strdup(visit->arena, last_form(bulletin));
    bulletin_free(bulletin);
    return form;
}

static void show(struct visit *v, const char *title, const char *lead,
                 const struct group *groups, size_t count)
{
    static const struct bulletin NOTHING = {.title = ""};
    struct bulletin *read;
    struct buf out;
    struct sheet s = {.visit = v, .out = &out};

    enum err err = read_feed(v, &read);
    if (err) {
        visit_fail(v, err);
        return;
    }
    s.bulletin = read ? read : &NOTHING;
    stamp_print_local(stamp_now().wall_ms, s.today);
    s.today[strcspn(s.today, "T")] = '\0';
    buf_init(&out, 0);
    page_begin(v, &out, say(v, title));
    civic_page_menu(v, &out, last_form(s.bulletin));
    buf_puts(&out, "<h1>");
    page_text(&out, say(v, title));
    buf_puts(&out, "</h1><p>");
    page_text(&out, say(v, lead));
    buf_puts(&out, " <a href=\"/" BULLETIN_FILE "\">Atom</a></p>");
    add_account(&s, groups, count);
    for (size_t i = 0; i < count; i++)
        add_group(&s, &groups[i]);
    bulletin_free(read);
    page_end(v, &out, 200);
}

void civic_page_promises(struct visit *visit)
{
    show(visit, N_("What the city promised here"),
         N_("And what became of it: the same words as on the stations."),
         PROMISES, COUNT_OF(PROMISES));
}

void civic_page_ideas(struct visit *visit)
{
    show(visit, N_("Ideas of the neighbourhood"),
         N_("Written at the stations and read by a person before they are "
            "shown. A backing says that somebody likes an idea; it is no vote. "
            "Backings are told in steps of ten."),
         IDEAS, COUNT_OF(IDEAS));
}
