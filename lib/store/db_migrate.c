#include "db_migrate.h"

#include "base/log.h"
#include "base/mem.h"
#include "store/db.h"

#include <stdlib.h>

enum err db_refuse_newer(struct db *db, const char *path, size_t known,
                         int64_t *version)
{
    enum err err = db_number(db, 0, version, "PRAGMA user_version");

    if (err || *version <= (int64_t)known)
        return err;
    log_error("%s: made by a newer version (%lld, this one knows %zu): "
              "install that version again",
              path, (long long)*version, known);
    return ERR_NEWER;
}

/* All in one transaction: an upgrade is done or it is not. The version is
 * read again under the lock, since another program may have been quicker. */
enum err db_migrate(struct db *db, const char *path,
                    const char *const *migrations, size_t count)
{
    int64_t version;
    enum err err = db_refuse_newer(db, path, count, &version);

    if (err || version == (int64_t)count)
        return err;
    err = db_begin(db);
    if (err)
        return err;
    err = db_refuse_newer(db, path, count, &version);
    for (size_t i = (size_t)version; !err && i < count; i++)
        err = db_run_script(db, migrations[i]);
    char *mark = xasprintf("PRAGMA user_version = %zu", count);
    if (!err)
        err = db_run_script(db, mark);
    free(mark);
    return db_end(db, err);
}
