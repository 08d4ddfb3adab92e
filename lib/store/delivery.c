#include "store/delivery.h"

#include "entries.h"
#include "row.h"

#include "store/db.h"
#include "store/outbox.h"

static const char HOLD[] =
    "INSERT INTO hold VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "reason = excluded.reason, until_ms = excluded.until_ms";
static const char FREE_HOLDS[] = "DELETE FROM hold WHERE target = ?";
static const char FREE_PARKED[] =
    "UPDATE delivery SET verdict = 'waiting', attempts = 0, due_ms = 0 "
    "WHERE target = ? AND verdict IN ('refused', 'conflict')";
static const char FREE_WAITING[] =
    "UPDATE delivery SET due_ms = 0 "
    "WHERE target = ? AND verdict = 'waiting' AND due_ms > 0";

static const char PARKED[] =
    "SELECT " ROW_COLUMNS ", d.verdict, d.reason FROM response AS r "
    "JOIN delivery AS d ON d.seq = r.seq WHERE d.target = ? "
    "AND d.verdict IN ('refused', 'conflict') ORDER BY r.seq";

/* The earliest time at which each response may go: its own due time or the
 * end of its form's hold, whichever is later. */
static const char NEXT_DUE[] =
    "SELECT min(max(coalesce(d.due_ms, 0), coalesce(h.until_ms, 0))) "
    "FROM response AS r "
    "LEFT JOIN delivery AS d ON d.target = ?1 AND d.seq = r.seq "
    "LEFT JOIN hold AS h ON h.target = ?1 AND h.form_id = r.form_id"
    " AND h.form_version = r.form_version "
    "WHERE d.seq IS NULL OR d.verdict = 'waiting'";

static const char UNCONFIRMED[] =
    "SELECT " ROW_COLUMNS ", d.attempts FROM response AS r "
    "JOIN delivery AS d ON d.seq = r.seq WHERE d.target = ? "
    "AND d.verdict IN ('stored', 'duplicate') AND d.settled_ms < ? "
    "AND NOT d.confirmed ORDER BY r.seq LIMIT ?";
static const char CONFIRM[] =
    "UPDATE delivery SET confirmed = 1 WHERE target = ? "
    "AND seq = (SELECT seq FROM response WHERE key = ?) "
    "AND verdict IN ('stored', 'duplicate')";

static const char OTHERS_PASS[] =
    "SELECT EXISTS (SELECT 1 FROM delivery WHERE target = ?1 "
    "AND verdict IN ('stored', 'duplicate') AND settled_ms > "
    "(SELECT settled_ms FROM delivery WHERE target = ?1 "
    "AND seq = (SELECT seq FROM response WHERE key = ?2)))";

/* Targets are few; each is marked in turn and what all marked is deleted. */
static const char PRUNE_BEGIN[] =
    "CREATE TEMP TABLE IF NOT EXISTS ripe (seq INTEGER PRIMARY KEY, n INTEGER)";
static const char PRUNE_EMPTY[] = "DELETE FROM ripe";
/* A target that keeps a log must have proved that the leaf is in it: its
 * word alone deletes nothing. */
static const char PRUNE_MARK[] =
    "INSERT INTO ripe SELECT d.seq, 1 FROM delivery AS d "
    "JOIN response AS r ON r.seq = d.seq WHERE d.target = ?1 "
    "AND d.verdict IN ('stored', 'duplicate') AND d.confirmed "
    "AND d.settled_ms < ?2 AND (r.epoch IS NULL "
    "OR NOT EXISTS (SELECT 1 FROM heard WHERE target = ?1) "
    "OR r.leaf_index < coalesce((SELECT size FROM heard"
    " WHERE target = ?1 AND epoch = r.epoch), 0)) "
    "ON CONFLICT DO UPDATE SET n = n + 1";
/* The leaf outlives its answer, without what opens it. */
static const char PRUNE_LEAVES[] =
    "INSERT INTO leaf SELECT epoch, leaf_index, 'answer', commitment, form_id,"
    " '', head FROM response WHERE epoch IS NOT NULL AND seq IN "
    "(SELECT seq FROM ripe WHERE n = ?)";
static const char PRUNE[] = "DELETE FROM response WHERE seq IN "
                            "(SELECT seq FROM ripe WHERE n = ?)";

/* A promise is kept as long as one of its answers. */
static const char PRUNE_PROMISES[] =
    "DELETE FROM promise WHERE number NOT IN "
    "(SELECT promise FROM delivery WHERE promise IS NOT NULL)";

static const char FORGET_MARK[] =
    "INSERT INTO ripe SELECT seq, 1 FROM response JOIN epoch ON number = epoch "
    "WHERE log = ? AND leaf_index = ?";

enum err delivery_hold(struct db *db, const char *target, const char *form_id,
                       const char *form_version, const char *reason,
                       int64_t until_ms)
{
    return db_run(db, HOLD, db_text(target), db_text(form_id),
                  db_text(form_version), db_text(reason), db_int(until_ms));
}

static enum err free_waiting(struct db *db, const char *target)
{
    enum err err = db_run(db, FREE_HOLDS, db_text(target));

    return err ? err : db_run(db, FREE_WAITING, db_text(target));
}

enum err delivery_due_now(struct db *db, const char *target)
{
    enum err err = db_begin(db);

    return err ? err : db_end(db, free_waiting(db, target));
}

enum err delivery_retry(struct db *db, const char *target, int64_t *count)
{
    enum err err = db_begin(db);

    *count = 0;
    if (err)
        return err;
    err = free_waiting(db, target);
    if (!err)
        err = db_run(db, FREE_PARKED, db_text(target));
    if (!err)
        *count = db_changes(db);
    return db_end(db, err);
}

enum err delivery_each_parked(struct db *db, const char *target,
                              enum err (*visit)(void *context,
                                                const struct response *response,
                                                const char *verdict,
                                                const char *reason),
                              void *context)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, PARKED, db_text(target));

    if (err)
        return err;
    while (!err && db_next(rows)) {
        struct response response;
        row_read(rows, &response);
        err = visit(context, &response, db_column_text(rows, ROW_COLUMNS_COUNT),
                    db_column_text(rows, ROW_COLUMNS_COUNT + 1));
        response_clear(&response);
    }
    enum err end = db_done(rows);
    return err ? err : end;
}

enum err delivery_next_due(struct db *db, const char *target, int64_t now_ms,
                           int64_t *out)
{
    enum err err = db_number(db, -1, out, NEXT_DUE, db_text(target));

    if (!err && *out >= 0 && *out < now_ms)
        *out = now_ms;
    return err;
}

enum err delivery_unconfirmed(struct db *db, const char *target,
                              int64_t before_ms, size_t limit,
                              struct outbox_entry **out, size_t *count)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, UNCONFIRMED, db_text(target),
                            db_int(before_ms), db_int((int64_t)limit));

    *out = NULL;
    *count = 0;
    return err ? err : entries_read(rows, out, count);
}

enum err delivery_confirm(struct db *db, const char *target,
                          const unsigned char key[RESPONSE_KEY_SIZE])
{
    return db_run(db, CONFIRM, db_text(target),
                  db_blob(key, RESPONSE_KEY_SIZE));
}

enum err delivery_others_pass(struct db *db, const char *target,
                              const unsigned char key[RESPONSE_KEY_SIZE],
                              bool *out)
{
    int64_t pass;
    enum err err = db_number(db, 0, &pass, OTHERS_PASS, db_text(target),
                             db_blob(key, RESPONSE_KEY_SIZE));

    *out = pass != 0;
    return err;
}

static enum err prune(struct db *db, const char *const *targets,
                      size_t targets_count, int64_t before_ms, int64_t *deleted)
{
    enum err err = db_run(db, PRUNE_EMPTY);

    for (size_t i = 0; !err && i < targets_count; i++)
        err = db_run(db, PRUNE_MARK, db_text(targets[i]), db_int(before_ms));
    if (!err)
        err = db_run(db, PRUNE_LEAVES, db_int((int64_t)targets_count));
    if (!err)
        err = db_run(db, PRUNE, db_int((int64_t)targets_count));
    if (!err)
        *deleted = db_changes(db);
    if (!err && *deleted)
        err = db_run(db, PRUNE_PROMISES);
    return err;
}

enum err delivery_prune(struct db *db, const char *const *targets,
                        size_t targets_count, int64_t before_ms,
                        int64_t *deleted)
{
    *deleted = 0;
    if (targets_count == 0)
        return ERR_NONE;
    enum err err = db_run(db, PRUNE_BEGIN);
    if (!err)
        err = db_begin(db);
    if (err)
        return err;
    return db_end(db, prune(db, targets, targets_count, before_ms, deleted));
}

static enum err forget(struct db *db, const char *log, int64_t index)
{
    enum err err = db_run(db, PRUNE_EMPTY);

    if (!err)
        err = db_run(db, FORGET_MARK, db_text(log), db_int(index));
    if (!err)
        err = db_run(db, PRUNE_LEAVES, db_int(1));
    return err ? err : db_run(db, PRUNE, db_int(1));
}

enum err delivery_forget(struct db *db, const char *log, int64_t index)
{
    enum err err = db_run(db, PRUNE_BEGIN);

    if (!err)
        err = db_begin(db);
    return err ? err : db_end(db, forget(db, log, index));
}
