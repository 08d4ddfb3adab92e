/* Growing a workbook, for its readers. Private to lib/xlsform. */
#ifndef XLSFORM_TABLE_H
#define XLSFORM_TABLE_H

#include "xlsform/workbook.h"

#include <stdbool.h>

struct problems;

/* A new sheet at the end; NULL when there are too many. */
struct sheet *table_add_sheet(struct workbook *book, const char *name);
/* The sheet of exactly that name, added when there is none. */
struct sheet *table_sheet(struct workbook *book, const char *name);
/* Adds a row of cells (copied shallowly) under its number, or counts it only
 * when it has no cells. ERR_LIMIT when the workbook is too large. */
MUST_USE enum err table_add_row(struct workbook *book, struct sheet *sheet,
                                int number, const struct cell *cells,
                                size_t count);

/* Whether the sheet's header has a cell in the column. What stands elsewhere
 * in a workbook is people's own scribbling. */
bool table_has_column(const struct sheet *sheet, int column);

/* Reads a whole file into the workbook: a Markdown table whose first column
 * names the sheet. */
MUST_USE enum err table_read_md(struct workbook *book, const char *data,
                                size_t size, struct problems *problems);
/* The same for CSV, with the same first column. */
MUST_USE enum err table_read_csv(struct workbook *book, const char *data,
                                 size_t size, struct problems *problems);
/* The same for .xlsx: a zip of XML parts. */
MUST_USE enum err table_read_xlsx(struct workbook *book, const char *data,
                                  size_t size, struct problems *problems);

#endif
