#include "cross_page.h"

#include "archive.h"
#include "base/arena.h"
#include "field.h"
#include "hub.h"
#include "models.h"
#include "page.h"
#include "plan.h"
#include "projection.h"
#include "sample.h"

#include <string.h>

enum { MOST_OPTIONS = 24, FOLLOW = 500 };

struct cross {
    struct visit *visit;
    struct buf *out;
    struct plan *plan;
    size_t a, b; /* columns; equal: none chosen */
    int64_t n[MOST_OPTIONS][MOST_OPTIONS];
};

static bool is_offered(const struct plan_column *column)
{
    return column->is_select && column->options_count > 0 &&
           column->options_count <= MOST_OPTIONS;
}

static const char *label_of(const struct plan_column *column)
{
    return *column->label ? column->label : column->name;
}

/* Marks the options that a cell holds: one, or several parted by blanks. */
static void mark(const struct plan_column *column, struct cell cell,
                 bool marks[MOST_OPTIONS])
{
    const char *at = cell.text, *end = at ? at + cell.size : at;

    memset(marks, 0, MOST_OPTIONS * sizeof *marks);
    while (at < end) {
        const char *blank =
            column->is_multiple ? memchr(at, ' ', (size_t)(end - at)) : NULL;
        const char *stop = blank ? blank : end;
        const struct option *option =
            plan_option(column, at, (size_t)(stop - at));
        if (option)
            marks[option - column->options] = true;
        at = stop + 1;
    }
}

static void count(void *context, const struct cell *cells)
{
    struct cross *c = context;
    bool rows[MOST_OPTIONS], columns[MOST_OPTIONS];

    mark(plan_column(c->plan, c->a), cells[c->a], rows);
    mark(plan_column(c->plan, c->b), cells[c->b], columns);
    for (size_t i = 0; i < MOST_OPTIONS; i++) {
        for (size_t k = 0; rows[i] && k < MOST_OPTIONS; k++)
            c->n[i][k] += columns[k];
    }
}

static size_t find(struct cross *c, const char *name, size_t fallback)
{
    const char *asked = request_query(c->visit->request, name);
    size_t nth = 0;

    for (size_t i = 0; i < plan_columns_count(c->plan); i++) {
        const struct plan_column *column = plan_column(c->plan, i);
        if (!is_offered(column))
            continue;
        if (asked ? strcmp(asked, column->name) == 0 : nth == fallback)
            return i;
        nth++;
    }
    return 0;
}

static void add_choice(struct cross *c, const char *name, const char *label,
                       size_t chosen)
{
    buf_puts(c->out, "<div>");
    field_choice(c->visit, c->out, name, label);
    for (size_t i = 0; i < plan_columns_count(c->plan); i++) {
        const struct plan_column *column = plan_column(c->plan, i);
        if (is_offered(column))
            field_option(c->out, column->name, label_of(column), i == chosen);
    }
    field_end_choice(c->out);
    buf_puts(c->out, "</div>");
}

static const char *option_label(const struct option *option)
{
    return *option->label ? option->label : option->value;
}

static void add_row(struct cross *c, size_t i)
{
    const struct plan_column *a = plan_column(c->plan, c->a);
    const struct plan_column *b = plan_column(c->plan, c->b);
    int64_t total = 0;

    for (size_t k = 0; k < b->options_count; k++)
        total += c->n[i][k];
    buf_puts(c->out, "<tr><th scope=\"row\">");
    page_text(c->out, option_label(&a->options[i]));
    buf_puts(c->out, "</th>");
    for (size_t k = 0; k < b->options_count; k++) {
        buf_printf(c->out, "<td class=\"n\">%lld", (long long)c->n[i][k]);
        if (total)
            buf_printf(c->out, "<br><span class=\"muted\">%.0f&nbsp;%%</span>",
                       100.0 * (double)c->n[i][k] / (double)total);
        page_bar(c->out, c->n[i][k], total);
        buf_puts(c->out, "</td>");
    }
    buf_puts(c->out, "</tr>");
}

static void add_table(struct cross *c)
{
    const struct plan_column *a = plan_column(c->plan, c->a);
    const struct plan_column *b = plan_column(c->plan, c->b);

    buf_puts(c->out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"");
    page_text(c->out, label_of(a));
    buf_puts(c->out, " / ");
    page_text(c->out, label_of(b));
    buf_puts(c->out, "\"><table><caption>");
    page_say(c->visit, c->out,
             "Shares are of each row. Of the newest 4000 answers.");
    buf_puts(c->out, "</caption><thead><tr><th scope=\"col\">");
    page_text(c->out, label_of(a));
    buf_puts(c->out, "</th>");
    for (size_t k = 0; k < b->options_count; k++) {
        buf_puts(c->out, "<th scope=\"col\" class=\"n\">");
        page_text(c->out, option_label(&b->options[k]));
        buf_puts(c->out, "</th>");
    }
    buf_puts(c->out, "</tr></thead><tbody>");
    for (size_t i = 0; i < a->options_count; i++)
        add_row(c, i);
    page_end_table(c->out);
}

static enum err write_page(struct cross *c)
{
    struct visit *v = c->visit;
    enum err err = ERR_NONE;

    page_begin(v, c->out, say(v, "Two questions together"));
    page_head(v, c->out, "Two questions together");
    buf_puts(c->out, "<p><a href=\"/forms/");
    page_segment(c->out, v->part[0]);
    buf_puts(c->out, "\">");
    page_say(v, c->out, "Counts and charts of this form");
    buf_puts(c->out, "</a></p>");
    page_areas(v, c->out, ACTION_RESULTS);
    sample_say(v, c->out);
    if (c->a == c->b && !is_offered(plan_column(c->plan, c->a))) {
        page_note(v, c->out, "muted",
                  N_("This form has no two questions with choices."));
        return ERR_NONE;
    }
    buf_puts(c->out, "<form method=\"get\" class=\"filter\">");
    add_choice(c, "a", N_("Rows"), c->a);
    add_choice(c, "b", N_("Columns"), c->b);
    field_button(v, c->out, N_("Show these"));
    err = sample_each(v, c->plan, count, c);
    add_table(c);
    return err;
}

void cross_page_show(struct visit *visit)
{
    struct hub *hub = visit->hub;
    struct cross *c = arena_alloc(visit->arena, sizeof *c);
    struct buf out;
    int64_t done;

    c->visit = visit;
    c->out = &out;
    buf_init(&out, 0);
    enum err err = projection_follow(hub->archive, hub->models, FOLLOW, &done);
    if (!err)
        err = plan_new(&c->plan, hub->archive, hub->models, visit->part[0],
                       NULL, visit->language);
    if (!err) {
        c->a = find(c, "a", 0);
        c->b = find(c, "b", 1);
        err = write_page(c);
    }
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, 200);
    plan_free(c->plan);
    buf_clear(&out);
}
