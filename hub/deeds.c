#include "deeds.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "hublog.h"
#include "proof/opening.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char HEARD_LEAF[] =
    "SELECT commitment FROM response JOIN ledger ON ledger.id = epoch"
    " WHERE response.key = ? AND leaf < ledger.size";
static const char LINES[] =
    "SELECT coalesce(sum(size), 0) FROM ledger WHERE station = -1";
#define OF_FAMILY " form IN (SELECT id FROM form WHERE family = ?)"
static const char LEFT[] =
    "SELECT count(*) FROM response WHERE state NOT IN (3, 5) AND form IN"
    " (SELECT form.id FROM form JOIN family ON family.id = form.family"
    " WHERE form_id = ?)";
static const char UNLOGGED[] =
    "SELECT key, body, state FROM response WHERE state IN (0, 2, 4)"
    " AND epoch IS NULL AND" OF_FAMILY " ORDER BY number LIMIT 500";
static const char ADOPT[] =
    "UPDATE response SET epoch = ?, leaf = ?, salt = ?, token = ?,"
    " commitment = ? WHERE key = ?";
static const char WAITING[] =
    "SELECT count(*) FROM response JOIN ledger ON ledger.id = epoch"
    " WHERE leaf >= ledger.size AND" OF_FAMILY;
static const char COUNTED[] =
    "SELECT count(*) FROM response JOIN ledger ON ledger.id = epoch"
    " WHERE state IN (0, 5) AND leaf < ledger.size AND" OF_FAMILY;

static const char OWN_LINES[] =
    "SELECT lines FROM segment JOIN ledger ON ledger.id = segment.log"
    " WHERE ledger.station = -1";

static const char REJECTED[] = "rejected in review";
static const char REPLACED[] = "replaced by an edit of the same answer";

static enum err add_about(struct hublog *log, enum leaf_kind kind,
                          const void *commitment, const char *reason)
{
    struct leaf leaf = {.kind = kind};

    memcpy(leaf.hash, commitment, sizeof leaf.hash);
    leaf_set_text(&leaf, reason);
    return hublog_add(log, &leaf);
}

enum err deeds_write_fate(struct hublog *log, const void *commitment,
                          enum state state, const char *reason)
{
    switch (state) {
    case STATE_EXCLUDED:
        return add_about(log, LEAF_EXCLUDED, commitment, reason);
    case STATE_SUPERSEDED:
        return add_about(log, LEAF_EXCLUDED, commitment, REPLACED);
    case STATE_WITHDRAWN:
        return add_about(log, LEAF_WITHDRAWN, commitment, "");
    default:
        return ERR_NONE;
    }
}

/* ERR_MISSING when the response is no leaf of the log yet. */
static enum err find_leaf(struct archive *archive, const unsigned char *key,
                          unsigned char out[LEAF_HASH_SIZE])
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    size_t size = 0;
    enum err err =
        sql_query(sql, &rows, HEARD_LEAF, db_blob(key, RESPONSE_KEY_SIZE));

    if (err)
        return err;
    if (sql->engine->next(rows)) {
        const void *commitment = sql->engine->blob(rows, 0, &size);
        if (size == LEAF_HASH_SIZE)
            memcpy(out, commitment, size);
    }
    err = sql->engine->done(rows);
    return err || size == LEAF_HASH_SIZE ? err : ERR_MISSING;
}

static bool is_out(enum state state)
{
    return state == STATE_EXCLUDED || state == STATE_SUPERSEDED;
}

enum err deeds_moved(struct archive *archive, const unsigned char *key,
                     enum state from, enum state to)
{
    unsigned char commitment[LEAF_HASH_SIZE];
    struct hublog log;
    enum err err = find_leaf(archive, key, commitment);

    /* From one kind of exclusion to another nothing changes in the sum. */
    if (err || from == to || (is_out(from) && is_out(to)))
        return err == ERR_MISSING ? ERR_NONE : err;
    err = hublog_begin(archive, &log);
    if (!err)
        err = is_out(from) && to == STATE_ACCEPTED
                  ? add_about(&log, LEAF_INCLUDED, commitment, "")
                  : deeds_write_fate(&log, commitment, to, REJECTED);
    return hublog_end(archive, &log, err);
}

static enum err add_of_form(struct archive *archive, struct leaf *leaf,
                            const char *form_id)
{
    struct hublog log;
    enum err err = hublog_begin(archive, &log);

    leaf_set_form(leaf, form_id);
    if (!err)
        err = hublog_add(&log, leaf);
    return hublog_end(archive, &log, err);
}

enum err deeds_opened(struct archive *archive, const char *form_id,
                      bool is_open)
{
    struct leaf leaf = {.kind = is_open ? LEAF_OPENED : LEAF_CLOSED};

    return add_of_form(archive, &leaf, form_id);
}

static enum err count_lines(struct archive *archive, uint64_t *out)
{
    int64_t lines;
    enum err err = sql_number(archive->sql, 0, &lines, LINES);

    *out = (uint64_t)lines;
    return err;
}

/* Only the end of all of them is a sentence that a line can say. */
enum err deeds_deleted(struct archive *archive, const char *form_id)
{
    struct leaf leaf = {.kind = LEAF_DELETED};
    int64_t left;
    enum err err = sql_number(archive->sql, 0, &left, LEFT, db_text(form_id));

    if (err || left)
        return err;
    err = count_lines(archive, &leaf.size);
    return err ? err : add_of_form(archive, &leaf, form_id);
}

enum err deeds_released(struct archive *archive, const char *form_id,
                        int64_t number, int64_t counted,
                        const unsigned char sha256[32])
{
    struct leaf leaf = {.kind = LEAF_RELEASED,
                        .number = (uint64_t)number,
                        .counted = (uint64_t)counted};
    enum err err = count_lines(archive, &leaf.size);

    memcpy(leaf.hash, sha256, sizeof leaf.hash);
    return err ? err : add_of_form(archive, &leaf, form_id);
}

enum err deeds_spoiled(struct archive *archive, int64_t *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    int64_t count;
    size_t size;
    enum err err = sql_query(sql, &rows, OWN_LINES);

    *out = 0;
    if (err)
        return err;
    while (!err && sql->engine->next(rows)) {
        const void *lines = sql->engine->blob(rows, 0, &size);
        err = linepack_count(lines, size, "spoiled ", &count);
        *out += count;
    }
    enum err end = sql->engine->done(rows);
    return err ? err : end;
}

/* Answers without a leaf, read before anything is written. */
struct adopted {
    unsigned char (*keys)[RESPONSE_KEY_SIZE];
    unsigned char (*bodies)[SHA256_SIZE];
    enum state *states;
    size_t count, keys_room, bodies_room, states_room;
};

static enum err read_unlogged(struct archive *archive, int64_t family,
                              struct adopted *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    size_t size;
    enum err err = sql_query(sql, &rows, UNLOGGED, db_int(family));

    out->count = 0;
    if (err)
        return err;
    while (sql->engine->next(rows)) {
        out->keys =
            mem_grow(out->keys, out->count, &out->keys_room, sizeof *out->keys);
        out->bodies = mem_grow(out->bodies, out->count, &out->bodies_room,
                               sizeof *out->bodies);
        out->states = mem_grow(out->states, out->count, &out->states_room,
                               sizeof *out->states);
        out->states[out->count] = (enum state)sql_column(sql, rows, 2);
        memcpy(out->keys[out->count], sql->engine->blob(rows, 0, &size),
               RESPONSE_KEY_SIZE);
        const void *body = sql->engine->blob(rows, 1, &size);
        digest_sha256(body, size, out->bodies[out->count++]);
    }
    return sql->engine->done(rows);
}

static enum err adopt_one(struct archive *archive, struct hublog *log,
                          const struct adopted *all, size_t i,
                          const char *form_id)
{
    struct leaf leaf = {.kind = LEAF_ANSWER};
    char station[SIGN_NAME_SIZE];
    struct opening opening = {.station = station, .symbol = ""};
    int64_t index = (int64_t)log->own.tree.size;

    leaf_log_station(log->own.log, station);
    digest_random(opening.salt, sizeof opening.salt);
    memcpy(opening.body_sha256, all->bodies[i], SHA256_SIZE);
    opening_commit(&opening, leaf.hash);
    leaf_set_form(&leaf, form_id);
    enum err err = hublog_add(log, &leaf);
    if (!err)
        err = deeds_write_fate(log, leaf.hash, all->states[i], REJECTED);
    return err ? err
               : sql_run(archive->sql, ADOPT, db_int(log->own.id),
                         db_int(index),
                         db_blob(opening.salt, sizeof opening.salt),
                         db_blob(opening.token_hash, OPENING_TOKEN_SIZE),
                         db_blob(leaf.hash, sizeof leaf.hash),
                         db_blob(all->keys[i], RESPONSE_KEY_SIZE));
}

static enum err adopt_all(struct archive *archive, struct hublog *log,
                          int64_t family, const char *form_id)
{
    struct adopted all = {.count = 0};
    enum err err = ERR_NONE;

    do {
        err = read_unlogged(archive, family, &all);
        for (size_t i = 0; !err && i < all.count; i++)
            err = adopt_one(archive, log, &all, i, form_id);
    } while (!err && all.count);
    free(all.keys);
    free(all.bodies);
    free(all.states);
    return err;
}

enum err deeds_adopt(struct archive *archive, int64_t family,
                     const char *form_id, int64_t *waiting, int64_t *counted)
{
    struct hublog log;
    enum err err = hublog_begin(archive, &log);

    *waiting = *counted = 0;
    if (!err && log.is_open)
        err = adopt_all(archive, &log, family, form_id);
    err = hublog_end(archive, &log, err);
    if (!err)
        err = sql_number(archive->sql, 0, waiting, WAITING, db_int(family));
    return err ? err
               : sql_number(archive->sql, 0, counted, COUNTED, db_int(family));
}
