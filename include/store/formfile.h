/* What is known of the files that targets publish: forms and their media, so
 * that only what changed is fetched again. */
#ifndef STORE_FORMFILE_H
#define STORE_FORMFILE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct db;

/* One file of one form version; name is the file's name in the folder of
 * forms. Texts are borrowed for the call. */
struct formfile {
    const char *target;
    const char *form_id;
    const char *form_version;
    const char *name;
    const char *hash; /* as the target gives it */
};

/* Whether the current file of that target, form and name has that hash. */
MUST_USE enum err formfile_is_current(struct db *db,
                                      const struct formfile *file, int *out);
/* Makes the file the current one; the one before it becomes old. */
MUST_USE enum err formfile_replace(struct db *db, const struct formfile *file,
                                   int64_t now_ms);
/* Marks all files of a form old: the target no longer offers it. */
MUST_USE enum err formfile_retire(struct db *db, const char *target,
                                  const char *form_id, int64_t now_ms);
/* Calls visit for each current form of the target (not its media), borrowed
 * for the call; an error ends the walk and is returned. visit must not
 * change the table. */
MUST_USE enum err formfile_each(struct db *db, const char *target,
                                enum err (*visit)(void *context,
                                                  const struct formfile *file),
                                void *context);

#endif
