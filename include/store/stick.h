/* Files on a USB stick, which anybody may have prepared: only the folder
 * barrio at its top is looked at, only plain files in it with plain names and
 * of bounded size are read; links are never followed, neither for reading nor
 * for writing. */
#ifndef STORE_STICK_H
#define STORE_STICK_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct buf;
struct stick;

enum { STICK_LARGEST_FILE = 64 * 1024 * 1024, STICK_MOST_FILES = 1000 };

/* Opens the folder barrio of a stick (or of any folder); with make it is made
 * when it is not there. ERR_MISSING when it is not; ERR_DENIED when it is a
 * link or no folder, or cannot be written with make (logged). */
MUST_USE enum err stick_open(struct stick **out, const char *path, int make);
/* NULL is accepted. */
void stick_close(struct stick *stick);

/* Calls visit for each usable file whose name has that ending, by name. What
 * is refused (links, devices, sizes, odd names, too many) is logged and
 * counted in *refused. An error of visit ends the walk and is returned. */
MUST_USE enum err stick_each(struct stick *stick, const char *ending,
                             enum err (*visit)(void *context, const char *name),
                             void *context, size_t *refused);
/* Appends a file. ERR_MISSING when it is not there (any more), ERR_DENIED
 * when it is no plain file, ERR_LIMIT when it is larger than allowed. */
MUST_USE enum err stick_read(struct stick *stick, const char *name,
                             struct buf *out);
/* Replaces a file, whole or not at all, durably. */
MUST_USE enum err stick_write(struct stick *stick, const char *name,
                              const void *data, size_t size);
/* Removes a file; one that is gone is fine. */
MUST_USE enum err stick_remove(struct stick *stick, const char *name);

#endif
