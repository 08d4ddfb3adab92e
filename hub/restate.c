#include "restate.h"

#include "archive.h"
#include "counting.h"
#include "form/flatten.h"
#include "mark.h"
#include "models.h"
#include "sql.h"
#include "tally.h"

#include <string.h>

/* LEFT JOIN, though nothing is ever missing: a planner may otherwise begin
 * with all responses to find the few that changed. */
static const char RESTATED[] =
    "SELECT restated.number, response.state, response.review, form.family"
    " FROM restated LEFT JOIN response ON response.number = restated.number"
    " LEFT JOIN form ON form.id = response.form WHERE restated.number <= ?"
    " LIMIT 256";
static const char ITS_ROWS[] =
    "SELECT part.path, flat.state, flat.form, flat.received_ms, flat.station,"
    " flat.cells FROM flat JOIN part ON part.id = flat.part"
    " WHERE flat.family = ? AND flat.part IN (SELECT id FROM part WHERE"
    " family = ?) AND number = ?";
#define ROWS_OF                                                                \
    " WHERE family = ? AND part IN (SELECT id FROM part WHERE family = ?)"     \
    " AND number = ?"
static const char RESTATE[] = "UPDATE flat SET state = ?, review = ?" ROWS_OF;
static const char ERASE[] = "DELETE FROM flat" ROWS_OF;
static const char IS_RESTATED[] = "DELETE FROM restated WHERE number = ?";

struct restating {
    struct archive *archive;
    struct models *models;
    struct tally *tally;
    struct tally *kept; /* of what was deleted by schedule */
};

/* What becomes of a response whose state changed. */
struct move {
    int64_t number, family;
    enum state now;
    int64_t review;
};

static const struct table *find_table(const struct model *model,
                                      const char *path)
{
    for (size_t i = 0; i < flatten_tables_count(model->flatten); i++) {
        const struct table *table = flatten_table(model->flatten, i);
        if (strcmp(table->path, path) == 0)
            return table;
    }
    return NULL;
}

/* One projected row of a response that changes. */
struct changed_row {
    const struct table *table;
    bool is_first; /* the one that stands for the whole response */
    enum state before;
    int64_t received_ms, station;
    struct cells cells;
};

static void move_counts(struct restating *r, const struct move *c,
                        const struct changed_row *row)
{
    int64_t n = (c->now == STATE_ACCEPTED) - (row->before == STATE_ACCEPTED);

    if (n)
        counting_cells(r->tally, c->family, row->table, row->cells, n);
    if (!row->is_first)
        return;
    counting_arrival(r->tally, c->family, row->before, row->received_ms,
                     row->station, -1);
    counting_arrival(r->tally, c->family, c->now, row->received_ms,
                     row->station, 1);
}

/* Nothing changes in the tallies of today; but when they are made again, the
 * row will not be there. */
static void keep_counts(struct restating *r, const struct move *c,
                        const struct changed_row *row)
{
    if (row->before == STATE_ACCEPTED)
        counting_cells(r->kept, c->family, row->table, row->cells, 1);
    if (row->is_first)
        counting_arrival(r->kept, c->family, row->before, row->received_ms,
                         row->station, 1);
}

static void recount(struct restating *r, struct sql_rows *rows,
                    const struct move *c)
{
    struct sql *sql = r->archive->sql;
    const struct model *model;
    size_t size;

    if (models_get(r->models, sql_column(sql, rows, 2), NULL, &model))
        return;
    const struct table *table =
        find_table(model, sql_column_text(sql, rows, 0));
    const void *cells = sql->engine->blob(rows, 5, &size);
    struct changed_row row = {
        .table = table,
        .is_first = table == flatten_table(model->flatten, 0),
        .before = (enum state)sql_column(sql, rows, 1),
        .received_ms = sql_column(sql, rows, 3),
        .station = sql_column(sql, rows, 4),
        .cells = cells_read(cells, size),
    };
    if (!table || row.before == c->now)
        return;
    if (c->now == STATE_EXPIRED)
        keep_counts(r, c, &row);
    else
        move_counts(r, c, &row);
}

static enum err restate_rows(struct sql *sql, const struct move *c)
{
    if (state_is_erased(c->now)) {
        enum err err = sql_run(sql, ERASE, db_int(c->family), db_int(c->family),
                               db_int(c->number));
        return err ? err : mark_forget(sql, c->number);
    }
    return sql_run(sql, RESTATE, db_int(c->now), db_int(c->review),
                   db_int(c->family), db_int(c->family), db_int(c->number));
}

static enum err restate(struct restating *r, const struct move *c)
{
    struct sql *sql = r->archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, ITS_ROWS, db_int(c->family),
                             db_int(c->family), db_int(c->number));

    if (err)
        return err;
    while (sql->engine->next(rows))
        recount(r, rows, c);
    err = sql->engine->done(rows);
    if (!err)
        err = restate_rows(sql, c);
    return err ? err : sql_run(sql, IS_RESTATED, db_int(c->number));
}

static enum err read_changes(struct sql *sql, int64_t last,
                             struct move changes[RESTATE_MOST], size_t *count)
{
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, RESTATED, db_int(last));

    *count = 0;
    if (err)
        return err;
    while (*count < RESTATE_MOST && sql->engine->next(rows)) {
        struct move *c = &changes[(*count)++];
        c->number = sql_column(sql, rows, 0);
        c->now = (enum state)sql_column(sql, rows, 1);
        c->review = sql_column(sql, rows, 2);
        c->family = sql_column(sql, rows, 3);
    }
    return sql->engine->done(rows);
}

enum err restate_follow(struct archive *archive, struct models *models,
                        struct tally *tally, int64_t last, int64_t *done)
{
    struct move changes[RESTATE_MOST];
    struct restating r = {archive, models, tally, NULL};
    size_t count;

    enum err err = read_changes(archive->sql, last, changes, &count);
    if (err || count == 0)
        return err;
    r.kept = tally_new();
    for (size_t i = 0; !err && i < count; i++)
        err = restate(&r, &changes[i]);
    if (!err)
        err = tally_keep_for_ever(r.kept, archive);
    tally_free(r.kept);
    *done += (int64_t)count;
    return err;
}
