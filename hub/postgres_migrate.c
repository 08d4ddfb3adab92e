#include "postgres_migrate.h"

#include "base/buf.h"
#include "base/log.h"
#include "dialect.h"
#include "sql.h"

/* The server has no words of its own for a trigger that refuses. */
static const char BEFORE[] =
    "CREATE TABLE IF NOT EXISTS migration(version BIGINT PRIMARY KEY);"
    "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger"
    " LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append only'; END $$";
static const char SEEN[] = "SELECT max(version) FROM migration";

/* The script is run before its version is written down, both or neither. */
static void write_script(const char *migration, size_t version, struct buf *out)
{
    dialect_translate(migration, out);
    buf_printf(out, "INSERT INTO migration(version) VALUES(%zu)", version);
}

enum err postgres_migrate(struct sql *sql,
                          enum err (*execute)(struct sql *sql,
                                              const char *script),
                          const char *const *migrations, size_t count)
{
    int64_t seen;
    enum err err = execute(sql, BEFORE);

    if (!err)
        err = sql_number(sql, 0, &seen, SEEN);
    if (err)
        return err;
    if (seen > (int64_t)count) {
        log_error("the database was made by a newer hub: update this one");
        return ERR_NEWER;
    }
    for (size_t i = (size_t)seen; !err && i < count; i++) {
        struct buf script;
        buf_init(&script, 0);
        write_script(migrations[i], i + 1, &script);
        err = execute(sql, buf_text(&script));
        buf_clear(&script);
    }
    return err;
}
