#include "xlsform/workbook.h"

#include "base/arena.h"
#include "base/mem.h"
#include "messages.h"
#include "table.h"
#include "text.h"
#include "xlsform/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool ends_with(const char *name, const char *ending)
{
    size_t size = strlen(name);
    size_t tail = strlen(ending);
    return size >= tail && strcasecmp(name + size - tail, ending) == 0;
}

struct sheet *table_add_sheet(struct workbook *book, const char *name)
{
    if (book->sheets_count >= WORKBOOK_SHEETS_MAX)
        return NULL;

    book->sheets = mem_grow(book->sheets, book->sheets_count,
                            &book->sheets_capacity, sizeof(*book->sheets));
    struct sheet *sheet = &book->sheets[book->sheets_count++];
    *sheet = (struct sheet){.name = arena_strdup(book->arena, name)};
    return sheet;
}

struct sheet *table_sheet(struct workbook *book, const char *name)
{
    for (size_t i = 0; i < book->sheets_count; i++)
        if (strcmp(book->sheets[i].name, name) == 0)
            return &book->sheets[i];
    return table_add_sheet(book, name);
}

bool table_has_column(const struct sheet *sheet, int column)
{
    if (sheet->rows_count == 0)
        return true;
    const struct sheet_row *header = &sheet->rows[0];
    for (size_t i = 0; i < header->cells_count; i++)
        if (header->cells[i].column == column)
            return true;
    return false;
}

enum err table_add_row(struct workbook *book, struct sheet *sheet, int number,
                       const struct cell *cells, size_t count)
{
    sheet->last_number = number;
    if (count == 0)
        return ERR_NONE;

    book->cells_count += count;
    if (book->cells_count > WORKBOOK_CELLS_MAX ||
        sheet->rows_count >= WORKBOOK_ROWS_MAX)
        return ERR_LIMIT;

    sheet->rows = mem_grow(sheet->rows, sheet->rows_count,
                           &sheet->rows_capacity, sizeof(*sheet->rows));
    sheet->rows[sheet->rows_count++] = (struct sheet_row){
        .number = number,
        .cells = arena_memdup(book->arena, cells, count * sizeof(*cells)),
        .cells_count = count,
    };
    return ERR_NONE;
}

/* Spreadsheets like to save CSV in the alphabet of their own system. */
static bool is_utf8(const char *data, size_t size, struct problems *problems)
{
    const char *bad = text_bad_byte(data, size);
    if (!bad)
        return true;
    int line = 1;
    for (const char *p = data; p < bad; p++)
        line += *p == '\n';
    char number[16];
    snprintf(number, sizeof(number), "%d", line);
    problem_say(problems, MSG_NOT_UTF8, ((struct place){.sheet = ""}), number);
    return false;
}

static enum err read_by_kind(struct workbook *book, const char *name,
                             const char *data, size_t size,
                             struct problems *problems)
{
    if (size >= 4 && memcmp(data, "PK\003\004", 4) == 0)
        return table_read_xlsx(book, data, size, problems);

    struct place nowhere = {.sheet = ""};
    if (ends_with(name, ".xlsx") || ends_with(name, ".xlsm")) {
        problem_say(problems, MSG_NOT_A_WORKBOOK, nowhere);
        return ERR_FORMAT;
    }
    if (size >= 4 && memcmp(data, "\xD0\xCF\x11\xE0", 4) == 0) {
        problem_say(problems, MSG_OLD_EXCEL, nowhere);
        return ERR_FORMAT;
    }
    if (!is_utf8(data, size, problems))
        return ERR_FORMAT;
    if (ends_with(name, ".csv"))
        return table_read_csv(book, data, size, problems);
    return table_read_md(book, data, size, problems);
}

enum err workbook_read(const char *name, const char *data, size_t size,
                       struct problems *problems, struct workbook **out)
{
    struct workbook *book = xcalloc(1, sizeof(*book));
    book->arena = arena_new();
    enum err err = size > WORKBOOK_FILE_MAX
                       ? ERR_LIMIT
                       : read_by_kind(book, name, data, size, problems);
    if (err == ERR_LIMIT)
        problem_say(problems, MSG_TOO_LARGE, ((struct place){.sheet = ""}));
    if (err) {
        workbook_free(book);
        book = NULL;
    }
    *out = book;
    return err;
}

void workbook_free(struct workbook *workbook)
{
    if (!workbook)
        return;
    for (size_t i = 0; i < workbook->sheets_count; i++)
        free(workbook->sheets[i].rows);
    free(workbook->sheets);
    arena_free(workbook->arena);
    free(workbook);
}

const struct sheet *workbook_sheet(const struct workbook *workbook,
                                   const char *name)
{
    for (size_t i = 0; i < workbook->sheets_count; i++)
        if (strcasecmp(workbook->sheets[i].name, name) == 0)
            return &workbook->sheets[i];
    return NULL;
}
