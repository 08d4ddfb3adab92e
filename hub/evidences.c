#include "evidences.h"

#include "archive.h"
#include "base/arena.h"
#include "base/digest.h"
#include "ledgers.h"
#include "proof/leaf.h"
#include "proof/opening.h"
#include "sql.h"
#include "wire/evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char IS_SAME[] =
    "SELECT count(*) FROM response WHERE epoch = ? AND leaf = ?"
    " AND commitment = ?";
/* What is in the hub's log already keeps its place there. */
static const char MOVE[] =
    "UPDATE response SET epoch = ?, leaf = ?, salt = ?, token = ?,"
    " commitment = ? WHERE key = ? AND (epoch IS NULL OR leaf >="
    " (SELECT size FROM ledger WHERE id = response.epoch))";

void evidences_read(const char *text, struct arena *arena, struct response *r)
{
    struct evidence e;

    if (!text || evidence_read(text, &e))
        return;
    r->evidence = e;
    r->evidence.log = arena_strdup(arena, e.log);
    r->evidence.symbol = arena_strdup(arena, e.symbol);
    free(e.log);
    free(e.symbol);
}

static void seal(const struct response *r, struct evidences *out)
{
    const struct evidence *e = &r->evidence;
    char station[SIGN_NAME_SIZE];
    struct opening opening = {.station = station,
                              .symbol = e->symbol ? e->symbol : ""};

    leaf_log_station(e->log, station);
    memcpy(opening.salt, e->salt, sizeof opening.salt);
    memcpy(opening.token_hash, e->token_hash, sizeof opening.token_hash);
    digest_sha256(r->body, r->body_size, opening.body_sha256);
    opening_commit(&opening, out->sealed);
    memcpy(out->secret, e->salt, sizeof e->salt);
    memcpy(out->secret + sizeof e->salt, e->token_hash, sizeof e->token_hash);
}

/* A board that was restored from a copy gives places away twice: the second
 * answer gets another with the board's next epoch. */
static enum err is_taken(struct archive *archive, int64_t id,
                         const struct response *r, const struct evidences *e,
                         bool *out)
{
    int64_t same;
    enum err err = sql_number(archive->sql, 0, &same, IS_SAME, db_int(id),
                              db_int((int64_t)r->evidence.index),
                              db_blob(e->sealed, sizeof e->sealed));

    *out = same == 0;
    return err;
}

/* The answers of one batch mostly name one log. */
static enum err find_log(struct archive *archive, const struct arrival *arrival,
                         struct evidences_memory *m)
{
    const char *log = arrival->response.evidence.log;

    if (m->station == arrival->station && strcmp(m->log, log) == 0)
        return ERR_NONE;
    *m = (struct evidences_memory){.id = 0};
    if (!leaf_log_is_valid(log))
        return ERR_NONE;
    enum err err =
        ledgers_of_answer(archive, log, arrival->station, &m->id, &m->heard);
    if (err)
        return err;
    snprintf(m->log, sizeof m->log, "%s", log);
    m->station = arrival->station;
    return ERR_NONE;
}

enum err evidences_of(struct archive *archive, const struct arrival *arrival,
                      struct evidences_memory *memory, struct evidences *out)
{
    const struct response *r = &arrival->response;
    bool taken = false;
    enum err err = ERR_NONE;

    out->log = out->index = out->salt = out->token = out->commitment =
        db_null();
    if (!response_is_logged(r))
        return ERR_NONE;
    err = find_log(archive, arrival, memory);
    if (err || !memory->id)
        return err;
    seal(r, out);
    if (r->evidence.index < memory->heard) {
        err = is_taken(archive, memory->id, r, out, &taken);
        if (err || taken)
            return err;
    }
    out->log = db_int(memory->id);
    out->index = db_int((int64_t)r->evidence.index);
    out->salt = db_blob(out->secret, EVIDENCE_SECRET_SIZE);
    out->token =
        db_blob(out->secret + EVIDENCE_SECRET_SIZE, EVIDENCE_SECRET_SIZE);
    out->commitment = db_blob(out->sealed, sizeof out->sealed);
    return ERR_NONE;
}

enum err evidences_add(struct archive *archive, const struct response *r,
                       const struct evidences *e)
{
    if (e->log.kind == DB_NULL)
        return ERR_NONE;
    recent_forget(archive);
    return sql_run(archive->sql, MOVE, e->log, e->index, e->salt, e->token,
                   e->commitment, db_blob(r->key, sizeof r->key));
}
