/* A form that came as a spreadsheet (XLSForm) is compiled before it is
 * published. */
#ifndef HUB_SPREADSHEET_H
#define HUB_SPREADSHEET_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* The folder of what is said of spreadsheets, in other languages; the caller
 * frees it. */
char *spreadsheet_messages(void);
/* Whether a file of that name is a spreadsheet. */
bool spreadsheet_is(const char *name);
/* "forms/barrio.xlsx" -> "barrio", the id of a form that gives none; freed by
 * the caller. */
char *spreadsheet_stem(const char *name);
/* Appends the XForm to document, the choices of external selects, if any, to
 * itemsets, and to said what is wrong, a line each, in the language (NULL:
 * English). ERR_FORMAT when it is no form. */
MUST_USE enum err spreadsheet_compile(const char *name, const char *data,
                                      size_t size, const char *language,
                                      struct buf *document,
                                      struct buf *itemsets, struct buf *said);

#endif
