#include "store/leaves.h"

#include "base/mem.h"
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char EPOCH[] =
    "SELECT number, log, key, machine, coalesce(broken_at, -1) FROM epoch "
    "WHERE ?1 = 0 OR number = ?1 ORDER BY number DESC LIMIT 1";
static const char ADD_EPOCH[] = "INSERT INTO epoch VALUES (?, ?, ?, ?, NULL)";
static const char ADD_LEAF[] =
    "INSERT INTO leaf (epoch, leaf_index, kind, commitment, form_id, line, "
    "head) VALUES (?, ?, ?, ?, '', ?, ?)";
static const char BREAK[] = "UPDATE epoch SET broken_at = ? WHERE number = ?";

/* Responses of an epoch stand in the order of their leaves. */
static const char HEAD[] =
    "SELECT head, leaf_index FROM (SELECT * FROM (SELECT head, leaf_index"
    " FROM response WHERE epoch = ?1 ORDER BY seq DESC LIMIT 1)"
    " UNION ALL SELECT * FROM (SELECT head, leaf_index FROM leaf"
    " WHERE epoch = ?1 ORDER BY leaf_index DESC LIMIT 1)) "
    "ORDER BY leaf_index DESC LIMIT 1";
static const char MOVE[] =
    "UPDATE response SET epoch = ?, leaf_index = ?, head = ? WHERE seq = ?";

static const char SEND_AGAIN[] = "DELETE FROM delivery WHERE seq = ?";
static const char MISSING[] =
    "DELETE FROM delivery WHERE target = ? AND seq = (SELECT seq FROM response"
    " WHERE epoch = ? AND leaf_index = ?)";

static const char EACH[] =
    "SELECT leaf_index, kind, line, commitment, form_id, head, 2, 0 FROM leaf "
    "WHERE epoch = ?1 AND leaf_index >= ?3 "
    "UNION ALL SELECT r.leaf_index, 'answer', '', r.commitment, r.form_id,"
    " r.head, CASE WHEN d.verdict IN ('stored', 'duplicate') THEN 1"
    " WHEN d.verdict IN ('refused', 'conflict') THEN 2 ELSE 0 END, r.seq "
    "FROM response AS r LEFT JOIN delivery AS d"
    " ON d.target = ?2 AND d.seq = r.seq "
    "WHERE r.epoch = ?1 AND r.seq > ?4 AND r.leaf_index >= ?3 ORDER BY 1";

static const char HEARD[] =
    "SELECT size, seq FROM heard WHERE target = ? AND epoch = ?";
static const char SET_HEARD[] =
    "INSERT INTO heard VALUES (?, ?, ?, ?) ON CONFLICT (target, epoch) "
    "DO UPDATE SET size = excluded.size, seq = excluded.seq";
static const char UNHEAR[] =
    "UPDATE heard SET size = 0, seq = 0 WHERE target = ?";
static const char UNSEND[] =
    "DELETE FROM delivery WHERE target = ? AND verdict IN ('stored', "
    "'duplicate')";

enum err leaves_epoch(struct db *db, int64_t number, struct epoch *out)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, EPOCH, db_int(number));

    *out = (struct epoch){.broken_at = -1};
    if (err)
        return err;
    if (db_next(rows))
        *out = (struct epoch){
            .number = db_column_int(rows, 0),
            .log = xstrdup(db_column_text(rows, 1)),
            .key = xstrdup(db_column_text(rows, 2)),
            .machine = xstrdup(db_column_text(rows, 3)),
            .broken_at = db_column_int(rows, 4),
        };
    err = db_done(rows);
    return err || out->number ? err : ERR_MISSING;
}

void epoch_clear(struct epoch *epoch)
{
    free(epoch->log);
    free(epoch->key);
    free(epoch->machine);
    *epoch = (struct epoch){.broken_at = -1};
}

enum err leaves_begin(struct db *db, const struct epoch *epoch,
                      const char *line, const void *head, size_t head_size)
{
    enum err err =
        db_run(db, ADD_EPOCH, db_int(epoch->number), db_text(epoch->log),
               db_text(epoch->key), db_text(epoch->machine));

    return err ? err
               : db_run(db, ADD_LEAF, db_int(epoch->number), db_int(0),
                        db_text("epoch"), db_null(), db_text(line),
                        db_blob(head, head_size));
}

enum err leaves_break(struct db *db, int64_t epoch, int64_t at)
{
    return db_run(db, BREAK, db_int(at), db_int(epoch));
}

enum err leaves_head(struct db *db, int64_t epoch, void **head,
                     size_t *head_size, int64_t *size)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, HEAD, db_int(epoch));

    *head = NULL;
    *size = 0;
    if (err)
        return err;
    if (db_next(rows)) {
        const void *bytes = db_column_blob(rows, 0, head_size);
        *head = xmalloc(*head_size + 1);
        memcpy(*head, bytes, *head_size);
        *size = db_column_int(rows, 1) + 1;
    }
    err = db_done(rows);
    return err || *head ? err : ERR_MISSING;
}

enum err leaves_spoil(struct db *db, const struct place_in_log *place,
                      int64_t index, const void *commitment,
                      size_t commitment_size)
{
    return db_run(db, ADD_LEAF, db_int(place->epoch), db_int(index),
                  db_text("spoiled"), db_blob(commitment, commitment_size),
                  db_text(""), db_blob(place->head, place->head_size));
}

enum err leaves_move(struct db *db, int64_t seq,
                     const struct place_in_log *place, int64_t index)
{
    enum err err = db_run(db, SEND_AGAIN, db_int(seq));

    return err ? err
               : db_run(db, MOVE, db_int(place->epoch), db_int(index),
                        db_blob(place->head, place->head_size), db_int(seq));
}

static void read_row(struct db_rows *rows, struct leaf_row *out)
{
    size_t size;

    *out = (struct leaf_row){
        .index = db_column_int(rows, 0),
        .kind = db_column_text(rows, 1),
        .line = db_column_text(rows, 2),
        .commitment = db_column_blob(rows, 3, &size),
        .form_id = db_column_text(rows, 4),
        .head = db_column_blob(rows, 5, &out->head_size),
        .state = (enum leaf_state)db_column_int(rows, 6),
        .seq = db_column_int(rows, 7),
    };
    out->head = db_column_blob(rows, 5, &out->head_size);
}

enum err leaves_each(struct db *db, int64_t epoch, const char *target,
                     int64_t from, int64_t after_seq,
                     enum err (*visit)(void *context,
                                       const struct leaf_row *leaf),
                     void *context)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, EACH, db_int(epoch), db_text(target),
                            db_int(from), db_int(after_seq));

    if (err)
        return err;
    while (!err && db_next(rows)) {
        struct leaf_row leaf;
        read_row(rows, &leaf);
        err = visit(context, &leaf);
    }
    enum err end = db_done(rows);
    return err ? err : end;
}

enum err leaves_heard(struct db *db, const char *target, int64_t epoch,
                      int64_t *size, int64_t *seq)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, HEARD, db_text(target), db_int(epoch));

    *size = *seq = 0;
    if (err)
        return err;
    if (db_next(rows)) {
        *size = db_column_int(rows, 0);
        *seq = db_column_int(rows, 1);
    }
    return db_done(rows);
}

enum err leaves_set_heard(struct db *db, const char *target, int64_t epoch,
                          int64_t size, int64_t seq)
{
    return db_run(db, SET_HEARD, db_text(target), db_int(epoch), db_int(size),
                  db_int(seq));
}

enum err leaves_unhear(struct db *db, const char *target)
{
    enum err err = db_begin(db);

    if (err)
        return err;
    err = db_run(db, UNHEAR, db_text(target));
    if (!err)
        err = db_run(db, UNSEND, db_text(target));
    return db_end(db, err);
}

enum err leaves_send_again(struct db *db, const char *target, int64_t epoch,
                           int64_t index)
{
    return db_run(db, MISSING, db_text(target), db_int(epoch), db_int(index));
}
