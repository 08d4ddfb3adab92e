/* Excel workbooks: a sheet for each table, in constant memory. The door to
 * libxlsxwriter, which writes a file from its end too: so the workbook is
 * made in a file without a name and copied out. */
#include "exporting.h"

#include "archive.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "plan.h"
#include "projection.h"
#include "review.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    LONGEST_TEXT = 32767, /* of a cell; Excel takes no more */
    MOST_COLUMNS = 16384,
    LONGEST_NAME = 31, /* of a sheet */
    MOST_DIGITS = 15,  /* that Excel's numbers keep */
    CHUNK = 64 * 1024,
};

struct book {
    struct export *export;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *bold;
    lxw_row_t row;
    lxw_row_t most_rows;
    int part; /* of a table that fills several sheets, from 1 */
    lxw_col_t column;
    struct buf text;
};

/* Cut at a whole character when it is too long; the CSV has all of it. */
static void put_text(struct book *b, const char *text, size_t size,
                     lxw_format *format)
{
    if (b->column >= MOST_COLUMNS)
        return;
    if (size > LONGEST_TEXT) {
        size = LONGEST_TEXT;
        while (size && ((unsigned char)text[size] & 0xc0) == 0x80)
            size--;
    }
    buf_reset(&b->text);
    buf_add(&b->text, text, size);
    if (size)
        worksheet_write_string(b->sheet, b->row, b->column, buf_text(&b->text),
                               format);
    b->column++;
}

static void put_name(struct book *b, const char *text)
{
    put_text(b, text, strlen(text), b->bold);
}

/* Long numbers, such as of telephones, would lose digits as numbers. */
static bool read_number(struct cell cell, double *out)
{
    char copy[MOST_DIGITS + 3], *end;

    if (cell.size == 0 || cell.size > MOST_DIGITS)
        return false;
    memcpy(copy, cell.text, cell.size);
    copy[cell.size] = '\0';
    *out = strtod(copy, &end);
    return *end == '\0' && isfinite(*out);
}

static void put_cell(struct book *b, const struct export_row *row, size_t i)
{
    const struct plan_column *column = plan_column(row->plan, i);
    struct cell cell = row->cells[i];
    double number;

    if (!cell.text) {
        b->column++;
    } else if (column->is_number && read_number(cell, &number)) {
        if (b->column < MOST_COLUMNS)
            worksheet_write_number(b->sheet, b->row, b->column, number, NULL);
        b->column++;
    } else if (row->options->labels && column->is_select) {
        struct buf labels;
        buf_init(&labels, 0);
        export_labels(&labels, row->plan, i, cell);
        put_text(b, buf_text(&labels), labels.size, NULL);
        buf_clear(&labels);
    } else {
        put_text(b, cell.text, cell.size, NULL);
    }
}

static void put_split(struct book *b, const struct plan_column *column,
                      struct cell cell)
{
    for (size_t k = 0; k < column->options_count; k++, b->column++) {
        if (cell.text && b->column < MOST_COLUMNS)
            worksheet_write_number(
                b->sheet, b->row, b->column,
                cell_has_word(cell, column->options[k].value), NULL);
    }
}

static void put_heads(struct book *b, const struct plan *plan)
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
    b->row++;
}

/* Excel's names are short and have no signs of its formulas. */
static void name_sheet(const struct book *b, const struct plan *plan,
                       char out[LONGEST_NAME + 1])
{
    char tail[16] = "";

    if (b->part > 1)
        snprintf(tail, sizeof tail, " (%d)", b->part);
    int room = LONGEST_NAME - (int)strlen(tail);
    snprintf(out, LONGEST_NAME + 1, "%.*s%s", room, plan_name(plan), tail);
    for (char *c = out; *c; c++) {
        if (strchr("[]:*?/\\'", *c) || (unsigned char)*c >= 0x80)
            *c = '_';
    }
}

static enum err begin_sheet(struct book *b, const struct plan *plan)
{
    char name[LONGEST_NAME + 1];

    b->part++;
    name_sheet(b, plan, name);
    b->sheet = workbook_add_worksheet(b->workbook, name);
    if (!b->sheet) /* two tables of one name */
        b->sheet = workbook_add_worksheet(b->workbook, NULL);
    if (!b->sheet) {
        log_error("the workbook takes no further sheet");
        return ERR_IO;
    }
    b->row = 0;
    b->column = 0;
    worksheet_freeze_panes(b->sheet, 1, 1);
    put_heads(b, plan);
    return ERR_NONE;
}

static void put_front(struct book *b, const struct export_row *row)
{
    const struct flat *flat = row->flat;
    char received[STAMP_TEXT_SIZE];

    put_text(b, row->id.text ? row->id.text : "", row->id.size, NULL);
    if (!plan_is_main(row->plan)) {
        worksheet_write_number(b->sheet, b->row, b->column++,
                               (double)flat->line + 1, NULL);
        worksheet_write_number(b->sheet, b->row, b->column++,
                               (double)flat->parent + 1, NULL);
        return;
    }
    stamp_print_utc(flat->received_ms, received);
    const char *const texts[] = {received,
                                 plan_station(row->plan, flat->station),
                                 plan_version(row->plan, flat->form),
                                 state_name((enum state)flat->state),
                                 review_name((enum review)flat->review)};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        put_text(b, texts[i], strlen(texts[i]), NULL);
}

static enum err write_row(void *context, const struct export_row *row)
{
    struct book *b = context;

    if (b->row == b->most_rows) {
        enum err err = begin_sheet(b, row->plan);
        if (err)
            return err;
    }
    b->column = 0;
    put_front(b, row);
    for (size_t i = 0; i < plan_columns_count(row->plan); i++) {
        const struct plan_column *column = plan_column(row->plan, i);
        put_cell(b, row, i);
        if (row->options->split && column->is_multiple)
            put_split(b, column, row->cells[i]);
    }
    b->row++;
    return ERR_NONE;
}

static const struct export_writer WRITER = {write_row, NULL};

static enum err write_table(void *context, const struct plan *plan)
{
    struct book *b = context;

    b->part = 0;
    enum err err = begin_sheet(b, plan);
    return err ? err : exporting_rows(b->export, plan, &WRITER, b);
}

static enum err copy_out(struct export *e, int fd)
{
    ssize_t n;

    if (lseek(fd, 0, SEEK_SET) < 0)
        return ERR_IO;
    do {
        char *room = buf_reserve(&e->out.buf, CHUNK);
        n = read(fd, room, CHUNK);
        if (n > 0)
            buf_commit(&e->out.buf, (size_t)n);
        enum err err = outlet_pass(&e->out);
        if (err)
            return err;
    } while (n > 0 || (n < 0 && errno == EINTR));
    return n < 0 ? ERR_IO : ERR_NONE;
}

static enum err fill(struct book *b, const char *folder, int fd)
{
    char path[32];
    lxw_workbook_options options = {.constant_memory = 1,
                                    .tmpdir = (char *)(uintptr_t)folder,
                                    .use_zip64 = 1};

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    b->workbook = workbook_new_opt(path, &options);
    b->bold = workbook_add_format(b->workbook);
    format_set_bold(b->bold);
    enum err err = exporting_tables(b->export, write_table, b);
    /* A workbook needs a sheet to be closed, and closing frees it. */
    if (!b->sheet)
        workbook_add_worksheet(b->workbook, NULL);
    lxw_error closed = workbook_close(b->workbook);
    if (closed && !err) {
        log_error("the workbook cannot be written: %s", lxw_strerror(closed));
        err = errno == ENOSPC ? ERR_FULL : ERR_IO;
    }
    return err;
}

enum err export_xlsx(struct export *export)
{
    struct book b = {.export = export, .most_rows = LXW_ROW_MAX};
    char *folder = file_join(export->archive->folder, "incoming");
    char *path = file_join(folder, "workbook.XXXXXX");
    int fd = mkstemp(path);
    enum err err = fd < 0 ? ERR_IO : ERR_NONE;

    if (export->options->sheet_rows)
        b.most_rows = (lxw_row_t) export->options->sheet_rows;
    buf_init(&b.text, 0);
    if (err)
        log_error("%s: %s", path, strerror(errno));
    else if (!unlink(path))
        err = fill(&b, folder, fd);
    if (!err)
        err = copy_out(export, fd);
    if (fd >= 0)
        close(fd);
    buf_clear(&b.text);
    free(path);
    free(folder);
    return err;
}
