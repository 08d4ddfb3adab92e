/* Excel workbooks: a sheet for each table, or several when it is long. */
#include "exporting.h"

#include "archive.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "plan.h"
#include "projection.h"
#include "review.h"
#include "sheets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct book {
    struct export *export;
    struct sheets *sheets;
    size_t rows, most_rows; /* of this sheet, its heading included */
    int part;               /* of a table that fills several sheets, from 1 */
};

static void put_text(struct book *b, const char *text)
{
    sheets_text(b->sheets, text, strlen(text), false);
}

static void put_name(struct book *b, const char *text)
{
    sheets_text(b->sheets, text, strlen(text), true);
}

static void put_count(struct book *b, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%lld", (long long)number);
    sheets_number(b->sheets, digits, strlen(digits));
}

static void put_cell(struct book *b, const struct export_row *row, size_t i)
{
    const struct plan_column *column = plan_column(row->plan, i);
    struct cell cell = row->cells[i];
    struct buf labels;

    if (!cell.text) {
        sheets_skip(b->sheets);
    } else if (column->is_number) {
        sheets_number(b->sheets, cell.text, cell.size);
    } else if (row->options->labels && column->is_select) {
        buf_init(&labels, 0);
        export_labels(&labels, row->plan, i, cell);
        put_text(b, buf_text(&labels));
        buf_clear(&labels);
    } else {
        sheets_text(b->sheets, cell.text, cell.size, false);
    }
}

static void put_split(struct book *b, const struct plan_column *column,
                      struct cell cell)
{
    for (size_t k = 0; k < column->options_count; k++) {
        if (cell.text)
            put_count(b, cell_has_word(cell, column->options[k].value));
        else
            sheets_skip(b->sheets);
    }
}

static enum err put_heads(struct book *b, const struct plan *plan)
{
    static const char *const MAIN[] = {"key",     "received", "station",
                                       "version", "state",    "review"};
    static const char *const REPEAT[] = {"key", "line", "parent_line"};
    const struct export_options *o = b->export->options;
    bool is_main = plan_is_main(plan);
    size_t count = is_main ? COUNT_OF(MAIN) : COUNT_OF(REPEAT);

    for (size_t i = 0; i < count; i++)
        put_name(b, is_main ? MAIN[i] : REPEAT[i]);
    for (size_t i = 0; i < plan_columns_count(plan); i++) {
        const struct plan_column *c = plan_column(plan, i);
        const char *name = o->labels && *c->label ? c->label : c->name;
        put_name(b, name);
        for (size_t k = 0; o->split && c->is_multiple && k < c->options_count;
             k++) {
            char *both = xasprintf("%s/%s", name,
                                   o->labels ? c->options[k].label
                                             : c->options[k].value);
            put_name(b, both);
            free(both);
        }
    }
    b->rows++;
    return sheets_row(b->sheets);
}

static enum err begin_sheet(struct book *b, const struct plan *plan)
{
    /* The number stays whole when Excel's 31 letters are too few. */
    enum { ROOM = 24 };
    char name[ROOM + 16];

    b->part++;
    b->rows = 0;
    if (b->part > 1)
        snprintf(name, sizeof name, "%.*s (%d)", ROOM, plan_name(plan),
                 b->part);
    enum err err =
        sheets_begin(b->sheets, b->part > 1 ? name : plan_name(plan));
    return err ? err : put_heads(b, plan);
}

static void put_front(struct book *b, const struct export_row *row)
{
    const struct flat *flat = row->flat;
    char received[STAMP_TEXT_SIZE];

    sheets_text(b->sheets, row->id.text, row->id.size, false);
    if (!plan_is_main(row->plan)) {
        put_count(b, flat->line + 1);
        put_count(b, flat->parent + 1);
        return;
    }
    stamp_print_utc(flat->received_ms, received);
    put_text(b, received);
    put_text(b, plan_station(row->plan, flat->station));
    put_text(b, plan_version(row->plan, flat->form));
    put_text(b, state_name((enum state)flat->state));
    put_text(b, review_name((enum review)flat->review));
}

static enum err write_row(void *context, const struct export_row *row)
{
    struct book *b = context;

    if (b->rows == b->most_rows || sheets_is_full(b->sheets)) {
        enum err err = begin_sheet(b, row->plan);
        if (err)
            return err;
    }
    put_front(b, row);
    for (size_t i = 0; i < plan_columns_count(row->plan); i++) {
        const struct plan_column *column = plan_column(row->plan, i);
        put_cell(b, row, i);
        if (row->options->split && column->is_multiple)
            put_split(b, column, row->cells[i]);
    }
    b->rows++;
    return sheets_row(b->sheets);
}

static const struct export_writer WRITER = {write_row, NULL};

static enum err write_table(void *context, const struct plan *plan)
{
    struct book *b = context;

    b->part = 0;
    enum err err = begin_sheet(b, plan);
    return err ? err : exporting_rows(b->export, plan, &WRITER, b);
}

enum err export_xlsx(struct export *export)
{
    struct book b = {.export = export,
                     .most_rows = export->options->sheet_rows};

    b.sheets = sheets_new(&export->out, stamp_now().wall_ms);
    enum err err = exporting_tables(export, write_table, &b);
    if (!err)
        err = sheets_finish(b.sheets);
    sheets_free(b.sheets);
    return err;
}
