/* How an older database becomes a current one; user_version counts. */
#ifndef STORE_DB_MIGRATE_H
#define STORE_DB_MIGRATE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct db;

/* Runs statements without values, one behind the other (db.c). */
MUST_USE enum err db_run_script(struct db *db, const char *sql);
/* ERR_NEWER when its version is beyond the known ones. */
MUST_USE enum err db_refuse_newer(struct db *db, const char *path, size_t known,
                                  int64_t *version);
/* Runs what of the list it has not seen. */
MUST_USE enum err db_migrate(struct db *db, const char *path,
                             const char *const *migrations, size_t count);

#endif
