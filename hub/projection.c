#include "projection.h"

#include "archive.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "cells.h"
#include "form/flatten.h"
#include "models.h"
#include "sql.h"
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char CURSOR[] = "projection";
static const char ADD[] =
    "INSERT INTO flat(family, part, number, line, parent, form, station,"
    " received_ms, state, cells) VALUES(?,?,?,?,?,?,?,?,?,?)"
    " ON CONFLICT(family, part, number, line) DO NOTHING";
static const char PAGE[] =
    "SELECT number, line, parent, form, station, received_ms, state, cells"
    " FROM flat WHERE family = ? AND part = (SELECT id FROM part WHERE"
    " family = ? AND path = ?) AND (number, line) > (?, ?)"
    " ORDER BY number, line LIMIT ?";
static const char RESTATED[] =
    "SELECT response.number, response.state, form.family FROM restated"
    " JOIN response ON response.number = restated.number"
    " JOIN form ON form.id = response.form WHERE restated.number <= ?"
    " LIMIT 256";
static const char ITS_ROWS[] =
    "SELECT part.path, flat.state, flat.form, flat.received_ms, flat.station,"
    " flat.cells FROM flat JOIN part ON part.id = flat.part"
    " WHERE flat.family = ? AND flat.part IN (SELECT id FROM part WHERE"
    " family = ?) AND number = ?";
static const char RESTATE[] =
    "UPDATE flat SET state = ? WHERE family = ? AND part IN"
    " (SELECT id FROM part WHERE family = ?) AND number = ?";
static const char IS_RESTATED[] = "DELETE FROM restated WHERE number = ?";

enum { LONGEST_COUNTED = 6, SLICE = 500, PAGE_ROWS = 5000 };

struct follower {
    struct archive *archive;
    struct models *models;
    struct tally *tally;
    struct buf cells;
    const struct model *model;
    const struct resting *response;
    int64_t last; /* number */
    int64_t done;
};

static bool is_counted_by_value(const struct column *column, size_t size)
{
    if (column->is_select || column->control == CONTROL_RANGE)
        return true;
    return column->type == TYPE_INT && size <= LONGEST_COUNTED;
}

static void count_words(struct tally *tally, int64_t family, const char *path,
                        const struct cell *cell, int64_t n)
{
    const char *at = cell->text, *end = cell->text + cell->size;

    while (at < end) {
        const char *blank = memchr(at, ' ', (size_t)(end - at));
        const char *stop = blank ? blank : end;
        if (stop > at)
            tally_count(tally, family, path, at, (size_t)(stop - at), n);
        at = stop + 1;
    }
}

/* Counts one row's cells, n times; "" stands for "answered". */
static void count_cells(struct tally *tally, int64_t family,
                        const struct table *table, struct cells cells,
                        int64_t n)
{
    struct cell cell;

    if (!cells_next(&cells, &cell))
        return;
    for (size_t i = 0; i < table->columns_count && cells_next(&cells, &cell);
         i++) {
        const struct column *column = &table->columns[i];
        if (!column->is_question || !cell.text || cell.size == 0)
            continue;
        tally_count(tally, family, column->path, "", 0, n);
        if (is_counted_by_value(column, cell.size))
            count_words(tally, family, column->path, &cell, n);
    }
}

static void count_arrival(struct tally *tally, int64_t family, enum state state,
                          int64_t received_ms, int64_t station, int64_t n)
{
    const char *name = state_name(state);
    char text[STAMP_TEXT_SIZE], number[24];

    tally_count(tally, family, TALLY_STATE, name, strlen(name), n);
    if (state != STATE_ACCEPTED)
        return;
    stamp_print_local(received_ms, text);
    tally_count(tally, family, TALLY_DAY, text, strlen("2026-11-23"), n);
    snprintf(number, sizeof number, "%lld", (long long)station);
    tally_count(tally, family, TALLY_STATION, number, strlen(number), n);
}

static enum err keep_row(void *context, const struct row *row)
{
    struct follower *f = context;
    const struct resting *r = f->response;
    const struct table *table = flatten_table(f->model->flatten, row->table);

    buf_reset(&f->cells);
    cells_add(&f->cells, r->id);
    for (size_t i = 0; i < table->columns_count; i++)
        cells_add(&f->cells, row->cells[i]);
    if (r->state == STATE_ACCEPTED)
        count_cells(f->tally, f->model->family, table,
                    cells_read(f->cells.data, f->cells.size), 1);
    return sql_run(f->archive->sql, ADD, db_int(f->model->family),
                   db_int(f->model->parts[row->table]), db_int(r->number),
                   db_int((int64_t)row->number), db_int((int64_t)row->parent),
                   db_int(r->form), db_int(r->station), db_int(r->received_ms),
                   db_int(r->state), db_blob(f->cells.data, f->cells.size));
}

/* What cannot be read as rows (an encrypted response) still has its line, so
 * that it is counted and exported by its key. */
static enum err keep_bare(struct follower *f)
{
    const struct resting *r = f->response;

    buf_reset(&f->cells);
    cells_add(&f->cells, r->id);
    return sql_run(f->archive->sql, ADD, db_int(f->model->family),
                   db_int(f->model->parts[0]), db_int(r->number), db_int(0),
                   db_int(0), db_int(r->form), db_int(r->station),
                   db_int(r->received_ms), db_int(r->state),
                   db_blob(f->cells.data, f->cells.size));
}

static enum err project(void *context, const struct resting *r)
{
    struct follower *f = context;
    enum err err = models_get(f->models, r->form, NULL, &f->model);

    f->last = r->number;
    f->done++;
    f->response = r;
    if (err) {
        log_error("response %lld: its form cannot be read; left out until "
                  "`project --rebuild`",
                  (long long)r->number);
        return ERR_NONE;
    }
    err = models_number_parts(f->models, f->model);
    if (err)
        return err;
    count_arrival(f->tally, f->model->family, r->state, r->received_ms,
                  r->station, 1);
    err = flatten_rows(f->model->flatten, r->body, r->body_size, keep_row, f);
    return err == ERR_FORMAT ? keep_bare(f) : err;
}

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

struct change {
    int64_t number, family;
    enum state now;
};

/* Takes the row of a response out of the tallies, or puts it in. */
static void recount(struct follower *f, struct sql_rows *rows,
                    const struct change *c)
{
    struct sql *sql = f->archive->sql;
    const struct model *model;
    enum state before = (enum state)sql_column(sql, rows, 1);
    int64_t n = (c->now == STATE_ACCEPTED) - (before == STATE_ACCEPTED);
    size_t size;
    const void *cells = sql->engine->blob(rows, 5, &size);

    if (models_get(f->models, sql_column(sql, rows, 2), NULL, &model))
        return;
    const struct table *table =
        find_table(model, sql_column_text(sql, rows, 0));
    if (!table || before == c->now)
        return;
    if (n)
        count_cells(f->tally, c->family, table, cells_read(cells, size), n);
    if (table == flatten_table(model->flatten, 0)) {
        int64_t ms = sql_column(sql, rows, 3), by = sql_column(sql, rows, 4);
        count_arrival(f->tally, c->family, before, ms, by, -1);
        count_arrival(f->tally, c->family, c->now, ms, by, 1);
    }
}

static enum err restate(struct follower *f, const struct change *c)
{
    struct sql *sql = f->archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, ITS_ROWS, db_int(c->family),
                             db_int(c->family), db_int(c->number));

    if (err)
        return err;
    while (sql->engine->next(rows))
        recount(f, rows, c);
    err = sql->engine->done(rows);
    if (!err)
        err = sql_run(sql, RESTATE, db_int(c->now), db_int(c->family),
                      db_int(c->family), db_int(c->number));
    return err ? err : sql_run(sql, IS_RESTATED, db_int(c->number));
}

/* Responses whose state changed after they were projected. */
static enum err follow_changes(struct follower *f)
{
    struct sql *sql = f->archive->sql;
    struct change changes[256];
    struct sql_rows *rows;
    size_t count = 0;
    enum err err = sql_query(sql, &rows, RESTATED, db_int(f->last));

    if (err)
        return err;
    while (count < COUNT_OF(changes) && sql->engine->next(rows)) {
        changes[count].number = sql_column(sql, rows, 0);
        changes[count].now = (enum state)sql_column(sql, rows, 1);
        changes[count++].family = sql_column(sql, rows, 2);
    }
    err = sql->engine->done(rows);
    for (size_t i = 0; !err && i < count; i++)
        err = restate(f, &changes[i]);
    f->done += (int64_t)count;
    return err;
}

static enum err move_cursor(struct follower *f)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)f->last);
    return archive_set(f->archive, CURSOR, text);
}

static enum err follow(struct follower *f, int64_t limit)
{
    char *cursor;
    enum err err = archive_setting(f->archive, CURSOR, &cursor);

    if (err)
        return err;
    f->last = strtoll(cursor, NULL, 10);
    free(cursor);
    err = archive_since(f->archive, f->last, limit, project, f);
    if (!err)
        err = follow_changes(f);
    if (!err)
        err = tally_keep(f->tally, f->archive);
    return err || !f->done ? err : move_cursor(f);
}

enum err projection_follow(struct archive *archive, struct models *models,
                           int64_t limit, int64_t *done)
{
    struct follower f = {.archive = archive, .models = models};

    *done = 0;
    enum err err = archive_begin(archive);
    if (err)
        return err;
    f.tally = tally_new();
    buf_init(&f.cells, 0);
    err = archive_end(archive, follow(&f, limit));
    if (!err)
        *done = f.done;
    buf_clear(&f.cells);
    tally_free(f.tally);
    return err;
}

enum err projection_catch_up(struct archive *archive, struct models *models)
{
    int64_t done = 1;
    enum err err = ERR_NONE;

    while (!err && done)
        err = projection_follow(archive, models, SLICE, &done);
    return err;
}

enum err projection_drop(struct archive *archive)
{
    static const char *const DROPS[] = {"DELETE FROM flat", "DELETE FROM tally",
                                        "DELETE FROM restated"};
    enum err err = archive_begin(archive);

    if (err)
        return err;
    for (size_t i = 0; !err && i < COUNT_OF(DROPS); i++)
        err = sql_run(archive->sql, DROPS[i]);
    if (!err)
        err = archive_set(archive, CURSOR, "0");
    return archive_end(archive, err);
}

static void read_flat(struct sql *sql, struct sql_rows *rows, struct flat *out)
{
    out->number = sql_column(sql, rows, 0);
    out->line = sql_column(sql, rows, 1);
    out->parent = sql_column(sql, rows, 2);
    out->form = sql_column(sql, rows, 3);
    out->station = sql_column(sql, rows, 4);
    out->received_ms = sql_column(sql, rows, 5);
    out->state = sql_column(sql, rows, 6);
    out->cells = sql->engine->blob(rows, 7, &out->cells_size);
}

struct place {
    int64_t family;
    const char *part;
    int64_t number, line; /* of the row before */
    int64_t rows;         /* of the last page */
};

static enum err visit_page(struct archive *archive, struct place *at,
                           enum err (*visit)(void *context,
                                             const struct flat *row),
                           void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err =
        sql_query(sql, &rows, PAGE, db_int(at->family), db_int(at->family),
                  db_text(at->part), db_int(at->number), db_int(at->line),
                  db_int(PAGE_ROWS));

    if (err)
        return err;
    at->rows = 0;
    while (!err && sql->engine->next(rows)) {
        struct flat row;
        read_flat(sql, rows, &row);
        at->number = row.number;
        at->line = row.line;
        at->rows++;
        err = visit(context, &row);
    }
    enum err end = sql->engine->done(rows);
    return err ? err : end;
}

/* Page by page: a long export neither fills the memory with a server's answer
 * nor holds an old state of the database open for minutes. */
enum err projection_each(
    struct archive *archive, int64_t family, const char *part, int64_t after,
    enum err (*visit)(void *context, const struct flat *row), void *context)
{
    struct place at = {family, part, after, INT64_MAX, PAGE_ROWS};
    enum err err = ERR_NONE;

    while (!err && at.rows == PAGE_ROWS)
        err = visit_page(archive, &at, visit, context);
    return err;
}
