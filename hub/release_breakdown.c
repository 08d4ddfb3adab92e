/* What was chosen where, when and in which language: by_place and the others,
 * as JSON and as CSV. Rows and columns are the groups that the whole release
 * shows; what lies inside is hidden by suppress_table. */
#include "release_files.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "grouping.h"
#include "suppress.h"

#include <stdlib.h>

struct breakdown {
    const struct figures *figures;
    enum dimension dimension;
    struct grouping columns;
    struct buf *json, *csv;
};

/* One question's table of groups. */
struct crossing {
    size_t question;
    struct grouping rows;
    int64_t *n;
    bool *hidden;
    bool is_shown;
};

static void sum_groups(const struct breakdown *b, struct crossing *c)
{
    size_t cells = c->rows.cells, columns = b->columns.cells;
    int64_t *fine = xcalloc(cells * columns + 1, sizeof *fine);

    figures_table(b->figures, c->question, b->dimension, fine);
    for (size_t i = 0; i < cells * columns; i++) {
        size_t row = c->rows.group[i / columns];
        size_t column = b->columns.group[i % columns];
        c->n[row * b->columns.count + column] += fine[i];
    }
    free(fine);
}

static void cross(const struct breakdown *b, struct crossing *c)
{
    size_t cells = figures_cells(b->figures, c->question);
    int64_t *line = xcalloc(cells, sizeof *line);

    figures_line(b->figures, c->question, line);
    grouping_init(&c->rows, line, cells);
    free(line);
    size_t count = c->rows.count * b->columns.count;
    c->n = xcalloc(count + 1, sizeof *c->n);
    c->hidden = xcalloc(count + 1, sizeof *c->hidden);
    sum_groups(b, c);
    c->is_shown =
        suppress_table(c->n, c->rows.count, b->columns.count, c->hidden);
}

static void clear_crossing(struct crossing *c)
{
    grouping_clear(&c->rows);
    free(c->n);
    free(c->hidden);
}

static void add_number(struct buf *out, const struct crossing *c, size_t i,
                       const char *hidden)
{
    if (c->hidden[i])
        buf_puts(out, hidden);
    else
        buf_printf(out, "%lld", (long long)c->n[i]);
}

static void add_json(const struct breakdown *b, const struct crossing *c)
{
    const struct release_cell cell = {b->figures, c->question, b->dimension};
    struct buf *out = b->json;
    size_t columns = b->columns.count;

    buf_puts(out, "{\"name\": ");
    json_escape(out, figures_question(b->figures, c->question)->name);
    if (!c->is_shown) {
        buf_puts(out, ", \"withheld\": true}");
        return;
    }
    buf_puts(out, ", \"rows\": [");
    for (size_t r = 0; r < c->rows.count; r++) {
        buf_puts(out, r ? ",\n    {\"values\": [" : "\n    {\"values\": [");
        grouping_json(out, &c->rows, r, release_cell_name, &cell);
        buf_puts(out, "], \"n\": [");
        for (size_t k = 0; k < columns; k++) {
            buf_puts(out, k ? ", " : "");
            add_number(out, c, r * columns + k, "null");
        }
        buf_puts(out, "]}");
    }
    buf_puts(out, "]}");
}

static void add_csv(const struct breakdown *b, const struct crossing *c)
{
    const struct release_cell cell = {b->figures, c->question, b->dimension};
    size_t columns = b->columns.count;

    for (size_t i = 0; c->is_shown && i < c->rows.count * columns; i++) {
        csv_field(b->csv, figures_question(b->figures, c->question)->name, ",");
        grouping_csv(b->csv, &c->rows, i / columns, release_cell_name, &cell,
                     ",");
        grouping_csv(b->csv, &b->columns, i % columns, release_column_name,
                     &cell, ",");
        add_number(b->csv, c, i, "");
        buf_puts(b->csv, "\r\n");
    }
}

/* How many ought to be heard of those who are told together. */
static void add_planned(const struct breakdown *b, size_t group)
{
    int64_t planned = 0;

    for (size_t i = 0; i < b->columns.cells; i++) {
        if (b->columns.group[i] == group)
            planned += figures_planned(b->figures, b->dimension, i);
    }
    if (planned)
        buf_printf(b->json, ", \"planned\": %lld", (long long)planned);
}

static void add_columns(const struct breakdown *b)
{
    const struct release_cell cell = {b->figures, 0, b->dimension};

    for (size_t i = 0; i < b->columns.count; i++) {
        buf_puts(b->json, i ? ",\n  {\"values\": [" : "\n  {\"values\": [");
        grouping_json(b->json, &b->columns, i, release_column_name, &cell);
        buf_printf(b->json, "], \"n\": %lld", (long long)b->columns.n[i]);
        add_planned(b, i);
        buf_puts(b->json, "}");
        buf_puts(b->csv, ",,");
        grouping_csv(b->csv, &b->columns, i, release_column_name, &cell, ",");
        buf_printf(b->csv, "%lld\r\n", (long long)b->columns.n[i]);
    }
}

/* Only a question whose people fall into one category each is crossed. */
static bool is_crossed(const struct figure_question *q)
{
    return q->is_choice && !q->is_multiple && q->class != FIELD_CLOSED;
}

static void add_questions(struct breakdown *b)
{
    const char *comma = "\n  ";

    for (size_t q = 0; q < figures_questions(b->figures); q++) {
        struct crossing c = {.question = q};
        if (!is_crossed(figures_question(b->figures, q)))
            continue;
        cross(b, &c);
        buf_puts(b->json, comma);
        comma = ",\n  ";
        add_json(b, &c);
        add_csv(b, &c);
        clear_crossing(&c);
    }
}

void release_breakdown(struct buf *json, struct buf *csv,
                       const struct release *release, enum dimension dimension)
{
    struct breakdown b = {.figures = release->figures,
                          .dimension = dimension,
                          .json = json,
                          .csv = csv};
    size_t columns = figures_columns(b.figures, dimension);
    int64_t *margin = xcalloc(columns + 1, sizeof *margin);

    figures_margin(b.figures, dimension, margin);
    grouping_init(&b.columns, margin, columns);
    free(margin);
    buf_printf(json,
               "{\n \"by\": \"%s\",\n \"release\": %lld,\n \"columns\": [",
               dimension_name(dimension), (long long)release->number);
    buf_printf(csv, "question,values,%s,n\r\n", dimension_name(dimension));
    add_columns(&b);
    buf_puts(json, "],\n \"questions\": [");
    add_questions(&b);
    buf_puts(json, "]\n}\n");
    grouping_clear(&b.columns);
}
