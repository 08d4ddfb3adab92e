/* An Excel workbook (ECMA-376) that leaves while it is made, cell after cell
 * and row after row, in constant memory. Texts stand in their cells. */
#ifndef HUB_SHEETS_H
#define HUB_SHEETS_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outlet;
struct sheets;

/* What Excel takes. */
enum { SHEETS_MOST_ROWS = 1048576, SHEETS_MOST_COLUMNS = 16384 };

/* Begins a workbook; the outlet must outlive it. now_ms dates it. The caller
 * frees it with sheets_free. */
struct sheets *sheets_new(struct outlet *outlet, int64_t now_ms);
/* NULL is accepted; an unfinished workbook is none. */
void sheets_free(struct sheets *sheets);

/* Ends the sheet before and begins one, whose first row and column stay in
 * view. Its name is made one that Excel takes, unlike all before it. */
MUST_USE enum err sheets_begin(struct sheets *sheets, const char *name);
/* Whether another row would be too much for the sheet. */
bool sheets_is_full(const struct sheets *sheets);

/* The next cell of the row holds a text, in bold if it is a heading; cut at a
 * whole character when Excel would not take it. Beyond the last column cells
 * are left out. */
void sheets_text(struct sheets *sheets, const char *text, size_t size,
                 bool is_heading);
/* The next cell holds a number, given in its decimal digits; a text when it
 * is none or would lose digits. */
void sheets_number(struct sheets *sheets, const char *digits, size_t size);
/* The next cell stays empty. */
void sheets_skip(struct sheets *sheets);
/* Ends the row. */
MUST_USE enum err sheets_row(struct sheets *sheets);

/* Writes what makes it a workbook, and flushes. */
MUST_USE enum err sheets_finish(struct sheets *sheets);

#endif
