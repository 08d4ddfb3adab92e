/* The public page of a release. It is one file: no script, no picture and no
 * style sheet beside it, so that any web server, stick or other site's frame
 * shows it as it is. */
#include "release_files.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/words.h"
#include "civic_page.h"
#include "hub.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

/* What is too long for a slow telephone is left to the tables. */
enum { ENOUGH = 48 * 1024 };

static const char STYLE[] =
    ":root{--bg:#fff8ec;--rail:#f6e9d3;--text:#1f1710;--fill:#0a3a46}"
    "@media(prefers-color-scheme:dark){:root{--bg:#10151c;--rail:#1b2430;"
    "--text:#f5f1e8;--fill:#8fe0ee}}"
    "*{box-sizing:border-box}body{margin:0 auto;padding:0 1rem 2rem;"
    "max-width:60rem;background:var(--bg);color:var(--text);"
    "font:1.0625rem/1.5 system-ui,sans-serif}a{color:var(--fill)}"
    ":focus-visible{outline:3px solid var(--fill);outline-offset:2px}"
    "nav ul{display:flex;flex-wrap:wrap;gap:0 1.25rem;list-style:none;"
    "padding:0}nav a{display:inline-flex;align-items:center;min-height:44px}"
    "[aria-current]{font-weight:700;text-decoration:none}"
    "header{font-size:1.1rem;font-weight:700;padding:.75rem 0 .25rem;"
    "border-bottom:2px solid var(--fill)}"
    "h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin:2rem 0 "
    ".25rem}.bar{display:block;width:100%;height:.75rem;margin:.15rem 0 .3rem}"
    ".rail{fill:var(--rail)}.fill{fill:var(--fill)}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:start;"
    "font-weight:400;padding:.3rem .75rem .3rem 0;vertical-align:top;"
    "border-bottom:1px solid var(--rail)}td{text-align:end;width:1%;"
    "white-space:nowrap;font-variant-numeric:tabular-nums}"
    "@media print{nav{display:none}body{max-width:none;background:#fff;"
    "color:#000}a{text-decoration:none}section{break-inside:avoid}}";

struct sheet {
    struct buf *out;
    const struct release *release;
    const char *language;
};

static const char *text(const struct sheet *s, const char *english)
{
    return words_get(s->release->words, s->language, english);
}

static void put(const struct sheet *s, const char *english)
{
    page_text(s->out, text(s, english));
}

/* A translated text with one %lld in it. */
static void put_number(const struct sheet *s, const char *translated, int64_t n)
{
    const char *mark = strstr(translated, "%lld");
    struct buf words;

    buf_init(&words, 0);
    buf_add(&words, translated,
            mark ? (size_t)(mark - translated) : strlen(translated));
    if (mark)
        buf_printf(&words, "%lld%s", (long long)n, mark + 4);
    page_text(s->out, buf_text(&words));
    buf_clear(&words);
}

const char *release_text(const struct release *release, const char *question,
                         const char *value, const char *language)
{
    const char *any = NULL;

    for (size_t i = 0; i < release->codes_count; i++) {
        const struct code *c = &release->codes[i];
        if (strcmp(c->question, question) != 0 || strcmp(c->value, value) != 0)
            continue;
        if (strcmp(c->language, language) == 0)
            return c->text;
        any = any ? any : c->text;
    }
    return any ? any : *value ? value : question;
}

/* What is no choice of the form is a kind of no answer. */
static const char *cell_text(const struct sheet *s, const char *question,
                             const char *cell)
{
    static const char *const WORDS[][2] = {
        {"answered", N_("Answered")},
        {"everybody", N_("Everybody, with an answer or without")},
        {"dont_know", N_("Don't know")},
        {"not_say", N_("Would rather not say")},
        {"skipped", N_("Skipped")},
        {"not_shown", N_("Was not asked")},
    };
    const char *word = release_text(s->release, question, cell, s->language);

    for (size_t i = 0; i < COUNT_OF(WORDS) && word == cell; i++) {
        if (strcmp(WORDS[i][0], cell) == 0)
            return text(s, WORDS[i][1]);
    }
    return word;
}

/* One row; n below zero is not told. */
struct bar {
    char *label;
    int64_t n;
};

/* The table is the picture: each row has its bar below its words, hidden from
 * screen readers, which have the figure. */
static void show(const struct sheet *s, struct bar *bars, size_t count,
                 int64_t whole, const char *title)
{
    struct buf *out = s->out;

    buf_puts(out, "<table><caption hidden>");
    page_text(out, title);
    buf_puts(out, "</caption>");
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, "<tr><th scope=\"row\">");
        page_text(out, bars[i].label);
        page_bar(out, bars[i].n > 0 ? bars[i].n : 0, whole);
        buf_puts(out, "</th><td>");
        if (bars[i].n < 0)
            put(s, "not told");
        else
            buf_printf(out, "%lld", (long long)bars[i].n);
        buf_puts(out, "</td></tr>");
        free(bars[i].label);
    }
    buf_puts(out, "</table>");
}

/* The three kinds of silence are one word when they are told together. */
static bool is_silence(const char *cell)
{
    return strcmp(cell, "dont_know") == 0 || strcmp(cell, "not_say") == 0 ||
           strcmp(cell, "skipped") == 0;
}

static size_t count_silences(const struct release_line *line,
                             const struct release_cell *cell, size_t group)
{
    size_t n = 0;

    for (size_t i = 0; i < line->groups.cells; i++)
        n += line->groups.group[i] == group && is_silence(line->name(cell, i));
    return n;
}

/* "Crossing, other, skipped: together" */
static char *label_of(const struct sheet *s, size_t question,
                      const struct release_line *line, size_t group)
{
    const struct figures *figures = s->release->figures;
    const struct release_cell cell = {figures, question, 0};
    const char *name = figures_question(figures, question)->name;
    bool is_silent = count_silences(line, &cell, group) == 3;
    size_t members = 0;
    struct buf label;

    buf_init(&label, 0);
    for (size_t i = 0; i < line->groups.cells; i++) {
        const char *of = line->name(&cell, i);
        if (line->groups.group[i] != group || (is_silent && is_silence(of)))
            continue;
        buf_printf(&label, "%s%s", members++ ? " + " : "",
                   cell_text(s, name, of));
    }
    if (is_silent)
        buf_printf(&label, "%s%s", members++ ? " + " : "",
                   text(s, "No answer"));
    if (members > 1)
        buf_printf(&label, " (%s)", text(s, "together"));
    return buf_steal(&label);
}

static void show_line(const struct sheet *s, size_t question,
                      const struct release_line *line, const char *title)
{
    size_t count = line->groups.count;
    struct bar *bars = xcalloc(count + 1, sizeof *bars);
    int64_t most = 1;

    for (size_t i = 0; i < count; i++) {
        bars[i] =
            (struct bar){label_of(s, question, line, i), line->groups.n[i]};
        most = bars[i].n > most ? bars[i].n : most;
    }
    show(s, bars, count, most, title);
    free(bars);
}

static void show_choices(const struct sheet *s, size_t question, int64_t people,
                         const char *title)
{
    const struct figures *figures = s->release->figures;
    const struct figure_question *q = figures_question(figures, question);
    bool *hidden;
    int64_t *n = release_choices(figures, question, people, &hidden);
    struct bar *bars = xcalloc(q->values_count + 1, sizeof *bars);

    for (size_t i = 0; n && i < q->values_count; i++) {
        const char *label =
            release_text(s->release, q->name, q->values[i], s->language);
        bars[i] = (struct bar){xstrdup(label), hidden[i] ? -1 : n[i]};
    }
    if (n)
        show(s, bars, q->values_count, people, title);
    free(bars);
    free(hidden);
    free(n);
}

static void show_question(const struct sheet *s, size_t question)
{
    const struct figures *figures = s->release->figures;
    const struct figure_question *q = figures_question(figures, question);
    struct release_line line = release_line(figures, question);
    const char *title = release_text(s->release, q->name, "", s->language);

    buf_puts(s->out, "<section><h2>");
    page_text(s->out, title);
    buf_puts(s->out, "</h2>");
    if (q->is_multiple)
        show_choices(s, question, line.people, title);
    if (!q->is_choice || q->class == FIELD_CLOSED) {
        buf_puts(s->out, "<p>");
        put(s, "What people wrote is closed: only how many answered is told.");
        buf_puts(s->out, "</p>");
    }
    show_line(s, question, &line, title);
    buf_puts(s->out, "</section>");
    grouping_clear(&line.groups);
}

static void show_menu(const struct sheet *s)
{
    buf_puts(s->out, "<nav aria-label=\"");
    put(s, N_("Public pages"));
    buf_puts(s->out, "\"><ul>");
    for (size_t i = 0; i < CIVIC_PLACES_COUNT; i++) {
        const struct civic_place *p = &CIVIC_PLACES[i];
        bool is_here = strcmp(p->path, "/r/") == 0;
        buf_printf(s->out, "<li><a href=\"%s", is_here ? "#main" : p->path);
        if (p->of_form && !is_here)
            page_segment(s->out, s->release->form_id);
        buf_printf(s->out, "\"%s>", is_here ? " aria-current=\"page\"" : "");
        put(s, p->word);
        buf_puts(s->out, "</a></li>");
    }
    buf_puts(s->out, "<li>");
    page_add_languages(s->out, s->language);
    buf_puts(s->out, "</li></ul></nav>");
}

static void show_files(const struct sheet *s)
{
    static const char *const FILES[][2] = {
        {"counts.csv", "CSV"},         {"datapackage.json", "Data Package"},
        {"results.json", "JSON"},      {"codebook.csv", N_("Codebook")},
        {"totals.csv", N_("Account")}, {RELEASE_ZIP, N_("All in one file")},
    };

    buf_puts(s->out, "<nav aria-label=\"");
    put(s, N_("Files of this release"));
    buf_puts(s->out, "\"><ul>");
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        buf_puts(s->out, "<li><a href=\"/r/");
        page_segment(s->out, s->release->form_id);
        buf_printf(s->out, "/%lld/%s\">", (long long)s->release->number,
                   FILES[i][0]);
        put(s, FILES[i][1]);
        buf_puts(s->out, "</a></li>");
    }
    buf_puts(s->out, "</ul></nav>");
}

static void show_title(const struct sheet *s)
{
    page_text(s->out, release_text(s->release, "", "", s->language));
}

static void show_head(const struct sheet *s)
{
    const struct release *r = s->release;

    buf_printf(s->out,
               "<!DOCTYPE html><html lang=\"%s\"><head><meta charset=\"utf-8\">"
               "<meta name=\"viewport\" content=\"width=device-width, "
               "initial-scale=1\"><title>",
               s->language);
    show_title(s);
    buf_puts(s->out, " · ");
    page_text(s->out, r->hub);
    buf_printf(s->out, "</title><style>%s</style></head><body><header>", STYLE);
    page_text(s->out, r->hub);
    buf_puts(s->out, "</header>");
    show_menu(s);
    buf_puts(s->out, "<main id=\"main\"><h1>");
    show_title(s);
    buf_puts(s->out, "</h1><p><strong>");
    put_number(s, text(s, "Release %lld"), r->number);
    buf_puts(s->out, ": ");
    put_number(s, text(s, "%lld people"), figures_people(r->figures));
    buf_printf(s->out, ", <time>%s</time>.</strong> ", r->made);
    put(s, "From people who chose to answer; not a sample. Groups of fewer "
           "than 10 are put together.");
    buf_puts(s->out, "</p>");
    show_files(s);
}

void release_page(struct buf *out, const struct release *release,
                  const char *language)
{
    const struct sheet s = {out, release, language};
    size_t count = release->number ? figures_questions(release->figures) : 0;
    size_t i = 0;

    show_head(&s);
    if (!count) {
        buf_puts(out, "<p>");
        put(&s, "There are no answers yet. The codebook and a sample of "
                "invented people are here for those who want to begin.");
        buf_puts(out, "</p>");
    }
    for (; i < count && out->size < ENOUGH; i++)
        show_question(&s, i);
    if (i < count) {
        buf_puts(out, "<p>");
        put(&s, "The other questions are in the tables above.");
        buf_puts(out, "</p>");
    }
    buf_puts(out, "</main></body></html>\n");
}
