/* Carries the answers that wait away by hand: as files, the way ODK's own
 * programs lay them out (a folder an instance, submission.xml in it). */
#ifndef KIOSK_EXPORT_H
#define KIOSK_EXPORT_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct db;

/* Writes what no target keeps yet into a new folder of `to`, which must be
 * there; counts the answers. They stay here as well. ERR_MISSING without such
 * a folder, ERR_FULL when it has no room. */
MUST_USE enum err export_unsent(struct db *db, const char *data, const char *to,
                                const char *station, size_t *count);

#endif
