/* What everybody chose: results.json and counts.csv say the same. Every count
 * in them is of at least SUPPRESS_LEAST people. */
#include "release_files.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "grouping.h"
#include "suppress.h"

#include <stdlib.h>
#include <string.h>

const char *release_cell_name(const void *cell, size_t i)
{
    const struct release_cell *c = cell;

    return figures_cell(c->figures, c->question, i);
}

const char *release_column_name(const void *cell, size_t i)
{
    const struct release_cell *c = cell;

    return figures_column(c->figures, c->dimension, i);
}

/* The only category of a question whose choices would tell how many answered
 * it, were that hidden among the kinds of no answer. */
static const char *everybody(const void *context, size_t cell)
{
    (void)context, (void)cell;
    return "everybody";
}

/* A question's people by category, grouped; the caller clears it. */
static void group(const struct figures *figures, size_t question,
                  struct grouping *out)
{
    size_t cells = figures_cells(figures, question);
    int64_t *n = xcalloc(cells, sizeof *n);

    figures_line(figures, question, n);
    grouping_init(out, n, cells);
    free(n);
}

static bool has_choices(const struct figure_question *q)
{
    return q->is_multiple && q->class != FIELD_CLOSED && q->values_count;
}

/* The same, as it may stand beside the question's choices. */
struct release_line release_line(const struct figures *figures, size_t question)
{
    struct release_line line = {.name = release_cell_name};
    int64_t all = figures_people(figures);

    group(figures, question, &line.groups);
    line.people = line.groups.n[0];
    bool is_told = line.groups.group[0] == 0 && line.groups.count > 1;
    if (!has_choices(figures_question(figures, question)) || is_told)
        return line;
    grouping_clear(&line.groups);
    grouping_init(&line.groups, &all, 1);
    line.name = everybody;
    line.people = all;
    return line;
}

/* How often each choice was given, and which may be told. Of how many people
 * is told only with the line of those who answered. */
int64_t *release_choices(const struct figures *figures, size_t question,
                         int64_t people, bool **hidden)
{
    *hidden = NULL;
    if (!has_choices(figures_question(figures, question)))
        return NULL;
    size_t count = figures_question(figures, question)->values_count;
    int64_t *n = xcalloc(count + 1, sizeof *n);

    *hidden = xcalloc(count + 1, sizeof **hidden);
    figures_choices(figures, question, n);
    suppress_choices(n, count, people, *hidden);
    return n;
}

static void add_choices(struct buf *out, const struct figures *figures,
                        size_t question, int64_t people)
{
    const struct figure_question *q = figures_question(figures, question);
    bool *hidden;
    int64_t *n = release_choices(figures, question, people, &hidden);

    if (!n)
        return;
    buf_puts(out, ",\n   \"choices\": [");
    for (size_t i = 0; i < q->values_count; i++) {
        buf_puts(out, i ? ",\n    {\"value\": " : "\n    {\"value\": ");
        json_escape(out, q->values[i]);
        if (hidden[i])
            buf_puts(out, ", \"n\": null");
        else
            buf_printf(out, ", \"n\": %lld", (long long)n[i]);
        if (q->planned && q->planned[i])
            buf_printf(out, ", \"planned\": %lld", (long long)q->planned[i]);
        buf_puts(out, "}");
    }
    buf_puts(out, "]");
    free(hidden);
    free(n);
}

/* How many ought to be heard of those who are told together. */
static void add_planned(struct buf *out, const struct figures *figures,
                        size_t question, const struct grouping *g, size_t group)
{
    bool by_value = !figures_question(figures, question)->is_multiple;
    int64_t planned = 0;

    for (size_t i = 0; by_value && i < g->cells; i++) {
        if (g->group[i] == group)
            planned += figures_planned_cell(figures, question, i);
    }
    if (planned)
        buf_printf(out, ", \"planned\": %lld", (long long)planned);
}

static void add_question(struct buf *out, const struct figures *figures,
                         size_t question)
{
    const struct figure_question *q = figures_question(figures, question);
    const struct release_cell cell = {figures, question, 0};
    struct release_line line = release_line(figures, question);
    const struct grouping *g = &line.groups;

    buf_puts(out, "{\"name\": ");
    json_escape(out, q->name);
    buf_puts(out, ", \"label\": ");
    json_escape(out, q->label);
    buf_printf(out, ", \"class\": \"%s\",\n   \"answers\": [",
               field_class_name(q->class));
    for (size_t i = 0; i < g->count; i++) {
        buf_puts(out, i ? ",\n    {\"values\": [" : "\n    {\"values\": [");
        grouping_json(out, g, i, line.name, &cell);
        buf_printf(out, "], \"n\": %lld", (long long)g->n[i]);
        add_planned(out, figures, question, g, i);
        buf_puts(out, "}");
    }
    buf_puts(out, "]");
    add_choices(out, figures, question, line.people);
    grouping_clear(&line.groups);
    buf_puts(out, "}");
}

static void add_totals(struct buf *out, const struct release *release)
{
    buf_puts(out, ",\n \"totals\": [");
    for (size_t i = 0; i < release->totals_count; i++) {
        const struct total *t = &release->totals[i];
        buf_puts(out, i ? ",\n  {\"what\": " : "\n  {\"what\": ");
        json_escape(out, t->what);
        buf_puts(out, ", \"reason\": ");
        json_escape(out, t->reason);
        buf_printf(out, ", \"n\": %lld}", (long long)t->n);
    }
    buf_puts(out, "]");
}

static void add_breakdowns(struct buf *out, const struct release *release)
{
    const char *comma = "\n  ";

    buf_puts(out, ",\n \"breakdowns\": [");
    for (enum dimension d = 0; d < DIMENSIONS; d++) {
        if (release->moved[d] <= 0)
            continue;
        buf_printf(out,
                   "%s{\"by\": \"%s\", \"release\": %lld, \"file\": "
                   "\"by_%s.json\"}",
                   comma, dimension_name(d), (long long)release->moved[d],
                   dimension_name(d));
        comma = ",\n  ";
    }
    buf_puts(out, "]");
}

void release_results(struct buf *out, const struct release *release)
{
    const struct figures *figures = release->figures;

    buf_puts(out, "{\n \"form\": ");
    json_escape(out, release->form_id);
    buf_puts(out, ",\n \"title\": ");
    json_escape(out, release->title);
    buf_printf(out,
               ",\n \"release\": %lld,\n \"made\": \"%s\",\n \"people\": %lld,"
               "\n \"least\": %d,\n \"licence\": ",
               (long long)release->number, release->made,
               (long long)figures_people(figures), SUPPRESS_LEAST);
    json_escape(out, release->licence);
    buf_puts(out, ",\n \"note\": \"From people who chose to answer; not a "
                  "sample. Groups of fewer than 10 are put together.\"");
    add_totals(out, release);
    add_breakdowns(out, release);
    buf_puts(out, ",\n \"questions\": [");
    for (size_t i = 0; i < figures_questions(figures); i++) {
        buf_puts(out, i ? ",\n  " : "\n  ");
        add_question(out, figures, i);
    }
    buf_puts(out, "]\n}\n");
}

static void count_choice_rows(struct buf *out, const struct figures *figures,
                              size_t question, int64_t people)
{
    const struct figure_question *q = figures_question(figures, question);
    bool *hidden;
    int64_t *n = release_choices(figures, question, people, &hidden);

    for (size_t i = 0; n && i < q->values_count; i++) {
        csv_field(out, q->name, ",choice,");
        csv_field(out, q->values[i], ",");
        if (!hidden[i])
            buf_printf(out, "%lld", (long long)n[i]);
        buf_puts(out, "\r\n");
    }
    free(hidden);
    free(n);
}

void release_counts(struct buf *out, const struct release *release)
{
    const struct figures *figures = release->figures;

    buf_puts(out, "question,part,values,n\r\n");
    for (size_t q = 0; q < figures_questions(figures); q++) {
        const struct release_cell cell = {figures, q, 0};
        struct release_line line = release_line(figures, q);
        for (size_t i = 0; i < line.groups.count; i++) {
            csv_field(out, figures_question(figures, q)->name, ",answer,");
            grouping_csv(out, &line.groups, i, line.name, &cell, ",");
            buf_printf(out, "%lld\r\n", (long long)line.groups.n[i]);
        }
        count_choice_rows(out, figures, q, line.people);
        grouping_clear(&line.groups);
    }
}
