/* An export at work, as the writers of its formats see it. */
#ifndef HUB_EXPORTING_H
#define HUB_EXPORTING_H

#include "archive.h"
#include "base/attr.h"
#include "base/digest.h"
#include "base/err.h"
#include "cells.h"
#include "cursor.h"
#include "export.h"
#include "outlet.h"
#include "progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct flat;
struct plan;

struct export
{
    struct archive *archive;
    struct models *models;
    const struct export_options *options;
    struct filter *filter;
    struct outlet out;
    struct progress progress;
    bool is_counted; /* what there is to read: progress has begun */
    /* Whose answers the filter takes, in order; NULL: not asked yet. */
    int64_t *numbers;
    size_t numbers_count, numbers_capacity;
};

/* A row as the writers get it; borrowed for the call. */
struct export_row {
    const struct plan *plan;
    const struct export_options *options;
    const struct flat *flat;
    struct cell id;
    struct cursor after;      /* where an export that stopped here goes on */
    const struct cell *cells; /* one for each column of the plan */
};

/* An answer that changed since the cursor and is not among what is asked for:
 * erased, replaced, or no longer what the filter takes. Named by its key,
 * since of an erased one nothing else is left; borrowed for the call. */
struct export_gone {
    const struct plan *plan;
    const struct export_options *options;
    char hash[2 * RESPONSE_KEY_SIZE + 1];
    enum state state;
    struct cursor after;
};

/* What a format does with them. */
struct export_writer {
    enum err (*row)(void *context, const struct export_row *row);
    /* NULL when the format has no word for it. */
    enum err (*gone)(void *context, const struct export_gone *gone);
};

/* Visits the rows of a table that the filter takes: what changed since the
 * cursor asked for, then what came since, each in order. */
MUST_USE enum err exporting_rows(struct export *export, const struct plan *plan,
                                 const struct export_writer *writer,
                                 void *context);
/* Whether the export goes on after a cursor, so that rows may be gone. */
bool exporting_changes(const struct export_options *options);
/* Visits the plan of the table asked for or, when none was, of every table
 * that the form ever had, the main one first. */
MUST_USE enum err exporting_tables(struct export *export,
                                   enum err (*visit)(void *context,
                                                     const struct plan *plan),
                                   void *context);
/* The plan of the one table asked for, or the main one; freed by the
 * caller. */
MUST_USE enum err exporting_plan(struct export *export, struct plan **out);

/* Appends the header and a row of CSV. */
void export_csv_header(struct buf *out, const struct plan *plan,
                       const struct export_options *options);
/* Appends a row of CSV (RFC 4180). */
void export_csv_row(struct buf *out, const struct export_row *row);
/* Appends one field of CSV, in quotes where it needs them. */
void export_csv_field(struct buf *out, const char *text, size_t size);
/* Appends what the archive knows of an answer as members of a JSON object. */
void export_json_front(struct buf *out, const struct export_row *row);
/* Appends the labels of a cell's choices, parted by "; ". */
void export_labels(struct buf *out, const struct plan *plan, size_t column,
                   struct cell cell);

/* The formats of EXPORT_FORMATS. */
MUST_USE enum err export_csv(struct export *export);
MUST_USE enum err export_jsonl(struct export *export);
MUST_USE enum err export_geojson(struct export *export);
MUST_USE enum err export_xlsx(struct export *export);
MUST_USE enum err export_files(struct export *export);
MUST_USE enum err export_package(struct export *export);

#endif
