#include "people.h"

#include "archive.h"
#include "base/arena.h"
#include "base/stamp.h"
#include "duty.h"
#include "login.h"
#include "sql.h"

static const char ADD[] =
    "INSERT INTO person(name, password, made_ms) VALUES(?,?,?)"
    " ON CONFLICT(name) DO UPDATE SET password = excluded.password,"
    " revoked_ms = 0 RETURNING id";
static const char INVITE[] =
    "INSERT INTO person(name, office, password, made_ms) VALUES(?,?,'',?)"
    " ON CONFLICT(name) DO NOTHING RETURNING id";

#define PERSON                                                                 \
    "SELECT id, name, office, password, totp, totp_step, revoked_ms"           \
    " FROM person "
static const char FIND[] = PERSON "WHERE name = ? AND revoked_ms = 0";
static const char GET[] = PERSON "WHERE id = ?";
static const char FIRST[] = PERSON "WHERE revoked_ms = 0 ORDER BY id LIMIT 1";
static const char EACH[] = PERSON "ORDER BY revoked_ms <> 0, name";

static const char SET_PASSWORD[] =
    "UPDATE person SET password = ? WHERE id = ?";
static const char SET_TOTP[] =
    "UPDATE person SET totp = ?, totp_step = ? WHERE id = ?";
static const char USE_TOTP[] =
    "UPDATE person SET totp_step = ? WHERE id = ? AND totp_step < ?";
static const char REVOKE[] = "UPDATE person SET revoked_ms = ? WHERE id = ?";
static const char END_LINKS[] = "DELETE FROM link WHERE person = ?";

static const char OLD_LINKS[] = "DELETE FROM link WHERE ends_ms <= ?";
static const char ADD_LINK[] =
    "INSERT INTO link(hash, person, ends_ms, kind) VALUES(?,?,?,?)";
static const char FIND_LINK[] =
    "SELECT person FROM link WHERE hash = ? AND ends_ms > ? AND kind = ?";
static const char USE_LINK[] =
    "DELETE FROM link WHERE hash = ? AND ends_ms > ? AND kind = ?"
    " RETURNING person";

static const char *const KINDS[] = {
    [LINK_ENTER] = "enter", [LINK_INVITE] = "invite"};

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
        err = login_close_others(archive, *id, NULL);
    return archive_end(archive, err);
}

enum err people_invite(struct archive *archive, const char *name,
                       const char *office, int64_t now_ms, int64_t *id)
{
    enum err err = sql_number(archive->sql, 0, id, INVITE, db_text(name),
                              db_text(office), db_int(now_ms));

    return err || *id ? err : ERR_CONFLICT;
}

static struct person read_row(struct sql *sql, struct sql_rows *rows)
{
    return (struct person){.id = sql_column(sql, rows, 0),
                           .name = sql_column_text(sql, rows, 1),
                           .office = sql_column_text(sql, rows, 2),
                           .password = sql_column_text(sql, rows, 3),
                           .totp = sql_column_text(sql, rows, 4),
                           .totp_step = sql_column(sql, rows, 5),
                           .revoked_ms = sql_column(sql, rows, 6)};
}

static enum err take_row(struct sql *sql, struct sql_rows *rows,
                         struct arena *arena, struct person *out)
{
    enum err err = ERR_MISSING;

    *out = (struct person){.id = 0};
    if (sql->engine->next(rows)) {
        *out = read_row(sql, rows);
        out->name = arena_strdup(arena, out->name);
        out->office = arena_strdup(arena, out->office);
        out->password = arena_strdup(arena, out->password);
        out->totp = arena_strdup(arena, out->totp);
        err = ERR_NONE;
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err people_find(struct archive *archive, const char *name,
                     struct arena *arena, struct person *out)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, FIND, db_text(name));

    return err ? err : take_row(archive->sql, rows, arena, out);
}

enum err people_get(struct archive *archive, int64_t id, struct arena *arena,
                    struct person *out)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, GET, db_int(id));

    return err ? err : take_row(archive->sql, rows, arena, out);
}

enum err people_first(struct archive *archive, struct arena *arena,
                      struct person *out)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, FIRST);

    return err ? err : take_row(archive->sql, rows, arena, out);
}

enum err people_each(struct archive *archive,
                     void (*visit)(void *context, const struct person *person),
                     void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, EACH);

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        struct person person = read_row(sql, rows);
        visit(context, &person);
    }
    return sql->engine->done(rows);
}

enum err people_set_password(struct archive *archive, int64_t id,
                             const char *hash)
{
    return sql_run(archive->sql, SET_PASSWORD, db_text(hash), db_int(id));
}

enum err people_set_totp(struct archive *archive, int64_t id,
                         const char *secret, int64_t step)
{
    return sql_run(archive->sql, SET_TOTP, db_text(secret), db_int(step),
                   db_int(id));
}

enum err people_use_totp(struct archive *archive, int64_t id, int64_t step)
{
    enum err err =
        sql_run(archive->sql, USE_TOTP, db_int(step), db_int(id), db_int(step));

    if (!err && archive->sql->engine->changes(archive->sql) == 0)
        err = ERR_DENIED;
    return err;
}

enum err people_revoke(struct archive *archive, int64_t id, int64_t now_ms)
{
    struct sql *sql = archive->sql;
    enum err err = now_ms ? duty_check_leaders(archive, id) : ERR_NONE;

    if (!err)
        err = sql_run(sql, REVOKE, db_int(now_ms), db_int(id));
    if (!err)
        err = sql_run(sql, END_LINKS, db_int(id));
    return err ? err : login_close_others(archive, id, NULL);
}

enum err link_new(struct archive *archive, int64_t person, enum link_kind kind,
                  int64_t ends_ms, char secret[TOKEN_TEXT_SIZE])
{
    unsigned char hash[SHA256_SIZE];

    token_new(secret);
    token_hash(secret, hash);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_run(archive->sql, OLD_LINKS, db_int(stamp_now().wall_ms));
    if (!err)
        err = sql_run(archive->sql, ADD_LINK, db_blob(hash, sizeof hash),
                      db_int(person), db_int(ends_ms), db_text(KINDS[kind]));
    return archive_end(archive, err);
}

enum err link_find(struct archive *archive, const char *secret,
                   enum link_kind kind, int64_t now_ms, int64_t *person)
{
    unsigned char hash[SHA256_SIZE];

    token_hash(secret, hash);
    enum err err = sql_number(archive->sql, 0, person, FIND_LINK,
                              db_blob(hash, sizeof hash), db_int(now_ms),
                              db_text(KINDS[kind]));
    return err || *person ? err : ERR_DENIED;
}

enum err link_use(struct archive *archive, const char *secret,
                  enum link_kind kind, int64_t now_ms, int64_t *person)
{
    unsigned char hash[SHA256_SIZE];

    token_hash(secret, hash);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_number(archive->sql, 0, person, USE_LINK,
                     db_blob(hash, sizeof hash), db_int(now_ms),
                     db_text(KINDS[kind]));
    err = archive_end(archive, err);
    return err || *person ? err : ERR_DENIED;
}
