/* Releases: the public figures of a form as numbered folders of immutable
 * files, PUBLICATIONS/releases/FORM/NUMBER. A new one is made only when at
 * least RELEASE_STEP people came or left since the last; a breakdown by
 * place, part of the day or language moves only when each of its columns
 * that moved did so by as many, and is otherwise carried over as it was. So
 * whoever subtracts one release from another learns of groups, never of a
 * few. Release 0 holds no figures: codebook and a synthetic sample, for those
 * who begin before there are answers. */
#ifndef HUB_RELEASE_H
#define HUB_RELEASE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct reading;
struct models;
struct words;

enum { RELEASE_STEP = 10 };

/* Who publishes, and in which words; without words there are no pages. */
struct publisher {
    struct archive *archive;
    struct models *models;
    const struct words *words;
    const char *name; /* what the pages call the hub */
    /* Folder of the release's files, which the holder of an encrypted form's
     * key has made of a copy; NULL: they are made here. */
    const char *ready;
};

/* Makes the next release of a form and says its number; *number is -1 when
 * there is none to make, and *missing how many people it takes still, or -1
 * when answers were deleted by schedule and the last release stands for good.
 * ERR_MISSING when the form is unknown, ERR_FORMAT when its id cannot be the
 * name of a folder, ERR_DENIED when the form is encrypted and nothing opens it
 * (archive's opener), ERR_CONFLICT when the files that are ready are of
 * another number or of other answers than are here; each logged. */
MUST_USE enum err release_make(const struct publisher *by, const char *form_id,
                               int64_t *number, int64_t *missing);
/* How many people it takes until the next release may be made, as *missing of
 * release_make; -1 when answers were deleted by schedule. */
MUST_USE enum err release_missing(struct archive *archive,
                                  const struct reading *now, int64_t *missing);
/* The last release of a form, -1 when there is none. */
MUST_USE enum err release_last(struct archive *archive, const char *form_id,
                               int64_t *number);

/* Copies the last release of a form, byte for byte, to the folder
 * FORM-release-NUMBER in `folder`. ERR_MISSING (logged) when there is none. */
MUST_USE enum err release_copy(struct archive *archive, const char *form_id,
                               const char *folder, int64_t *number);

/* Copies every file of a folder to another, which is made. */
MUST_USE enum err release_copy_files(const char *from, const char *to);

/* The folder of everything that is public, PUBLICATIONS; made when it is not
 * there. The caller frees *out. */
MUST_USE enum err publications_folder(struct archive *archive, char **out);

#endif
