#include "erasure.h"

#include "audit.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "changes.h"
#include "deeds.h"
#include "projection.h"
#include "sql.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char IS_THERE[] = "SELECT state FROM response WHERE key = ?";
static const char NEIGHBOURS[] =
    "SELECT key FROM response WHERE deprecated = ?"
    " UNION ALL SELECT deprecated FROM response WHERE key = ?"
    " AND deprecated IS NOT NULL";
/* First of all, since it looks the id up that is then emptied. */
#define ITS_QUARANTINED                                                        \
    " FROM quarantine WHERE key = ? OR (instance_id <> '' AND instance_id ="   \
    " (SELECT instance_id FROM response WHERE key = ?))"
#define ITS_FILES                                                              \
    " FROM quarantine_file WHERE body IN (SELECT sha256" ITS_QUARANTINED ")"
static const char DOOM_QUARANTINED[] =
    "INSERT INTO doomed(sha256) SELECT DISTINCT sha256" ITS_FILES
    " ON CONFLICT(sha256) DO NOTHING";
static const char DROP_QUARANTINED_FILES[] = "DELETE" ITS_FILES;
static const char DROP_QUARANTINED[] = "DELETE" ITS_QUARANTINED;
static const char DOOM_FILES[] =
    "INSERT INTO doomed(sha256) SELECT DISTINCT sha256 FROM attachment"
    " WHERE key = ? ON CONFLICT(sha256) DO NOTHING";
static const char DROP_ATTACHMENTS[] = "DELETE FROM attachment WHERE key = ?";
static const char DROP_COMMENTS[] = "DELETE FROM review WHERE key = ?";
static const char EMPTY[] =
    "UPDATE response SET state = ?, instance_id = '', envelope = NULL,"
    " salt = NULL, token = NULL, body = ? WHERE key = ?";
/* An idea that is taken back is public no more, nor are its words kept. */
#define ITS_ENTRY                                                              \
    " (SELECT entry FROM idea WHERE number ="                                  \
    " (SELECT number FROM response WHERE key = ?))"
static const char DROP_WORDS[] =
    "DELETE FROM entry_text WHERE entry ="
    " (SELECT id FROM entry WHERE uuid =" ITS_ENTRY ")";
static const char TAKE_BACK[] = "UPDATE entry SET standing = 'withdrawn', "
                                "receipt = '' WHERE uuid =" ITS_ENTRY;
static const char DOOMED[] =
    "SELECT doomed.sha256, (SELECT count(*) FROM attachment"
    " WHERE attachment.sha256 = doomed.sha256) + (SELECT count(*)"
    " FROM quarantine_file WHERE quarantine_file.sha256 = doomed.sha256)"
    " FROM doomed LIMIT 64";
static const char IS_DONE[] = "DELETE FROM doomed WHERE sha256 = ?";

/* The keys of an edit chain, in no order. */
struct chain {
    unsigned char (*key)[RESPONSE_KEY_SIZE];
    size_t count, capacity;
};

static void chain_add(struct chain *chain, const void *key)
{
    for (size_t i = 0; i < chain->count; i++) {
        if (memcmp(chain->key[i], key, RESPONSE_KEY_SIZE) == 0)
            return;
    }
    chain->key = mem_grow(chain->key, chain->count, &chain->capacity,
                          sizeof *chain->key);
    memcpy(chain->key[chain->count++], key, RESPONSE_KEY_SIZE);
}

static enum err add_neighbours(struct archive *archive, struct chain *chain,
                               size_t i)
{
    struct sql *sql = archive->sql;
    unsigned char own[RESPONSE_KEY_SIZE]; /* the chain moves as it grows */
    struct sql_rows *rows;

    memcpy(own, chain->key[i], sizeof own);
    struct db_value key = db_blob(own, sizeof own);
    enum err err = sql_query(sql, &rows, NEIGHBOURS, key, key);

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        size_t size;
        const void *found = sql->engine->blob(rows, 0, &size);
        if (size == RESPONSE_KEY_SIZE)
            chain_add(chain, found);
    }
    return sql->engine->done(rows);
}

enum err erasure_empty(struct archive *archive, const unsigned char *key,
                       enum state state)
{
    static const char *const QUARANTINE[] = {
        DOOM_QUARANTINED, DROP_QUARANTINED_FILES, DROP_QUARANTINED};
    static const char *const BEFORE[] = {DOOM_FILES, DROP_ATTACHMENTS,
                                         DROP_COMMENTS};
    struct sql *sql = archive->sql;
    struct db_value k = db_blob(key, RESPONSE_KEY_SIZE);
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < COUNT_OF(QUARANTINE); i++)
        err = sql_run(sql, QUARANTINE[i], k, k);
    for (size_t i = 0; !err && i < COUNT_OF(BEFORE); i++)
        err = sql_run(sql, BEFORE[i], k);
    if (!err)
        err = sql_run(sql, EMPTY, db_int(state), db_blob("", 0), k);
    if (!err)
        err = deeds_moved(archive, key, STATE_ACCEPTED, state);
    return err ? err : changes_note(archive, key);
}

/* What an edit replaced may never have come: then there is nothing to empty.
 * What was deleted by schedule stays counted. */
static enum err empty_if_there(struct archive *archive,
                               const unsigned char *key, size_t *erased)
{
    int64_t state;
    enum err err = sql_number(archive->sql, STATE_WITHDRAWN, &state, IS_THERE,
                              db_blob(key, RESPONSE_KEY_SIZE));

    if (err || state_is_erased((enum state)state))
        return err;
    ++*erased;
    err = sql_run(archive->sql, DROP_WORDS, db_blob(key, RESPONSE_KEY_SIZE));
    if (!err)
        err = sql_run(archive->sql, TAKE_BACK, db_blob(key, RESPONSE_KEY_SIZE));
    return err ? err : erasure_empty(archive, key, STATE_WITHDRAWN);
}

enum err erasure_run(struct archive *archive, const unsigned char *key,
                     const struct erasure *why, size_t *erased)
{
    char object[RESPONSE_KEY_SIZE * 2 + 1];
    struct chain chain = {.key = NULL};
    enum err err = ERR_NONE;

    *erased = 0;
    chain_add(&chain, key);
    for (size_t i = 0; !err && i < chain.count; i++)
        err = add_neighbours(archive, &chain, i);
    for (size_t i = 0; !err && i < chain.count; i++)
        err = empty_if_there(archive, chain.key[i], erased);
    if (!err && *erased == 0)
        err = ERR_MISSING;
    free(chain.key);
    hex_encode(key, RESPONSE_KEY_SIZE, object);
    return err ? err
               : audit_add(archive, &(struct audit_entry){why->at_ms, why->who,
                                                          why->action, object,
                                                          why->reason});
}

struct doomed {
    unsigned char sha256[64][SHA256_SIZE];
    bool is_wanted[64];
    size_t count;
};

static enum err read_doomed(struct archive *archive, struct doomed *d)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, DOOMED);

    d->count = 0;
    if (err)
        return err;
    while (d->count < COUNT_OF(d->is_wanted) && sql->engine->next(rows)) {
        size_t size;
        const void *hash = sql->engine->blob(rows, 0, &size);
        memcpy(d->sha256[d->count], hash, size < 32 ? size : 32);
        d->is_wanted[d->count++] = sql_column(sql, rows, 1) > 0;
    }
    return sql->engine->done(rows);
}

static enum err remove_file(struct archive *archive, const unsigned char *hash)
{
    char *path = archive_file(archive, hash);
    enum err err = unlink(path) && errno != ENOENT ? ERR_IO : ERR_NONE;

    if (err)
        log_error("%s: %s; it is tried again later", path, strerror(errno));
    free(path);
    return err;
}

/* Files go within the transaction: intake, which puts a file down before it
 * keeps the answer, looks for it again in its own (archive_add). */
static enum err remove_doomed(struct archive *archive, size_t *count)
{
    struct doomed d;
    enum err err = read_doomed(archive, &d);

    *count = d.count;
    for (size_t i = 0; !err && i < d.count; i++) {
        if (!d.is_wanted[i])
            err = remove_file(archive, d.sha256[i]);
        if (!err)
            err = sql_run(archive->sql, IS_DONE,
                          db_blob(d.sha256[i], SHA256_SIZE));
    }
    return err;
}

enum err erasure_settle(struct archive *archive, struct models *models)
{
    size_t count = 1;
    enum err err = projection_catch_up(archive, models);

    while (!err && count) {
        err = archive_begin(archive);
        if (!err)
            err = archive_end(archive, remove_doomed(archive, &count));
    }
    return err ? err : archive->sql->engine->scrub(archive->sql);
}
