/* The charter of a survey as a public page: why it asks, who reads, what will
 * happen by when, and what is published of each answer. The same words stand
 * before the first question at a station. */
#include "civic_page.h"

#include "archive.h"
#include "base/buf.h"
#include "fieldclass.h"
#include "form/flatten.h"
#include "form/xform.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "page.h"

#include <string.h>

struct sheet {
    struct visit *visit;
    struct buf *out;
    const struct model *model;
    const struct charter *charter;
};

static void put(const struct sheet *s, const char *english)
{
    page_say(s->visit, s->out, english);
}

static void add_line(const struct sheet *s, const char *heading,
                     const char *text)
{
    if (!*text)
        return;
    buf_puts(s->out, "<dt><strong>");
    put(s, heading);
    buf_puts(s->out, "</strong></dt><dd>");
    page_text(s->out, text);
    buf_puts(s->out, "</dd>");
}

static void add_lines(const struct sheet *s)
{
    const struct charter *c = s->charter;
    struct visit *v = s->visit;

    buf_puts(s->out, "<dl>");
    add_line(s, N_("Who asks"), c->asks);
    add_line(s, N_("Why"), c->why);
    add_line(s, N_("Who reads it"), c->reader);
    add_line(s, N_("We answer by"), c->reply_by);
    add_line(s, N_("Days that single answers are kept"), c->keep);
    add_line(s, N_("Licence of what is published"), c->licence);
    add_line(s, N_("Your choice"),
             say(v, "Skip any question, and leave when you like. The code on "
                    "your receipt finds your answer."));
    add_line(s, N_("How to take it back"),
             say(v, "With the withdrawal number of your receipt, on the page "
                    "\"Find your answer\", for as long as single answers are "
                    "kept. It is deleted, the public log says so, and the next "
                    "release counts one less. An idea that you take back is no "
                    "longer shown."));
    buf_puts(s->out, "</dl>");
}

static const char *words_of(enum field_class class)
{
    static const char *const WORDS[] = {
        [FIELD_CLOSED] = N_("closed: only how many answered"),
        [FIELD_AGGREGATE] = N_("as counts, never of fewer than 10 people"),
        [FIELD_OPEN] = N_("each answer by itself, apart from the others"),
    };

    return WORDS[class];
}

static void add_fields(const struct sheet *s)
{
    const struct table *table = flatten_table(s->model->flatten, 0);

    buf_puts(s->out, "<h2>");
    put(s, "What is published of each answer");
    buf_puts(s->out, "</h2><p>");
    put(s, "This was fixed before the first answer and does not change.");
    buf_puts(s->out, "</p><table>");
    for (size_t i = 0; i < table->columns_count; i++) {
        const struct column *c = &table->columns[i];
        int is_choice = c->is_select || c->control == CONTROL_RANGE;
        if (!c->is_question)
            continue;
        buf_puts(s->out, "<tr><th scope=\"row\">");
        page_text(s->out, *c->label ? c->label : c->name);
        buf_puts(s->out, "</th><td>");
        put(s, words_of(charter_class(s->charter, c->name, is_choice)));
        buf_puts(s->out, "</td></tr>");
    }
    buf_puts(s->out, "</table>");
}

static void show(struct sheet *s)
{
    const char *title = xform_title(s->model->xform);
    int language = xform_find_language(s->model->xform, s->visit->language);

    if (language >= 0)
        title = xform_title_in(s->model->xform, s->visit->language);
    page_begin(s->visit, s->out, title);
    civic_page_menu(s->visit, s->out, s->visit->part[0]);
    buf_puts(s->out, "<h1>");
    page_text(s->out, title);
    buf_puts(s->out, "</h1>");
    add_lines(s);
    add_fields(s);
    page_end(s->visit, s->out, 200);
}

void civic_page_charter(struct visit *visit)
{
    struct hub *hub = visit->hub;
    struct charter charter = {0};
    struct buf out;
    struct sheet s = {.visit = visit, .out = &out, .charter = &charter};
    int64_t form, family;

    enum err err =
        formbook_current(hub->archive, visit->part[0], &form, &family);
    if (!err)
        err = charter_read(hub->archive, form, &charter);
    if (!err)
        err = models_get(hub->models, form, visit->language, &s.model);
    buf_init(&out, 0);
    if (err)
        visit_fail(visit, err);
    else
        show(&s);
    buf_clear(&out);
    charter_clear(&charter);
}
