#include "archive.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "evidences.h"
#include "quarantine.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

/* That a row was added says that the response is new. RETURNING would say it
 * as well, but SQLite makes a table for what it returns each time. */
static const char ADD[] =
    "INSERT INTO response(key, instance_id, form, state, station, received_ms,"
    " deprecated, envelope, body, epoch, leaf, salt, token, commitment)"
    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(key) DO NOTHING";
/* Where nobody ever edits, nobody need look for edits. */
static const char HAS_EDITS[] =
    "SELECT 1 FROM response WHERE deprecated IS NOT NULL LIMIT 1";
static const char IS_EDITED[] =
    "SELECT 1 FROM response WHERE deprecated = ? AND key <> ? LIMIT 1";
static const char BODY[] = "SELECT body, state FROM response WHERE key = ?";
static const char ADD_ATTACHMENT[] =
    "INSERT INTO attachment(key, name, type, sha256, size) VALUES(?,?,?,?,?)"
    " ON CONFLICT(key, name) DO NOTHING";
static const char DOOM_FILE[] =
    "INSERT INTO doomed(sha256) VALUES(?) ON CONFLICT(sha256) DO NOTHING";

/* A row that was here before may stand elsewhere in the log by now. */
static const char SINCE[] =
    "SELECT received_ms FROM response WHERE key = ? AND epoch = ? AND leaf = ?"
    " AND commitment = ?";

enum {
    AT_ONCE = 64, /* bounds the memory; more would be no faster */
    COLUMNS = 14,
};

/* A response while it is added, with what its row borrows. */
struct adding {
    const struct arrival *arrival;
    struct evidences evidences;
    bool is_edit;
    unsigned char replaced[RESPONSE_KEY_SIZE];
};

static struct db_value key_of(const struct response *r)
{
    return db_blob(r->key, sizeof r->key);
}

/* Whether the archive holds these very bytes under the key. Of an erased
 * response nothing is left to compare with. */
static enum err compare(struct archive *archive, const struct response *r,
                        bool *same, bool *erased)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, BODY, key_of(r));

    *same = false;
    if (err)
        return err;
    if (sql->engine->next(rows)) {
        size_t size;
        const void *body = sql->engine->blob(rows, 0, &size);
        *erased = state_is_erased((enum state)sql_column(sql, rows, 1));
        *same = *erased ||
                (size == r->body_size && memcmp(body, r->body, size) == 0);
    }
    return sql->engine->done(rows);
}

static enum err keep_conflict(struct archive *archive, const struct arrival *a)
{
    const struct response *r = &a->response;

    return quarantine_add(
        archive,
        &(struct quarantined){.received_ms = a->received_ms,
                              .station = a->station,
                              .reason = "conflict",
                              .detail = "Another answer has this "
                                        "instanceID.",
                              .instance_id = r->id,
                              .form_id = r->form_id,
                              .version = r->form_version,
                              .envelope = a->envelope,
                              .body = r->body,
                              .body_size = r->body_size,
                              .attachments = r->attachments,
                              .attachments_count = r->attachments_count});
}

/* The file was put down before; an erasure may have taken it away since. */
static enum err check_file(const struct archive *archive,
                           const struct attachment *a)
{
    char *path = archive_file(archive, a->sha256);
    enum err err = file_exists(path) ? ERR_NONE : ERR_IO;

    if (err)
        log_error("%s is gone; it must be sent again", path);
    free(path);
    return err;
}

static enum err add_attachments(struct archive *archive,
                                const struct response *r)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < r->attachments_count; i++) {
        const struct attachment *a = &r->attachments[i];
        err = check_file(archive, a);
        if (err)
            return err;
        err = sql_run(archive->sql, ADD_ATTACHMENT, key_of(r), db_text(a->name),
                      db_text(a->type), db_blob(a->sha256, sizeof a->sha256),
                      db_int((int64_t)a->size));
    }
    return err;
}

/* What came again with an erased response lies in the folder by now. */
static enum err doom_attachments(struct archive *archive,
                                 const struct response *r)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < r->attachments_count; i++)
        err = sql_run(
            archive->sql, DOOM_FILE,
            db_blob(r->attachments[i].sha256, sizeof r->attachments[i].sha256));
    return err;
}

/* An edit and what it edits may arrive in either order. */
static enum err link_edits(struct archive *archive, const struct adding *a,
                           bool is_replaced)
{
    enum err err = ERR_NONE;

    if (is_replaced)
        err = archive_move(archive, a->arrival->response.key, STATE_ACCEPTED,
                           STATE_SUPERSEDED);
    if (!err && a->is_edit)
        err = archive_move(archive, a->replaced, STATE_ACCEPTED,
                           STATE_SUPERSEDED);
    return err;
}

static enum err settle_known(struct archive *archive, const struct adding *a,
                             enum verdict *verdict)
{
    const struct response *r = &a->arrival->response;
    bool same, erased = false;
    enum err err = compare(archive, r, &same, &erased);

    *verdict = same ? VERDICT_DUPLICATE : VERDICT_CONFLICT;
    if (err)
        return err;
    if (!same)
        return keep_conflict(archive, a->arrival);
    if (erased)
        return doom_attachments(archive, r);
    err = evidences_add(archive, r, &a->evidences);
    return err ? err : add_attachments(archive, r);
}

static enum err settle_new(struct archive *archive, const struct adding *a,
                           bool is_edited, enum verdict *verdict)
{
    enum err err = link_edits(archive, a, is_edited);

    *verdict = VERDICT_STORED;
    return err ? err : add_attachments(archive, &a->arrival->response);
}

static void fill_row(const struct adding *a, struct db_value *row)
{
    const struct response *r = &a->arrival->response;
    const struct evidences *e = &a->evidences;
    const struct db_value values[COLUMNS] = {
        key_of(r),
        db_text(r->id),
        db_int(a->arrival->form),
        db_int(STATE_ACCEPTED),
        db_int(a->arrival->station),
        db_int(a->arrival->received_ms),
        a->is_edit ? db_blob(a->replaced, sizeof a->replaced) : db_null(),
        db_text(a->arrival->envelope),
        db_blob(r->body, r->body_size),
        e->log,
        e->index,
        e->salt,
        e->token,
        e->commitment,
    };

    memcpy(row, values, sizeof values);
}

static enum err prepare(struct archive *archive, const struct arrival *arrival,
                        struct evidences_memory *memory, struct adding *out)
{
    const struct response *r = &arrival->response;

    *out = (struct adding){.arrival = arrival};
    out->is_edit = r->deprecated_id && *r->deprecated_id;
    if (out->is_edit)
        response_key(r->deprecated_id, out->replaced);
    return evidences_of(archive, arrival, memory, &out->evidences);
}

/* What adding many needs, from one turn to the next. */
struct turn {
    struct evidences_memory memory;
    struct adding addings[AT_ONCE];
    struct db_value rows[AT_ONCE][COLUMNS];
    int64_t added[AT_ONCE]; /* rows: 1 when it is new */
    int64_t has_edits;      /* the archive, before this turn or by it */
    struct db_value keys[AT_ONCE][2];
    int64_t is_edited[AT_ONCE];
};

/* What of it follows from the row alone, whether that is new or was here. */
static enum err hold(struct archive *archive, const struct adding *a,
                     enum verdict verdict, struct holding *out)
{
    const struct evidences *e = &a->evidences;
    enum err err = ERR_NONE;

    *out = (struct holding){.since_ms = -1};
    if (e->log.kind == DB_NULL || !verdict_is_kept(verdict))
        return ERR_NONE;
    if (verdict == VERDICT_STORED)
        out->since_ms = a->arrival->received_ms;
    else
        err = sql_number(archive->sql, -1, &out->since_ms, SINCE,
                         key_of(&a->arrival->response), e->log, e->index,
                         e->commitment);
    out->is_sealed = out->since_ms >= 0;
    memcpy(out->commitment, e->sealed, sizeof out->commitment);
    return err;
}

/* Which of them an edit of theirs overtook. */
static enum err find_edits(struct archive *archive, struct turn *t,
                           size_t count)
{
    memset(t->is_edited, 0, sizeof t->is_edited);
    if (!t->has_edits)
        return ERR_NONE;
    for (size_t i = 0; i < count; i++)
        t->keys[i][0] = t->keys[i][1] =
            key_of(&t->addings[i].arrival->response);
    return archive->sql->engine->each(archive->sql, IS_EDITED,
                                      &(struct db_lists){.values = t->keys[0],
                                                         .columns = 2,
                                                         .count = count,
                                                         .out = t->is_edited});
}

/* As it was added: what becomes of it from here on is a change. */
static enum err remember(struct archive *archive, const struct adding *a,
                         bool is_new)
{
    const struct evidences *e = &a->evidences;

    if (!is_new || e->log.kind == DB_NULL)
        return ERR_NONE;
    return recent_add(archive, e->log.number, (uint64_t)e->index.number,
                      e->sealed, a->arrival->form);
}

static enum err add_turn(struct archive *archive, struct turn *t,
                         const struct arrival *const *arrivals, size_t count,
                         enum verdict *verdicts, struct holding *holdings)
{
    struct sql *sql = archive->sql;
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < count; i++) {
        err = prepare(archive, arrivals[i], &t->memory, &t->addings[i]);
        if (!err)
            fill_row(&t->addings[i], t->rows[i]);
        t->has_edits |= t->addings[i].is_edit;
    }
    if (!err)
        err = sql->engine->each(sql, ADD,
                                &(struct db_lists){.values = t->rows[0],
                                                   .columns = COLUMNS,
                                                   .count = count,
                                                   .changed = t->added});
    for (size_t i = 0; !err && i < count; i++)
        err = remember(archive, &t->addings[i], t->added[i]);
    if (!err)
        err = find_edits(archive, t, count);
    for (size_t i = 0; !err && i < count; i++)
        err = t->added[i] ? settle_new(archive, &t->addings[i], t->is_edited[i],
                                       &verdicts[i])
                          : settle_known(archive, &t->addings[i], &verdicts[i]);
    for (size_t i = 0; holdings && !err && i < count; i++)
        err = hold(archive, &t->addings[i], verdicts[i], &holdings[i]);
    return err;
}

enum err archive_add_all(struct archive *archive,
                         const struct arrival *const *arrivals, size_t count,
                         enum verdict *verdicts, struct holding *holdings)
{
    /* Most come alone: clearing room for many would cost more than one does. */
    struct turn *turn = xmalloc(sizeof *turn);

    turn->memory = (struct evidences_memory){0};
    enum err err = sql_number(archive->sql, 0, &turn->has_edits, HAS_EDITS);
    for (size_t i = 0; !err && i < count; i += AT_ONCE) {
        size_t n = count - i < AT_ONCE ? count - i : AT_ONCE;
        err = add_turn(archive, turn, arrivals + i, n, verdicts + i,
                       holdings ? holdings + i : NULL);
    }
    free(turn);
    return err;
}

enum err archive_add(struct archive *archive, const struct arrival *arrival,
                     enum verdict *verdict)
{
    return archive_add_all(archive, &arrival, 1, verdict, NULL);
}
