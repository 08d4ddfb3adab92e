#include "results.h"

#include "archive.h"
#include "base/buf.h"
#include "base/mem.h"
#include "form/flatten.h"
#include "form/xform.h"
#include "formbook.h"
#include "hub.h"
#include "local.h"
#include "models.h"
#include "page.h"
#include "prepared_page.h"
#include "projection.h"
#include "reckoned_page.h"
#include "tally.h"
#include "trend.h"

#include <stdlib.h>
#include <string.h>

enum { FOLLOW = 500, MOST_VALUES = 200 };

struct counted {
    char *value;
    const char *label; /* borrowed: the form's, or value */
    int64_t n;
};

struct question_counts {
    struct counted *values;
    size_t count, capacity;
    int64_t answered;
};

struct results {
    struct visit *visit;
    struct buf *out;
    const struct model *model;
    struct counts counts;
    int64_t total;
};

static void note_value(void *context, const char *value, int64_t n)
{
    struct question_counts *q = context;

    if (!*value) {
        q->answered = n;
        return;
    }
    if (q->count == MOST_VALUES)
        return;
    q->values = mem_grow(q->values, q->count, &q->capacity, sizeof *q->values);
    q->values[q->count] = (struct counted){.value = xstrdup(value), .n = n};
    q->values[q->count].label = q->values[q->count].value;
    q->count++;
}

static void clear_counts(struct question_counts *q)
{
    for (size_t i = 0; i < q->count; i++)
        free(q->values[i].value);
    free(q->values);
}

static struct counted *find_value(struct question_counts *q, const char *value)
{
    for (size_t i = 0; i < q->count; i++) {
        if (strcmp(q->values[i].value, value) == 0)
            return &q->values[i];
    }
    return NULL;
}

/* Every choice of the form stands in the table, chosen or not. */
static void label_choices(struct question_counts *q,
                          const struct column *column)
{
    for (size_t i = 0; i < column->choices_count; i++) {
        const struct choice *choice = &column->choices[i];
        if (!find_value(q, choice->value))
            note_value(q, choice->value, 0);
        struct counted *c = find_value(q, choice->value);
        if (c && *choice->label)
            c->label = choice->label;
    }
}

static int by_count(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;

    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return strcmp(x->value, y->value);
}

static int by_number(const void *a, const void *b)
{
    long x = strtol(((const struct counted *)a)->value, NULL, 10);
    long y = strtol(((const struct counted *)b)->value, NULL, 10);

    return (x > y) - (x < y);
}

static void add_row(struct results *r, const struct counted *c,
                    const struct question_counts *q)
{
    struct buf *out = r->out;
    double percent =
        q->answered ? 100.0 * (double)c->n / (double)q->answered : 0;

    buf_puts(out, "<tr><th scope=\"row\">");
    page_text(out, c->label);
    page_bar(out, c->n, q->answered);
    buf_printf(out,
               "</th><td class=\"n\">%lld</td><td class=\"n\">%.0f&nbsp;%%"
               "</td></tr>",
               (long long)c->n, percent);
}

static void add_table(struct results *r, const struct question_counts *q,
                      const char *name, bool several)
{
    static const char *const HEADS[] = {N_("Answer"), N_("Count"), "%"};
    struct buf *out = r->out;

    page_scroll(out, name);
    buf_puts(out, "<table><caption>");
    page_say(r->visit, out,
             several ? N_("Several answers were possible; shares are of those "
                          "who answered.")
                     : N_("Shares are of those who answered."));
    buf_puts(out, "</caption><thead><tr>");
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        buf_printf(out, "<th scope=\"col\"%s>", i ? " class=\"n\"" : "");
        page_say(r->visit, out, HEADS[i]);
        buf_puts(out, "</th>");
    }
    buf_puts(out, "</tr></thead><tbody>");
    for (size_t i = 0; i < q->count; i++)
        add_row(r, &q->values[i], q);
    buf_puts(out, "</tbody></table></div>");
}

static void add_answered(struct results *r, const struct question_counts *q,
                         bool is_main)
{
    buf_printf(r->out, "<p class=\"muted\">%lld ", (long long)q->answered);
    if (is_main) {
        page_say(r->visit, r->out, "answered, of");
        buf_printf(r->out, " %lld</p>", (long long)r->total);
    } else {
        page_say(r->visit, r->out, "answered");
        buf_puts(r->out, "</p>");
    }
}

/* A scale is read in its own order, names by how often they were chosen. */
static bool is_scale(const struct question_counts *q)
{
    for (size_t i = 0; i < q->count; i++) {
        const char *value = q->values[i].value;
        if (value[strspn(value, "-0123456789")])
            return false;
    }
    return true;
}

/* What kind of answer it is decides how it is shown. */
static void add_values(struct results *r, struct question_counts *q,
                       const struct column *column)
{
    if (column->is_select)
        label_choices(q, column);
    if (q->count) {
        qsort(q->values, q->count, sizeof *q->values,
              is_scale(q) ? by_number : by_count);
        add_table(r, q, *column->label ? column->label : column->name,
                  column->control == CONTROL_SELECT);
    } else if (column->type == TYPE_STRING) {
        buf_puts(r->out, "<p>");
        page_say(r->visit, r->out,
                 "Free text: stays closed until somebody has reviewed it.");
        buf_puts(r->out, "</p>");
    }
}

/* The middle of the answers of a scale: half of them are up to it. */
static void add_median(struct results *r, const struct question_counts *q)
{
    int64_t total = 0, below = 0;

    if (!q->count || !is_scale(q))
        return;
    for (size_t i = 0; i < q->count; i++)
        total += q->values[i].n;
    for (size_t i = 0; total && i < q->count; i++) {
        below += q->values[i].n;
        if (below * 2 < total)
            continue;
        buf_puts(r->out, "<p>");
        page_say(r->visit, r->out, "Median:");
        buf_puts(r->out, " <b>");
        page_text(r->out, q->values[i].label);
        buf_puts(r->out, "</b></p>");
        return;
    }
}

static enum err add_question(struct results *r, const struct column *column,
                             bool is_main)
{
    struct question_counts q = {.values = NULL};
    enum err err = counts_each(&r->counts, column->path, note_value, &q);

    if (!err) {
        buf_puts(r->out, "<section><h2>");
        page_text(r->out, *column->label ? column->label : column->name);
        buf_puts(r->out, "</h2>");
        add_answered(r, &q, is_main);
        add_values(r, &q, column);
        add_median(r, &q);
        buf_puts(r->out, "</section>");
    }
    clear_counts(&q);
    return err;
}

static enum err add_questions(struct results *r)
{
    enum err err = ERR_NONE;

    for (size_t t = 0; t < flatten_tables_count(r->model->flatten); t++) {
        const struct table *table = flatten_table(r->model->flatten, t);
        for (size_t i = 0; !err && i < table->columns_count; i++) {
            if (table->columns[i].is_question)
                err = add_question(r, &table->columns[i], t == 0);
        }
    }
    return err;
}

static const struct {
    const char *path, *words;
    enum action action;
} WAYS[] = {
    {"/answers", N_("Answers one by one"), ACTION_ANSWERS},
    {"/cross", N_("Two questions together"), ACTION_RESULTS},
    {"/times", N_("Time of day"), ACTION_RESULTS},
    {"/map", N_("Map"), ACTION_ANSWERS},
    {"/schedule", N_("When and where"), ACTION_FORM_STATE},
    {"/coverage", N_("Whom we reach"), ACTION_COVERAGE},
    {"/release", N_("Releases"), ACTION_RELEASE},
};

static void add_ways(struct results *r)
{
    const char *id = xform_id(r->model->xform);

    buf_puts(r->out, "<p class=\"ways\">");
    for (size_t i = 0; i < COUNT_OF(WAYS); i++) {
        if (!visit_may(r->visit, WAYS[i].action, id, NULL))
            continue;
        buf_puts(r->out, "<a href=\"/forms/");
        page_segment(r->out, id);
        buf_printf(r->out, "%s\">", WAYS[i].path);
        page_say(r->visit, r->out, WAYS[i].words);
        buf_puts(r->out, "</a> ");
    }
    buf_puts(r->out, "<a href=\"/who/");
    page_segment(r->out, id);
    buf_puts(r->out, "\">");
    page_say(r->visit, r->out, "Who does what");
    buf_puts(r->out, "</a></p>");
}

static void add_download(struct results *r, const char *ending,
                         const char *query, const char *english)
{
    buf_puts(r->out, "<a class=\"button\" href=\"/forms/");
    page_segment(r->out, xform_id(r->model->xform));
    buf_printf(r->out, "/responses.%s%s\">", ending, query);
    page_say(r->visit, r->out, english);
    buf_puts(r->out, "</a>");
}

static void add_downloads(struct results *r)
{
    buf_puts(r->out, "<p class=\"buttons\">");
    add_download(r, "csv", "", N_("Download CSV"));
    add_download(r, "csv", "?labels=1&amp;spreadsheet=1",
                 N_("CSV for spreadsheets, with labels"));
    add_download(r, "jsonl", "", N_("Download JSON lines"));
    add_download(r, "xlsx", "?labels=1", N_("Download XLSX"));
    buf_puts(r->out, "</p>");
    prepared_page_ask(r->visit, r->out, xform_id(r->model->xform));
}

/* Says in words how many answers are not counted, and why. */
static enum err add_head(struct results *r)
{
    static const struct {
        enum state state;
        const char *words;
    } OTHERS[] = {{STATE_SUPERSEDED, N_("replaced by an edit")},
                  {STATE_EXCLUDED, N_("excluded, with a reason")},
                  {STATE_WITHDRAWN, N_("withdrawn")}};
    enum err err = counts_get(&r->counts, TALLY_STATE,
                              state_name(STATE_ACCEPTED), &r->total);

    buf_printf(r->out, "<ul class=\"figures\"><li><b>%lld</b> ",
               (long long)r->total);
    page_text(r->out,
              say_count(r->visit, N_("answer"), N_("answers"), r->total));
    buf_puts(r->out, "</li>");
    for (size_t i = 0; !err && i < COUNT_OF(OTHERS); i++) {
        int64_t n;
        err = counts_get(&r->counts, TALLY_STATE, state_name(OTHERS[i].state),
                         &n);
        if (err || !n)
            continue;
        buf_printf(r->out, "<li><b>%lld</b> ", (long long)n);
        page_say(r->visit, r->out, OTHERS[i].words);
        buf_puts(r->out, "</li>");
    }
    buf_puts(r->out, "</ul>");
    page_areas(r->visit, r->out, ACTION_RESULTS);
    if (r->counts.local)
        reckoned_page_say(r->visit, r->out, local_known(r->counts.local),
                          r->total);
    buf_puts(r->out, "<p class=\"muted\">");
    page_say(r->visit, r->out,
             "From people who chose to answer: not a sample of the "
             "neighbourhood.");
    buf_puts(r->out, "</p>");
    return err;
}

static enum err write_page(struct results *r)
{
    const char *title = xform_title_in(r->model->xform, r->visit->language);

    if (!*title)
        title = xform_id(r->model->xform);
    page_begin(r->visit, r->out, title);
    buf_puts(r->out, "<h1>");
    page_text(r->out, title);
    buf_puts(r->out, "</h1>");
    enum err err = add_head(r);
    add_ways(r);
    if (visit_may(r->visit, ACTION_EXPORT, xform_id(r->model->xform), NULL))
        add_downloads(r);
    if (!err)
        err = add_questions(r);
    if (!err && r->total)
        err = trend_add_questions(r->visit, r->out, r->model, &r->counts,
                                  r->total);
    return err ? err : trend_add_days(r->visit, r->out, &r->counts);
}

/* The form as it is now: it may have changed while its answers were counted. */
static enum err show(struct visit *visit, const struct local *local)
{
    struct hub *hub = visit->hub;
    struct buf out;
    struct results r = {.visit = visit, .out = &out};
    int64_t form, family;

    buf_init(&out, 0);
    enum err err =
        formbook_current(hub->archive, visit->part[0], &form, &family);
    r.counts = (struct counts){hub->archive, family, local};
    if (!err)
        err = models_get(hub->models, form, visit->language, &r.model);
    if (!err)
        err = write_page(&r);
    if (!err)
        page_end(visit, &out, 200);
    buf_clear(&out);
    return err;
}

static void on_local(struct visit *visit, void *context,
                     const struct local *local)
{
    (void)context;
    enum err err = local ? show(visit, local) : ERR_IO;

    if (err)
        visit_fail(visit, err);
}

void results_show(struct visit *visit)
{
    struct hub *hub = visit->hub;
    const struct areas areas =
        visit_areas(visit, ACTION_RESULTS, visit->part[0]);
    int64_t form, family, done;
    enum err err =
        formbook_current(hub->archive, visit->part[0], &form, &family);

    if (!err)
        err = projection_follow(hub->archive, hub->models, FOLLOW, &done);
    if (!err && areas.is_limited) {
        local_take(visit, visit->part[0], &areas, on_local, NULL);
        return;
    }
    if (!err)
        err = show(visit, NULL);
    if (err)
        visit_fail(visit, err);
}
