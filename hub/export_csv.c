/* CSV as RFC 4180 writes it: UTF-8, commas, quotes doubled, CRLF. After a
 * cursor it has the column "gone": a row with a value there says that an
 * answer is to be taken out of a mirror, the first 16 bytes of SHA-256 of its
 * key, in hex. */
#include "exporting.h"

#include "archive.h"
#include "base/stamp.h"
#include "plan.h"
#include "projection.h"
#include "review.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Each byte of an export passes here. */
static const bool PARTS[UCHAR_MAX + 1] = {
    [','] = true, ['"'] = true, ['\n'] = true, ['\r'] = true};

static bool needs_quotes(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (PARTS[(unsigned char)text[i]])
            return true;
    }
    return size && (text[0] == ' ' || text[size - 1] == ' ');
}

static void add_quoted(struct buf *out, const char *text, size_t size)
{
    buf_putc(out, '"');
    while (size) {
        const char *quote = memchr(text, '"', size);
        size_t run = quote ? (size_t)(quote - text) + 1 : size;
        buf_add(out, text, run);
        if (quote)
            buf_putc(out, '"');
        text += run;
        size -= run;
    }
    buf_putc(out, '"');
}

void export_csv_field(struct buf *out, const char *text, size_t size)
{
    if (needs_quotes(text, size))
        add_quoted(out, text, size);
    else
        buf_add(out, text, size);
}

/* A spreadsheet runs cells that begin like this (OWASP, "CSV Injection"). */
static bool is_formula(const char *text, size_t size)
{
    return size && strchr("=+-@\t\r", text[0]);
}

/* Answers are text from outside; numbers of number questions are not. */
static void add_answer(struct buf *out, const struct export_row *row,
                       const struct plan_column *column, const char *text,
                       size_t size)
{
    char guarded[2] = "'";

    if (!row->options->spreadsheet || column->is_number ||
        !is_formula(text, size)) {
        export_csv_field(out, text, size);
        return;
    }
    struct buf copy;
    buf_init(&copy, 0);
    buf_puts(&copy, guarded);
    buf_add(&copy, text, size);
    export_csv_field(out, copy.data, copy.size);
    buf_clear(&copy);
}

static void add_name(struct buf *out, const struct plan_column *column,
                     const struct option *option, bool labels)
{
    struct buf name;

    buf_init(&name, 0);
    buf_puts(&name, labels && *column->label ? column->label : column->name);
    if (option)
        buf_printf(&name, "/%s", labels ? option->label : option->value);
    export_csv_field(out, buf_text(&name), name.size);
    buf_clear(&name);
}

void export_csv_header(struct buf *out, const struct plan *plan,
                       const struct export_options *options)
{
    buf_puts(out, plan_is_main(plan)
                      ? "key,received,station,version,state,review"
                      : "key,line,parent_line");
    if (exporting_changes(options))
        buf_puts(out, ",gone");
    for (size_t i = 0; i < plan_columns_count(plan); i++) {
        const struct plan_column *column = plan_column(plan, i);
        bool is_split = options->split && column->is_multiple;
        buf_putc(out, ',');
        add_name(out, column, NULL, options->labels);
        for (size_t k = 0; is_split && k < column->options_count; k++) {
            buf_putc(out, ',');
            add_name(out, column, &column->options[k], options->labels);
        }
    }
    buf_puts(out, "\r\n");
}

void export_labels(struct buf *out, const struct plan *plan, size_t column,
                   struct cell cell)
{
    const struct plan_column *c = plan_column(plan, column);
    const char *at = cell.text, *end = cell.text + cell.size, *parting = "";

    while (at < end) {
        const char *blank =
            c->is_multiple ? memchr(at, ' ', (size_t)(end - at)) : NULL;
        const char *stop = blank ? blank : end;
        size_t size = (size_t)(stop - at);
        const struct option *option = plan_option(c, at, size);
        buf_puts(out, parting);
        if (option && *option->label)
            buf_puts(out, option->label);
        else
            buf_add(out, at, size);
        parting = "; ";
        at = stop + 1;
    }
}

static void add_labels(struct buf *out, const struct export_row *row, size_t i,
                       struct cell cell)
{
    struct buf joined;

    buf_init(&joined, 0);
    export_labels(&joined, row->plan, i, cell);
    add_answer(out, row, plan_column(row->plan, i), buf_text(&joined),
               joined.size);
    buf_clear(&joined);
}

static void add_split(struct buf *out, const struct plan_column *column,
                      struct cell cell)
{
    for (size_t k = 0; k < column->options_count; k++) {
        buf_putc(out, ',');
        if (cell.text)
            buf_putc(out,
                     cell_has_word(cell, column->options[k].value) ? '1' : '0');
    }
}

static void add_cell(struct buf *out, const struct export_row *row, size_t i)
{
    const struct plan_column *column = plan_column(row->plan, i);
    struct cell cell = row->cells[i];

    buf_putc(out, ',');
    if (cell.text && row->options->labels && column->is_select)
        add_labels(out, row, i, cell);
    else if (cell.text)
        add_answer(out, row, column, cell.text, cell.size);
    if (row->options->split && column->is_multiple)
        add_split(out, column, cell);
}

static void add_front(struct buf *out, const struct export_row *row)
{
    const struct flat *flat = row->flat;
    char received[STAMP_TEXT_SIZE];

    export_csv_field(out, row->id.text ? row->id.text : "", row->id.size);
    if (!plan_is_main(row->plan)) {
        buf_printf(out, ",%lld,%lld", (long long)flat->line + 1,
                   (long long)flat->parent + 1);
        return;
    }
    const char *station = plan_station(row->plan, flat->station);
    const char *version = plan_version(row->plan, flat->form);
    stamp_print_utc(flat->received_ms, received);
    buf_putc(out, ',');
    buf_puts(out, received);
    buf_putc(out, ',');
    export_csv_field(out, station, strlen(station));
    buf_putc(out, ',');
    export_csv_field(out, version, strlen(version));
    buf_putc(out, ',');
    buf_puts(out, state_name((enum state)flat->state));
    buf_putc(out, ',');
    buf_puts(out, review_name((enum review)flat->review));
}

void export_csv_row(struct buf *out, const struct export_row *row)
{
    add_front(out, row);
    if (exporting_changes(row->options))
        buf_putc(out, ',');
    for (size_t i = 0; i < plan_columns_count(row->plan); i++)
        add_cell(out, row, i);
    buf_puts(out, "\r\n");
}

/* Empty but for its state and which answer it is. */
static enum err write_gone(void *context, const struct export_gone *gone)
{
    struct outlet *out = context;
    bool is_main = plan_is_main(gone->plan);

    buf_printf(&out->buf, "%s%s%s,%s", is_main ? ",,,," : ",,",
               is_main ? state_name(gone->state) : "", is_main ? "," : "",
               gone->hash);
    for (size_t i = 0; i < plan_columns_count(gone->plan); i++) {
        const struct plan_column *c = plan_column(gone->plan, i);
        size_t count =
            gone->options->split && c->is_multiple ? c->options_count + 1 : 1;
        while (count--)
            buf_putc(&out->buf, ',');
    }
    buf_puts(&out->buf, "\r\n");
    return outlet_pass(out);
}

static enum err write_row(void *context, const struct export_row *row)
{
    struct outlet *out = context;

    export_csv_row(&out->buf, row);
    return outlet_pass(out);
}

static const struct export_writer WRITER = {write_row, write_gone};

enum err export_csv(struct export *export)
{
    struct plan *plan;
    enum err err = exporting_plan(export, &plan);

    if (err)
        return err;
    export_csv_header(&export->out.buf, plan, export->options);
    err = exporting_rows(export, plan, &WRITER, &export->out);
    plan_free(plan);
    return err;
}
