/* Publishing a form: checked, kept as it is, current from then on. */
#ifndef HUB_PUBLISH_H
#define HUB_PUBLISH_H

#include "base/attr.h"
#include "base/err.h"
#include "formbook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct buf;
struct schedule;
struct visit;
struct xform;

struct publishing {
    const char *who;            /* for the audit log */
    const char *name;           /* of the file, for messages */
    const char *folder;         /* of media, NULL: none */
    const char *language;       /* of what is said of a spreadsheet; NULL: en */
    const struct buf *itemsets; /* made from a spreadsheet; NULL: none */
    /* From when to when, and where, in the same transaction; NULL: as the form
     * had it before. */
    const struct schedule *schedule;
    const int64_t *stations;
    size_t stations_count; /* 0: all stations */
};

/* Checks and publishes a document, which may be a spreadsheet; said gets what
 * to tell the person (in English): the form's id and version, or each problem
 * with its line. ERR_FORMAT when it is no usable form, ERR_CONFLICT when other
 * bytes were published under that version. */
MUST_USE enum err publish_document(struct archive *archive,
                                   const struct publishing *how,
                                   const char *data, size_t size,
                                   struct buf *said);
/* The same for a file on disk, with the media in "NAME-media" beside it. */
MUST_USE enum err publish_file(struct archive *archive, const char *path,
                               struct buf *said);
/* The same as somebody who says how; its name and folder are not read. */
MUST_USE enum err publish_file_as(struct archive *archive,
                                  const struct publishing *how,
                                  const char *path, struct buf *said);

/* Whether other bytes than these were published under that id and version. */
MUST_USE enum err publish_is_taken(struct archive *archive,
                                   const struct xform *form,
                                   const struct buf *document, bool *out);

/* GET forms/new: the page that takes a file. */
void publish_ask(struct visit *visit);
/* POST forms/new: checks the file and shows what is wrong, or stages it and
 * goes on to staged_page.h. */
void publish_take(struct visit *visit);

#endif
