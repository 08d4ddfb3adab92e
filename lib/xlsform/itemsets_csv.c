#include "itemsets_csv.h"

#include "base/buf.h"

static void write_cell(struct buf *out, const char *text, bool first)
{
    if (!first)
        buf_putc(out, ',');
    buf_putc(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            buf_putc(out, '"');
        buf_putc(out, *p);
    }
    buf_putc(out, '"');
}

static const char *cell_at(const struct sheet_row *row, int column)
{
    for (size_t i = 0; i < row->cells_count; i++)
        if (row->cells[i].column == column)
            return row->cells[i].text;
    return "";
}

static bool is_asked_for(const struct form *form)
{
    for (struct element *e = form->root; e; e = form_next(e, form->root))
        if (e->query)
            return true;
    return false;
}

void itemsets_csv_write(struct form *form, struct buf *out)
{
    const struct sheet *sheet = form->external_sheet;
    if (!sheet || sheet->rows_count == 0 || !is_asked_for(form))
        return;
    const struct sheet_row *header = &sheet->rows[0];
    for (size_t i = 0; i < sheet->rows_count; i++) {
        for (size_t j = 0; j < header->cells_count; j++)
            write_cell(out, cell_at(&sheet->rows[i], header->cells[j].column),
                       j == 0);
        buf_puts(out, "\r\n");
    }
}
