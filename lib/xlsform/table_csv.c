/* CSV where column 1, when filled, names the sheet of the rows below. */
#include "table.h"

#include "base/arena.h"
#include "base/buf.h"
#include "messages.h"
#include "text.h"
#include "xlsform/problem.h"

#include <string.h>

struct reader {
    struct workbook *book;
    struct sheet *sheet;
    struct cell cells[WORKBOOK_COLUMNS_MAX];
    size_t count;
    int column; /* -1: where the sheet's name may stand */
    const char *name;
};

static void end_field(struct reader *reader, struct buf *field)
{
    char *text = text_trim(
        text_replace(reader->book->arena, buf_text(field), TEXT_NBSP, " "));
    if (reader->column < 0)
        reader->name = text;
    else if (*text && reader->column < WORKBOOK_COLUMNS_MAX)
        reader->cells[reader->count++] = (struct cell){reader->column, text};
    reader->column++;
    buf_reset(field);
}

static enum err end_record(struct reader *reader)
{
    enum err err = ERR_NONE;
    if (*reader->name)
        reader->sheet = table_sheet(reader->book, reader->name);
    if (*reader->name && !reader->sheet)
        err = ERR_LIMIT;
    if (!err && reader->sheet && reader->count > 0)
        err = table_add_row(reader->book, reader->sheet,
                            reader->sheet->last_number + 1, reader->cells,
                            reader->count);
    reader->count = 0;
    reader->column = -1;
    reader->name = "";
    return err;
}

/* Reads a quoted run from after its quote; returns where it ends. */
static const char *quoted(const char *p, const char *end, struct buf *field)
{
    for (; p < end; p++) {
        if (*p == '"' && p + 1 < end && p[1] == '"')
            p++;
        else if (*p == '"')
            return p;
        buf_putc(field, *p);
    }
    return p;
}

enum err table_read_csv(struct workbook *book, const char *data, size_t size,
                        struct problems *problems)
{
    (void)problems;
    struct reader reader = {.book = book, .column = -1, .name = ""};
    struct buf field;
    enum err err = ERR_NONE;
    buf_init(&field, WORKBOOK_CELL_BYTES_MAX);
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        data += 3;
        size -= 3;
    }

    const char *end = data + size;
    for (const char *p = data; p < end && !err; p++) {
        if (*p == '"') {
            p = quoted(p + 1, end, &field);
        } else if (*p == ',') {
            end_field(&reader, &field);
        } else if (*p == '\n') {
            end_field(&reader, &field);
            err = end_record(&reader);
        } else if (*p != '\r') {
            buf_putc(&field, *p);
        }
        if (field.overflow)
            err = ERR_LIMIT;
    }
    if (!err) {
        end_field(&reader, &field);
        err = end_record(&reader);
    }
    buf_clear(&field);
    return err;
}
