/* A workbook as the compiler sees it: sheets of rows of cells, all text,
 * whichever file it came from (.xlsx, a Markdown table, sheet-prefixed CSV). */
#ifndef XLSFORM_WORKBOOK_H
#define XLSFORM_WORKBOOK_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct problems;

/* What a workbook may hold at most; more is refused with ERR_LIMIT. */
enum {
    WORKBOOK_FILE_MAX = 16 * 1024 * 1024,
    WORKBOOK_SHEETS_MAX = 64,
    WORKBOOK_COLUMNS_MAX = 1024,
    WORKBOOK_ROWS_MAX = 100000,
    WORKBOOK_CELLS_MAX = 1000000,
    WORKBOOK_CELL_BYTES_MAX = 64 * 1024
};

struct cell {
    int column; /* from 0; ascending within its row */
    const char *text;
};

struct sheet_row {
    int number; /* as people count: the header is row 1 */
    struct cell *cells;
    size_t cells_count;
};

struct sheet {
    const char *name;
    struct sheet_row *rows; /* the header first; rows without cells left out */
    size_t rows_count;
    size_t rows_capacity;
    int last_number; /* of the last row, left out or not */
};

struct workbook {
    struct arena *arena; /* holds every text */
    struct sheet *sheets;
    size_t sheets_count;
    size_t sheets_capacity;
    size_t cells_count;
};

/* Reads the bytes of a file; its kind is told by the content, then by the
 * name's ending. The caller frees *out with workbook_free. What is wrong is
 * noted in problems. */
MUST_USE enum err workbook_read(const char *name, const char *data, size_t size,
                                struct problems *problems,
                                struct workbook **out);
/* NULL is accepted. */
void workbook_free(struct workbook *workbook);

/* The sheet of that name, in whatever case, or NULL. */
const struct sheet *workbook_sheet(const struct workbook *workbook,
                                   const char *name);

#endif
