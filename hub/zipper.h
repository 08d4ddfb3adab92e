/* A zip file written from front to back, so that it can leave while it is
 * made (PKWARE APPNOTE 6.3.9, with ZIP64). */
#ifndef HUB_ZIPPER_H
#define HUB_ZIPPER_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct outlet;
struct zipper;

/* Begins a zip file; the outlet must outlive it. now_ms dates the entries.
 * The caller frees it with zipper_free. */
struct zipper *zipper_new(struct outlet *outlet, int64_t now_ms);
/* NULL is accepted; an unfinished zip file is no zip file. */
void zipper_free(struct zipper *zipper);

/* Begins an entry of any length, compressed; its name is a relative path. */
MUST_USE enum err zipper_begin(struct zipper *zipper, const char *name);
/* Begins one that will surely stay below 4 GiB, and says so: some spreadsheet
 * programs read no ZIP64. */
MUST_USE enum err zipper_begin_small(struct zipper *zipper, const char *name);
/* Adds to it. */
MUST_USE enum err zipper_add(struct zipper *zipper, const void *data,
                             size_t size);
/* Ends it. */
MUST_USE enum err zipper_end(struct zipper *zipper);
/* A whole entry, compressed. */
MUST_USE enum err zipper_text(struct zipper *zipper, const char *name,
                              const void *data, size_t size);
/* A whole entry, stored as it is: photos and sound do not get smaller.
 * ERR_MISSING (logged) when there is no such file. */
MUST_USE enum err zipper_file(struct zipper *zipper, const char *name,
                              const char *path);
/* Writes the directory, which makes it a zip file, and flushes. */
MUST_USE enum err zipper_finish(struct zipper *zipper);

#endif
