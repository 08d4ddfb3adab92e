/* Publications: everything that travels down to stations. Forms and their
 * media come from the formbook; all else is put here, replaced whole, and
 * travels under the same signed manifest (wire/edition.h):
 *
 *   enum err err = archive_begin(archive);
 *   if (!err)
 *       err = archive_end(archive, edition_put(archive, &(struct publication){
 *           PUBLICATION_BULLETIN, "barrio.atom", bytes, size, now_ms}));
 *
 * A station then has the file, verified and switched in with all others of
 * the edition, at store/published.h's published_path(data,
 * PUBLICATION_BULLETIN, "barrio.atom"); its programs read it there. A release
 * is as many files as it has, each with its own name (NAME.csv, NAME.json);
 * stations need not get more of it than they show.
 *
 * Whoever changes what is published calls edition_touch in the same
 * transaction; edition_put and edition_remove do. */
#ifndef HUB_EDITION_H
#define HUB_EDITION_H

#include "base/attr.h"
#include "base/err.h"
#include "record/publication.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct buf;
struct config;
struct visit;

struct publication {
    enum publication_kind kind; /* any but form and media */
    const char *name;           /* of the file: file_name_is_safe */
    const void *body;           /* NULL where only size is told */
    size_t size;
    int64_t changed_ms;
};

enum { EDITION_LARGEST_FILE = 16 * 1024 * 1024 };

/* Adds or replaces a publication, inside a transaction; the same bytes again
 * change nothing. ERR_FORMAT for a kind that belongs to the formbook or a
 * name that is no safe file name, ERR_LIMIT beyond EDITION_LARGEST_FILE. */
MUST_USE enum err edition_put(struct archive *archive,
                              const struct publication *publication);
/* Withdraws it, inside a transaction; ERR_MISSING when there is none. */
MUST_USE enum err edition_remove(struct archive *archive,
                                 enum publication_kind kind, const char *name);
/* Says that forms, media, audiences or keys changed, inside a transaction: the
 * next station that asks gets a new edition. */
MUST_USE enum err edition_touch(struct archive *archive);
/* Visits the publications of a kind by name, without their bodies. */
MUST_USE enum err
edition_each(struct archive *archive, enum publication_kind kind,
             void (*visit)(void *context, const struct publication *p),
             void *context);
/* Appends a publication's bytes; ERR_MISSING when there is none. */
MUST_USE enum err edition_body(struct archive *archive,
                               enum publication_kind kind, const char *name,
                               struct buf *out);

/* The number of a station's current edition and, with note not NULL, its
 * signed text; a new edition is made first when something changed. */
MUST_USE enum err edition_current(struct archive *archive,
                                  const struct config *config, int64_t station,
                                  int64_t *number, struct buf *note);

/* GET edition: the manifest, or 304. */
void edition_show(struct visit *visit);
/* GET edition/KIND/NAME: the bytes of what is no form's. */
void edition_show_file(struct visit *visit);

#endif
