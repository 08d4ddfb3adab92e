#include "page.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "base/words.h"
#include "base/xml.h"
#include "hub.h"
#include "tongue.h"

#include <ctype.h>
#include <string.h>

void page_text(struct buf *out, const char *text)
{
    xml_escape_attribute(out, text);
}

void page_segment(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (isalnum((unsigned char)*c) || strchr("-_.", *c))
            buf_putc(out, *c);
        else
            buf_printf(out, "%%%02X", (unsigned char)*c);
    }
}

void page_say(struct visit *visit, struct buf *out, const char *english)
{
    page_text(out, say(visit, english));
}

static const struct {
    const char *path, *word;
    enum action action;
} MENU[] = {
    {"/", N_("Overview"), ACTION_OVERVIEW},
    {"/stations", N_("Stations"), ACTION_STATIONS},
    {"/quarantine", N_("Set aside"), ACTION_QUARANTINE},
    {"/ideas/review", N_("Ideas to read"), ACTION_IDEAS},
    {"/bulletin", N_("Bulletin"), ACTION_BULLETIN},
    {"/forms/new", N_("Publish a form"), ACTION_PUBLISH},
    {"/people", N_("People"), ACTION_PEOPLE},
    {"/tokens", N_("Programs"), ACTION_TOKENS},
    {"/settings", N_("Settings"), ACTION_SETTINGS},
    {"/log", N_("Log"), ACTION_LOG},
};

static void add_menu(struct visit *v, struct buf *out)
{
    const char *here = request_path(v->request);

    buf_puts(out, "<nav><ul>");
    for (size_t i = 0; i < COUNT_OF(MENU); i++) {
        bool is_here = strcmp(here, MENU[i].path) == 0;
        if (!visit_may(v, MENU[i].action, NULL, NULL))
            continue;
        buf_printf(out, "<li><a href=\"%s\"%s>", MENU[i].path,
                   is_here ? " aria-current=\"page\"" : "");
        page_say(v, out, MENU[i].word);
        buf_puts(out, "</a></li>");
    }
    buf_puts(out, "<li>");
    buf_printf(out, "<a href=\"/account\"%s>",
               strcmp(here, "/account") == 0 ? " aria-current=\"page\"" : "");
    page_text(out, v->person_name);
    buf_puts(out, "</a></li><li>");
    page_form(v, out, "/signout", 0);
    buf_puts(out, "<button class=\"link\">");
    page_say(v, out, "Sign out");
    buf_puts(out, "</button></form></li></ul></nav>");
}

void page_add_languages(struct buf *out, const char *here)
{
    for (size_t i = 0; i < TONGUES_COUNT; i++) {
        const struct tongue *t = &TONGUES[i];
        if (t->has_pages && strcmp(t->code, here) != 0)
            buf_printf(out,
                       "<a href=\"?lang=%s\" lang=\"%s\" hreflang=\"%s\">%s"
                       "</a> ",
                       t->code, t->code, t->code, t->name);
    }
}

static void add_languages(struct visit *v, struct buf *out)
{
    buf_puts(out, "<p class=\"languages\">");
    page_add_languages(out, v->language);
    buf_puts(out, "</p>");
}

void page_begin(struct visit *visit, struct buf *out, const char *title)
{
    buf_printf(out,
               "<!DOCTYPE html><html lang=\"%s\"><head><meta "
               "charset=\"utf-8\"><meta name=\"viewport\" "
               "content=\"width=device-width, initial-scale=1\"><title>",
               visit->language);
    page_text(out, title);
    buf_puts(out, " · ");
    page_text(out, visit->hub->config.name);
    buf_puts(out,
             "</title><link rel=\"stylesheet\" href=\"/style.css\">"
             "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/icon.svg\">"
             "</head><body><a class=\"skip\" href=\"#main\">");
    page_say(visit, out, "Skip to the content");
    buf_puts(out, "</a><header><p class=\"brand\"><a href=\"/\">");
    page_text(out, visit->hub->config.name);
    buf_puts(out, "</a></p>");
    if (visit->person)
        add_menu(visit, out);
    add_languages(visit, out);
    buf_puts(out, "</header><main id=\"main\">");
}

static void remember_language(struct visit *visit)
{
    if (!request_query(visit->request, "lang"))
        return;
    request_set_header(visit->request, "Set-Cookie",
                       arena_printf(visit->arena,
                                    "lang=%s; Path=/; SameSite=Lax; "
                                    "Max-Age=31536000",
                                    visit->language));
}

#define STRICT                                                                 \
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action "       \
    "'self'; frame-ancestors 'none'; base-uri 'none'"

static void end(struct visit *visit, struct buf *out, unsigned status,
                const char *policy)
{
    const char *const HEADERS[][2] = {
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Content-Security-Policy", policy},
        {"Cache-Control", "no-store"},
    };

    buf_puts(out, "</main></body></html>\n");
    for (size_t i = 0; i < COUNT_OF(HEADERS); i++)
        request_set_header(visit->request, HEADERS[i][0], HEADERS[i][1]);
    request_set_header(visit->request, "Content-Language", visit->language);
    remember_language(visit);
    request_reply_buf(visit->request, status, "text/html; charset=utf-8", out);
}

void page_end(struct visit *visit, struct buf *out, unsigned status)
{
    end(visit, out, status, STRICT);
}

void page_end_with_script(struct visit *visit, struct buf *out, unsigned status)
{
    end(visit, out, status, STRICT "; script-src 'self'; connect-src 'self'");
}

void page_form(struct visit *visit, struct buf *out, const char *action,
               int multipart)
{
    buf_puts(out, "<form method=\"post\" action=\"");
    page_text(out, action);
    buf_printf(out, "\"%s><input type=\"hidden\" name=\"csrf\" value=\"%s\">",
               multipart ? " enctype=\"multipart/form-data\"" : "",
               visit->csrf ? visit->csrf : "");
}

static const struct {
    int64_t ms;
    const char *one, *many;
} UNITS[] = {
    {86400000, N_("%lu day ago"), N_("%lu days ago")},
    {3600000, N_("%lu hour ago"), N_("%lu hours ago")},
    {60000, N_("%lu minute ago"), N_("%lu minutes ago")},
};

/* The only place where a translated text is a format: it holds one %lu, which
 * msgfmt --check compares with the original's. */
static void add_count(struct buf *out, const char *text, unsigned long n)
{
    const char *mark = strstr(text, "%lu");

    if (!mark)
        return;
    buf_add(out, text, (size_t)(mark - text));
    buf_printf(out, "%lu", n);
    page_text(out, mark + strlen("%lu"));
}

void page_count(struct visit *visit, struct buf *out, const char *one,
                const char *many, int64_t n)
{
    add_count(out, say_count(visit, one, many, n), (unsigned long)n);
}

void page_ago(struct visit *visit, struct buf *out, int64_t ms)
{
    int64_t age = stamp_now().wall_ms - ms;
    char exact[STAMP_TEXT_SIZE];

    if (!ms) {
        page_say(visit, out, "never");
        return;
    }
    stamp_print_local(ms, exact);
    buf_printf(out, "<time datetime=\"%s\" title=\"%s\">", exact, exact);
    size_t i = 0;
    while (i < COUNT_OF(UNITS) && age < UNITS[i].ms)
        i++;
    if (i == COUNT_OF(UNITS)) {
        page_say(visit, out, "just now");
    } else {
        unsigned long n = (unsigned long)(age / UNITS[i].ms);
        page_count(visit, out, UNITS[i].one, UNITS[i].many, (int64_t)n);
    }
    buf_puts(out, "</time>");
}

void page_bar(struct buf *out, int64_t part, int64_t whole)
{
    double percent = whole ? 100.0 * (double)part / (double)whole : 0;

    buf_printf(out,
               "<svg class=\"bar\" viewBox=\"0 0 100 8\" "
               "preserveAspectRatio=\"none\" aria-hidden=\"true\" "
               "focusable=\"false\"><rect class=\"rail\" width=\"100\" "
               "height=\"8\"/><rect class=\"fill\" width=\"%.1f\" "
               "height=\"8\"/></svg>",
               percent);
}

void page_areas(struct visit *visit, struct buf *out, enum action action)
{
    const struct areas areas = visit_areas(visit, action, visit->part[0]);

    if (!areas.is_limited)
        return;
    buf_puts(out, "<p><b>");
    page_say(visit, out, "Only answers from:");
    buf_putc(out, ' ');
    for (size_t i = 0; i < areas.count; i++) {
        buf_puts(out, i ? ", " : "");
        page_text(out, areas.list[i]);
    }
    buf_puts(out, "</b></p>");
}
