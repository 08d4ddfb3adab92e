/* The folder of forms as one target fills it: FORM.xml, FORM-media/NAME, and
 * under old/ what was replaced. */
#ifndef SYNC_SHELF_H
#define SYNC_SHELF_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* The file name of a form, made safe from any id; the caller frees it. */
char *shelf_form_name(const char *form_id);
/* The same for one of its media, with its folder in front. */
char *shelf_media_name(const char *form_id, const char *filename);

/* Puts a file into the folder, whole or not at all. */
MUST_USE enum err shelf_put(const char *folder, const char *name,
                            const char *data, size_t size);
/* Keeps a form under old/ as well, before it is replaced. */
MUST_USE enum err shelf_keep_old(const char *folder, const char *name);
/* Moves a form to old/: it is no longer offered. */
MUST_USE enum err shelf_retire(const char *folder, const char *name);
/* Whether the file is there. */
bool shelf_has(const char *folder, const char *name);

#endif
