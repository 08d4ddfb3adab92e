#include "store/draft.h"

#include "base/buf.h"
#include "record/response.h"
#include "store/db.h"

#include <string.h>

static const char BEGIN[] =
    "INSERT INTO draft (id, key, form_id, form_version, worker, title, base, "
    "place, assignment, seed, replaces, started_ms, touched_ms) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char NUMBER[] = "SELECT draft FROM draft WHERE id = ?";

/* A response that every target keeps may be gone from its table; whoever
 * marked the draft as finished knew it. */
#define STATE                                                                  \
    "CASE WHEN b.key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM draft AS g"     \
    " WHERE g.replaces = f.id AND g.finished_ms > 0) THEN 4"                   \
    " WHEN r.seq IS NULL THEN iif(f.finished_ms > 0, 2, 0)"                    \
    " WHEN EXISTS (SELECT 1 FROM delivery AS d WHERE d.seq = r.seq"            \
    " AND d.verdict IN ('stored', 'duplicate')) THEN 2"                        \
    " WHEN EXISTS (SELECT 1 FROM delivery AS d WHERE d.seq = r.seq"            \
    " AND d.verdict IN ('refused', 'conflict')) THEN 3 ELSE 1 END, "           \
    "coalesce((SELECT d.reason FROM delivery AS d WHERE d.seq = r.seq"         \
    " AND d.verdict IN ('refused', 'conflict') LIMIT 1), b.comment, '')"
#define COLUMNS                                                                \
    "f.draft, f.id, f.form_id, f.form_version, f.worker, f.title, "            \
    "f.replaces, f.seed, f.started_ms, f.touched_ms, f.assignment, "           \
    "f.place, " STATE
#define SOURCE                                                                 \
    "FROM draft AS f LEFT JOIN response AS r ON r.key = f.key "                \
    "LEFT JOIN returned AS b ON b.key = f.key "

static const char READ[] =
    "SELECT " COLUMNS ", f.base " SOURCE "WHERE f.draft = ?";
static const char EACH[] =
    "SELECT " COLUMNS ", '' " SOURCE
    "WHERE f.worker = ? ORDER BY f.touched_ms DESC, f.draft DESC";
static const char TOUCH[] =
    "UPDATE draft SET title = ?2, touched_ms = ?3 WHERE draft = ?1";
static const char FINISH[] =
    "UPDATE draft SET finished_ms = ?2, base = iif(?3, '', base) "
    "WHERE draft = ?1";
static const char FORGET[] = "DELETE FROM draft_step WHERE draft = ?";
static const char DROP[] = "DELETE FROM draft WHERE draft = ?";
static const char PRUNE[] =
    "DELETE FROM draft WHERE finished_ms > 0 AND finished_ms < ?1 AND NOT "
    "EXISTS (SELECT 1 FROM response AS r WHERE r.key = draft.key AND NOT "
    "EXISTS (SELECT 1 FROM delivery AS d WHERE d.seq = r.seq"
    " AND d.verdict IN ('stored', 'duplicate')))";
static const char LAST_SAVED[] =
    "SELECT r.body FROM response AS r JOIN draft AS f ON f.key = r.key "
    "WHERE f.worker = ? AND f.form_id = ? ORDER BY r.seq DESC LIMIT 1";
static const char APPEND[] =
    "INSERT INTO draft_step (draft, seq, ref, kind, value, place, at_ms) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
static const char EACH_ID[] = "SELECT id FROM draft";
static const char STEPS[] = "SELECT ref, kind, value, place, at_ms FROM "
                            "draft_step WHERE draft = ? ORDER BY seq";

enum err draft_begin(struct db *db, struct draft *d)
{
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key(d->id, key);
    enum err err = db_run(
        db, BEGIN, db_text(d->id), db_blob(key, sizeof key),
        db_text(d->form_id), db_text(d->form_version), db_text(d->worker),
        db_text(d->title), db_text(d->base), db_text(d->place),
        db_int(d->assignment), db_int(d->seed), db_text(d->replaces),
        db_int(d->started_ms), db_int(d->started_ms));
    return err ? err : db_number(db, 0, &d->number, NUMBER, db_text(d->id));
}

/* Borrows from the row. */
static void read_row(struct db_rows *rows, struct draft *out)
{
    *out = (struct draft){
        .number = db_column_int(rows, 0),
        .id = db_column_text(rows, 1),
        .form_id = db_column_text(rows, 2),
        .form_version = db_column_text(rows, 3),
        .worker = db_column_text(rows, 4),
        .title = db_column_text(rows, 5),
        .replaces = db_column_text(rows, 6),
        .seed = db_column_int(rows, 7),
        .started_ms = db_column_int(rows, 8),
        .touched_ms = db_column_int(rows, 9),
        .assignment = db_column_int(rows, 10),
        .place = db_column_text(rows, 11),
        .state = (enum draft_state)db_column_int(rows, 12),
        .reason = db_column_text(rows, 13),
        .base = db_column_text(rows, 14),
    };
}

/* Moves the texts into one buffer; its place is known once it grows no more. */
static void keep_texts(struct draft *d, struct buf *texts)
{
    const char **const all[] = {
        &d->id,       &d->form_id, &d->form_version, &d->worker, &d->title,
        &d->replaces, &d->reason,  &d->base,         &d->place,
    };
    size_t at[COUNT_OF(all)];

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        at[i] = texts->size;
        buf_add(texts, *all[i], strlen(*all[i]) + 1);
    }
    for (size_t i = 0; i < COUNT_OF(all); i++)
        *all[i] = texts->data + at[i];
}

enum err draft_read(struct db *db, int64_t number, struct buf *texts,
                    struct draft *out)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, READ, db_int(number));

    if (err)
        return err;
    bool found = db_next(rows);
    if (found) {
        read_row(rows, out);
        keep_texts(out, texts);
    }
    err = db_done(rows);
    return err || found ? err : ERR_MISSING;
}

enum err draft_each(struct db *db, const char *worker,
                    enum err (*visit)(void *context, const struct draft *draft),
                    void *context)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, EACH, db_text(worker));

    if (err)
        return err;
    while (!err && db_next(rows)) {
        struct draft draft;
        read_row(rows, &draft);
        err = visit(context, &draft);
    }
    enum err ended = db_done(rows);
    return err ? err : ended;
}

enum err draft_each_id(struct db *db,
                       enum err (*visit)(void *context, const char *id),
                       void *context)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, EACH_ID);

    if (err)
        return err;
    while (!err && db_next(rows))
        err = visit(context, db_column_text(rows, 0));
    enum err ended = db_done(rows);
    return err ? err : ended;
}

enum err draft_touch(struct db *db, int64_t number, const char *title,
                     int64_t now_ms)
{
    return db_run(db, TOUCH, db_int(number), db_text(title), db_int(now_ms));
}

enum err draft_finish(struct db *db, int64_t number, int64_t now_ms, int forget)
{
    enum err err = db_begin(db);

    if (err)
        return err;
    err = db_run(db, FINISH, db_int(number), db_int(now_ms), db_int(forget));
    if (!err && forget)
        err = db_run(db, FORGET, db_int(number));
    return db_end(db, err);
}

enum err draft_drop(struct db *db, int64_t number)
{
    enum err err = db_begin(db);

    if (err)
        return err;
    err = db_run(db, FORGET, db_int(number));
    if (!err)
        err = db_run(db, DROP, db_int(number));
    return db_end(db, err);
}

enum err draft_prune(struct db *db, int64_t before_ms)
{
    return db_run(db, PRUNE, db_int(before_ms));
}

enum err draft_last_saved(struct db *db, const char *worker,
                          const char *form_id, struct buf *out)
{
    struct db_rows *rows;
    enum err err =
        db_query(db, &rows, LAST_SAVED, db_text(worker), db_text(form_id));

    if (err)
        return err;
    if (db_next(rows)) {
        size_t size;
        const void *body = db_column_blob(rows, 0, &size);
        buf_add(out, body, size);
    }
    return db_done(rows);
}

static enum err append(struct db *db, int64_t number, int64_t seq,
                       const struct draft_step *step)
{
    return db_run(db, APPEND, db_int(number), db_int(seq), db_text(step->ref),
                  db_text(step->kind), db_text(step->value),
                  db_text(step->place), db_int(step->at_ms));
}

enum err draft_append(struct db *db, int64_t number, int64_t seq,
                      const struct draft_step *steps, size_t count)
{
    if (count == 1) /* a statement is a transaction */
        return append(db, number, seq, steps);
    enum err err = db_begin(db);
    if (err)
        return err;
    for (size_t i = 0; !err && i < count; i++)
        err = append(db, number, seq + (int64_t)i, &steps[i]);
    return db_end(db, err);
}

enum err draft_steps(struct db *db, int64_t number,
                     enum err (*visit)(void *context,
                                       const struct draft_step *step),
                     void *context)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, STEPS, db_int(number));

    if (err)
        return err;
    while (!err && db_next(rows)) {
        const struct draft_step step = {
            .ref = db_column_text(rows, 0),
            .kind = db_column_text(rows, 1),
            .value = db_column_text(rows, 2),
            .place = db_column_text(rows, 3),
            .at_ms = db_column_int(rows, 4),
        };
        err = visit(context, &step);
    }
    enum err ended = db_done(rows);
    return err ? err : ended;
}
