/* Answers leave: a form's tables, streamed from the projection in the form
 * that whoever reads them needs. */
#ifndef HUB_EXPORT_H
#define HUB_EXPORT_H

#include "base/attr.h"
#include "base/err.h"
#include "cursor.h"
#include "permission.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct export;
struct filter;
struct models;

struct export_options {
    const char *form_id;
    const char *format;    /* a name of EXPORT_FORMATS; NULL: csv */
    const char *table;     /* NULL: the main one, or all where all fit in */
    const char *language;  /* of labels; NULL: the form's default */
    struct filter *filter; /* NULL: accepted answers; it is bound here */
    struct cursor after;   /* only what came or changed since */
    struct cursor upto;    /* and until then; 0: no end */
    struct areas areas;    /* only answers of stations there */
    bool labels;           /* of choices instead of their values */
    bool split;            /* several choices: one 1/0 column each */
    bool spreadsheet;      /* cells that a spreadsheet would run get a ' */
    bool closed_text;      /* free text only of approved answers */
    bool awaits;           /* a hub that serves projects, not the export */
    bool progress;         /* is told on standard output, see progress.h */
    bool raw;              /* files: with the documents as they came */
    size_t sheet_rows;     /* of an xlsx sheet; 0: as many as there may be */
};

struct export_format {
    const char *name;   /* as on the command line */
    const char *ending; /* of its file and its address */
    const char *type;   /* media type */
    enum err (*run)(struct export *export);
};
extern const struct export_format EXPORT_FORMATS[];
extern const size_t EXPORT_FORMATS_COUNT;

/* The format of a name; NULL when there is none. */
const struct export_format *export_format(const char *name);

/* Brings the projection up to date and writes to a descriptor. ERR_MISSING
 * when form, table or a column of the filter are unknown, ERR_FORMAT for an
 * unknown format, ERR_IO when it cannot be written. */
MUST_USE enum err export_run(struct archive *archive, struct models *models,
                             const struct export_options *options, int fd);

#endif
