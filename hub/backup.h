/* A copy of the archive that is whole in itself: database, attachments, keys
 * and what was published. */
#ifndef HUB_BACKUP_H
#define HUB_BACKUP_H

#include "base/attr.h"
#include "base/err.h"

struct archive;

/* Copies the archive into a folder that is new or empty, durably, while the
 * hub may run; whatever its engine, the copy is SQLite's. ERR_CONFLICT when a
 * copy is there already (logged). */
MUST_USE enum err archive_backup(struct archive *archive, const char *folder);
/* Makes the archive in data, or on the PostgreSQL server of that address (not
 * ""), of a copy; ERR_CONFLICT when there is one already (logged). */
MUST_USE enum err archive_restore(const char *copy, const char *data,
                                  const char *database);

#endif
