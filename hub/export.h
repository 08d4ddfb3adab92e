/* Answers leave: one table of a form, streamed row by row from the
 * projection as CSV (RFC 4180, UTF-8) or JSON lines. */
#ifndef HUB_EXPORT_H
#define HUB_EXPORT_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "cells.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct flat;
struct models;
struct plan;

struct export_options {
    const char *form_id;
    const char *table;    /* NULL: the main one */
    const char *language; /* of labels; NULL: the form's default */
    bool labels;          /* of choices instead of their values */
    bool split;           /* several choices: one 1/0 column each */
    bool all_states;      /* not only accepted ones */
    bool spreadsheet;     /* cells that a spreadsheet would run get a ' */
    bool json;            /* JSON lines instead of CSV */
    int64_t after;        /* only responses above this number */
};

/* Brings the projection up to date and writes the table to a descriptor.
 * ERR_MISSING when form or table are unknown, ERR_IO when it cannot be
 * written (a reader that went away is not logged). */
MUST_USE enum err export_table(struct archive *archive, struct models *models,
                               const struct export_options *options, int fd);

/* What the writers of each format get. */
struct export_row {
    const struct plan *plan;
    const struct export_options *options;
    const struct flat *flat;
    struct cell id;
    const struct cell *cells; /* one for each column of the plan */
};

/* Appends the header and a row. */
void export_csv_header(struct buf *out, const struct plan *plan,
                       const struct export_options *options);
/* Appends a row of CSV. */
void export_csv_row(struct buf *out, const struct export_row *row);
/* Appends a row as one line of JSON. */
void export_json_row(struct buf *out, const struct export_row *row);

#endif
