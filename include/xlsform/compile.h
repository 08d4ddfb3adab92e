/* XLSForm to XForm: a spreadsheet in, the document that lib/form loads out. */
#ifndef XLSFORM_COMPILE_H
#define XLSFORM_COMPILE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct problems;

struct compile_options {
    const char *root_name;   /* of the primary instance; NULL or "": "data" */
    const char *fallback_id; /* form id when settings give none */
    const char *language;    /* of texts without one; NULL or "": "default" */
};

/* Whether a file of this name is a spreadsheet that compile_file reads. */
bool compile_knows_file(const char *name);

/* Compiles the bytes of a .xlsx, .md or .csv file named name into *out and
 * the choices for external selects, when there are any, into *itemsets (CSV;
 * may be NULL). ERR_FORMAT with at least one error in problems when it is not
 * a form; warnings are noted there too. */
MUST_USE enum err compile_workbook(const char *name, const char *data,
                                   size_t size,
                                   const struct compile_options *options,
                                   struct problems *problems, struct buf *out,
                                   struct buf *itemsets);

/* The same, reading the file at path. */
MUST_USE enum err compile_file(const char *path,
                               const struct compile_options *options,
                               struct problems *problems, struct buf *out,
                               struct buf *itemsets);

#endif
