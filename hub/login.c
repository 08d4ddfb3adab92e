#include "login.h"

#include "archive.h"
#include "base/arena.h"
#include "sql.h"

#include <string.h>

static const char OPEN[] =
    "INSERT INTO session(hash, person, made_ms, ends_ms, csrf, turned_ms,"
    " seen_ms, agent) VALUES(?,?,?,?,?,?,?,?)";
static const char OLD[] = "DELETE FROM session WHERE ends_ms <= ?";
static const char FIND[] =
    "SELECT person.id, person.name, csrf, turned_ms, seen_ms FROM session"
    " JOIN person ON person.id = session.person"
    " WHERE hash = ? AND ends_ms > ? AND revoked_ms = 0";
static const char FIND_TURNED[] =
    "SELECT person.id, person.name, csrf, turned_ms, seen_ms FROM session"
    " JOIN person ON person.id = session.person"
    " WHERE old_hash = ? AND ends_ms > ? AND turned_ms > ?"
    " AND revoked_ms = 0";
static const char TURN[] =
    "UPDATE session SET hash = ?, old_hash = hash, turned_ms = ?,"
    " seen_ms = ? WHERE hash = ?";
static const char SEEN[] = "UPDATE session SET seen_ms = ? WHERE hash = ?";
static const char CLOSE[] = "DELETE FROM session WHERE hash = ?"
                            " OR old_hash = ?";
static const char CLOSE_OTHERS[] =
    "DELETE FROM session WHERE person = ? AND hash <> ?";
static const char EACH[] =
    "SELECT agent, made_ms, seen_ms, hash FROM session"
    " WHERE person = ? AND ends_ms > ? ORDER BY made_ms DESC";

enum {
    TURN_MS = 3600000,
    GRACE_MS = 60000,
    NOTED_MS = 300000,
    LONGEST_AGENT = 120
};

static struct db_value hash_of(const char *secret,
                               unsigned char out[SHA256_SIZE])
{
    token_hash(secret, out);
    return db_blob(out, SHA256_SIZE);
}

/* What a browser calls itself, cut where it is long. Bytes beyond ASCII may be
 * no UTF-8, which PostgreSQL would refuse, and the person with it. */
static void copy_agent(char out[LONGEST_AGENT + 1], const char *agent)
{
    size_t size = strnlen(agent, LONGEST_AGENT);

    for (size_t i = 0; i < size; i++)
        out[i] = agent[i] >= ' ' && agent[i] <= '~' ? agent[i] : '?';
    out[size] = '\0';
}

enum err login_open(struct archive *archive, int64_t person, const char *agent,
                    int64_t now_ms, int64_t ends_ms,
                    char secret[TOKEN_TEXT_SIZE])
{
    unsigned char hash[SHA256_SIZE];
    char csrf[TOKEN_TEXT_SIZE], browser[LONGEST_AGENT + 1];

    token_new(secret);
    token_new(csrf);
    copy_agent(browser, agent ? agent : "");
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_run(archive->sql, OLD, db_int(now_ms));
    if (!err)
        err = sql_run(archive->sql, OPEN, hash_of(secret, hash), db_int(person),
                      db_int(now_ms), db_int(ends_ms), db_text(csrf),
                      db_int(now_ms), db_int(now_ms), db_text(browser));
    return archive_end(archive, err);
}

struct found {
    struct login *login;
    struct arena *arena;
    int64_t turned_ms, seen_ms;
};

static enum err take(struct sql *sql, struct sql_rows *rows,
                     struct found *found)
{
    enum err err = ERR_DENIED;

    if (sql->engine->next(rows)) {
        struct login *login = found->login;
        login->person = sql_column(sql, rows, 0);
        login->name = arena_strdup(found->arena, sql_column_text(sql, rows, 1));
        login->csrf = arena_strdup(found->arena, sql_column_text(sql, rows, 2));
        found->turned_ms = sql_column(sql, rows, 3);
        found->seen_ms = sql_column(sql, rows, 4);
        err = ERR_NONE;
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

static enum err note_use(struct archive *archive, const unsigned char *hash,
                         int64_t now_ms)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err =
        sql_run(archive->sql, SEEN, db_int(now_ms), db_blob(hash, SHA256_SIZE));
    return archive_end(archive, err);
}

enum err login_find(struct archive *archive, const char *secret, int64_t now_ms,
                    struct arena *arena, struct login *out)
{
    struct sql *sql = archive->sql;
    struct found found = {.login = out, .arena = arena};
    unsigned char hash[SHA256_SIZE];
    struct sql_rows *rows;

    *out = (struct login){.person = 0};
    enum err err =
        sql_query(sql, &rows, FIND, hash_of(secret, hash), db_int(now_ms));
    if (!err)
        err = take(sql, rows, &found);
    if (!err) {
        out->is_due = now_ms - found.turned_ms >= TURN_MS;
        return now_ms - found.seen_ms > NOTED_MS
                   ? note_use(archive, hash, now_ms)
                   : ERR_NONE;
    }
    if (err != ERR_DENIED)
        return err;
    err = sql_query(sql, &rows, FIND_TURNED, db_blob(hash, sizeof hash),
                    db_int(now_ms), db_int(now_ms - GRACE_MS));
    return err ? err : take(sql, rows, &found);
}

enum err login_turn(struct archive *archive, const char *secret, int64_t now_ms,
                    char turned[TOKEN_TEXT_SIZE])
{
    unsigned char old[SHA256_SIZE], new[SHA256_SIZE];

    token_new(turned);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_run(archive->sql, TURN, hash_of(turned, new), db_int(now_ms),
                  db_int(now_ms), hash_of(secret, old));
    if (!err && archive->sql->engine->changes(archive->sql) == 0)
        err = ERR_DENIED;
    return archive_end(archive, err);
}

enum err login_close(struct archive *archive, const char *secret)
{
    unsigned char hash[SHA256_SIZE];
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = sql_run(archive->sql, CLOSE, hash_of(secret, hash),
                  db_blob(hash, sizeof hash));
    return archive_end(archive, err);
}

enum err login_close_others(struct archive *archive, int64_t person,
                            const char *secret)
{
    unsigned char hash[SHA256_SIZE] = {0};

    if (secret)
        token_hash(secret, hash);
    return sql_run(archive->sql, CLOSE_OTHERS, db_int(person),
                   db_blob(hash, sizeof hash));
}

enum err login_each(struct archive *archive, int64_t person, const char *secret,
                    int64_t now_ms,
                    void (*visit)(void *context, const struct login_row *row),
                    void *context)
{
    struct sql *sql = archive->sql;
    unsigned char own[SHA256_SIZE];
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, EACH, db_int(person), db_int(now_ms));

    if (err)
        return err;
    token_hash(secret, own);
    while (sql->engine->next(rows)) {
        size_t size;
        const void *hash = sql->engine->blob(rows, 3, &size);
        struct login_row row = {.agent = sql_column_text(sql, rows, 0),
                                .made_ms = sql_column(sql, rows, 1),
                                .seen_ms = sql_column(sql, rows, 2)};
        row.is_this = size == sizeof own && digest_equal(hash, own, sizeof own);
        visit(context, &row);
    }
    return sql->engine->done(rows);
}
