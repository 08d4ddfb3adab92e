#include "people.h"

#include "archive.h"
#include "base/mem.h"
#include "duty.h"
#include "sql.h"

static const char ADD[] =
    "INSERT INTO person(name, password, made_ms) VALUES(?,?,?)"
    " ON CONFLICT(name) DO UPDATE SET password = excluded.password,"
    " revoked_ms = 0 RETURNING id";
static const char END_SESSIONS[] = "DELETE FROM session WHERE person = ?";
static const char FIND[] =
    "SELECT id, password FROM person WHERE name = ? AND revoked_ms = 0";
static const char FIRST[] =
    "SELECT id, name FROM person WHERE revoked_ms = 0 ORDER BY id LIMIT 1";
static const char OPEN_SESSION[] =
    "INSERT INTO session(hash, person, made_ms, ends_ms) VALUES(?,?,?,?)";
static const char OLD_SESSIONS[] = "DELETE FROM session WHERE ends_ms <= ?";
static const char FIND_SESSION[] =
    "SELECT person.id, person.name FROM session JOIN person"
    " ON person.id = session.person"
    " WHERE hash = ? AND ends_ms > ? AND revoked_ms = 0";
static const char CLOSE_SESSION[] = "DELETE FROM session WHERE hash = ?";
static const char ADD_LINK[] =
    "INSERT INTO link(hash, person, ends_ms) VALUES(?,?,?)";
static const char USE_LINK[] =
    "DELETE FROM link WHERE hash = ? AND ends_ms > ? RETURNING person";

enum err people_add(struct archive *archive, const char *name, const char *hash,
                    int64_t now_ms, int64_t *id)
{
    static const struct duty EVERYWHERE = {ROLE_LEADER, "", ""};
    struct sql *sql = archive->sql;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = sql_number(sql, 0, id, ADD, db_text(name), db_text(hash),
                     db_int(now_ms));
    if (!err)
        err = duty_add(archive, *id, &EVERYWHERE, now_ms);
    if (!err)
        err = sql_run(sql, END_SESSIONS, db_int(*id));
    return archive_end(archive, err);
}

/* Number and text of the first row; absent is what a missing row means. */
static enum err take_row(struct sql *sql, struct sql_rows *rows, int64_t *id,
                         char **text, enum err absent)
{
    enum err err = absent;

    *text = NULL;
    if (sql->engine->next(rows)) {
        *id = sql_column(sql, rows, 0);
        *text = xstrdup(sql_column_text(sql, rows, 1));
        err = ERR_NONE;
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err people_find(struct archive *archive, const char *name, int64_t *id,
                     char **hash)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, FIND, db_text(name));

    *hash = NULL;
    return err ? err : take_row(archive->sql, rows, id, hash, ERR_MISSING);
}

enum err people_first(struct archive *archive, int64_t *id, char **name)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, FIRST);

    *name = NULL;
    return err ? err : take_row(archive->sql, rows, id, name, ERR_MISSING);
}

enum err login_open(struct archive *archive, int64_t person, int64_t now_ms,
                    int64_t ends_ms, char secret[TOKEN_TEXT_SIZE])
{
    unsigned char hash[SHA256_SIZE];

    token_new(secret);
    token_hash(secret, hash);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_run(archive->sql, OLD_SESSIONS, db_int(now_ms));
    if (!err)
        err = sql_run(archive->sql, OPEN_SESSION, db_blob(hash, sizeof hash),
                      db_int(person), db_int(now_ms), db_int(ends_ms));
    return archive_end(archive, err);
}

enum err login_find(struct archive *archive, const char *secret, int64_t now_ms,
                    int64_t *person, char **name)
{
    unsigned char hash[SHA256_SIZE];
    struct sql_rows *rows;

    token_hash(secret, hash);
    enum err err = sql_query(archive->sql, &rows, FIND_SESSION,
                             db_blob(hash, sizeof hash), db_int(now_ms));
    *name = NULL;
    return err ? err : take_row(archive->sql, rows, person, name, ERR_DENIED);
}

enum err login_close(struct archive *archive, const char *secret)
{
    unsigned char hash[SHA256_SIZE];

    token_hash(secret, hash);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_run(archive->sql, CLOSE_SESSION, db_blob(hash, sizeof hash));
    return archive_end(archive, err);
}

enum err link_new(struct archive *archive, int64_t person, int64_t ends_ms,
                  char secret[TOKEN_TEXT_SIZE])
{
    unsigned char hash[SHA256_SIZE];

    token_new(secret);
    token_hash(secret, hash);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_run(archive->sql, ADD_LINK, db_blob(hash, sizeof hash),
                  db_int(person), db_int(ends_ms));
    return archive_end(archive, err);
}

enum err link_use(struct archive *archive, const char *secret, int64_t now_ms,
                  int64_t *person)
{
    unsigned char hash[SHA256_SIZE];

    token_hash(secret, hash);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_number(archive->sql, 0, person, USE_LINK,
                     db_blob(hash, sizeof hash), db_int(now_ms));
    err = archive_end(archive, err);
    return err || *person ? err : ERR_DENIED;
}
