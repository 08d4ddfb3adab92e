/* The archive's tables on PostgreSQL, brought to the newest schema. */
#ifndef HUB_POSTGRES_MIGRATE_H
#define HUB_POSTGRES_MIGRATE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct sql;

/* Within a transaction; execute runs a script without values. ERR_NEWER when
 * the database was made by a newer hub. */
MUST_USE enum err postgres_migrate(struct sql *sql,
                                   enum err (*execute)(struct sql *sql,
                                                       const char *script),
                                   const char *const *migrations, size_t count);

#endif
