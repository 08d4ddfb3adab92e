#include "projection.h"

#include "archive.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "cells.h"
#include "counting.h"
#include "form/flatten.h"
#include "mark.h"
#include "models.h"
#include "permission.h"
#include "opener.h"
#include "restate.h"
#include "sql.h"
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char CURSOR[] = "projection";
static const char ADD[] =
    "INSERT INTO flat(family, part, number, line, parent, form, station,"
    " received_ms, state, review, cells) VALUES(?,?,?,?,?,?,?,?,?,?,?)"
    " ON CONFLICT(family, part, number, line) DO NOTHING";
#define ROWS                                                                   \
    "SELECT number, line, parent, form, station, received_ms, state, review,"  \
    " cells FROM flat WHERE family = ? AND part = (SELECT id FROM part WHERE"  \
    " family = ? AND path = ?)"
#define NEXT " AND (number, line) > (?, ?)"
#define NEXT_END " ORDER BY number, line LIMIT ?"
static const char PAGE[] = ROWS NEXT NEXT_END;
static const char PAGE_WITHIN[] = ROWS NEXT PROJECTION_WITHIN NEXT_END;
#define COUNT_ALL "SELECT count(*) FROM flat WHERE family = ?"
#define COUNT_PART                                                             \
    COUNT_ALL " AND part = (SELECT id FROM part WHERE family = ? AND path = "  \
              "?)"
static const char COUNT[] = COUNT_ALL;
static const char COUNT_WITHIN[] = COUNT_ALL PROJECTION_WITHIN;
static const char COUNT_OF_PART[] = COUNT_PART;
static const char COUNT_OF_PART_WITHIN[] = COUNT_PART PROJECTION_WITHIN;
static const char CHANGES[] =
    "SELECT count(*) FROM (SELECT number FROM restated LIMIT 1) AS one";

enum {
    PATIENCE_MS = 10000, /* while somebody else may follow */
    SLICE = 500,
    PAGE_ROWS = 5000,
    LINES_AT_ONCE = 64,
    COLUMNS = 11, /* of a line */
};

/* Lines on their way into the table. */
struct lines {
    struct buf cells[LINES_AT_ONCE];
    struct db_value values[LINES_AT_ONCE][COLUMNS];
    size_t count;
};

struct follower {
    struct archive *archive;
    struct models *models;
    struct tally *tally;
    struct lines lines;
    struct marking marking;
    const struct model *model;
    const struct resting *response;
    int64_t last; /* number */
    int64_t done;
};

static enum err flush(struct follower *f)
{
    struct sql *sql = f->archive->sql;
    struct db_lists lists = {.values = f->lines.values[0],
                             .columns = COLUMNS,
                             .count = f->lines.count};

    f->lines.count = 0;
    return sql->engine->each(sql, ADD, &lists);
}

static struct buf *next_cells(struct follower *f)
{
    struct buf *cells = &f->lines.cells[f->lines.count];

    buf_reset(cells);
    cells_add(cells, f->response->id);
    return cells;
}

/* Keeps the next cells as a line of a part. */
static enum err keep_line(struct follower *f, int64_t part, size_t line,
                          size_t parent)
{
    const struct resting *r = f->response;
    const struct buf *cells = &f->lines.cells[f->lines.count];
    const struct db_value values[COLUMNS] = {
        db_int(f->model->family),
        db_int(part),
        db_int(r->number),
        db_int((int64_t)line),
        db_int((int64_t)parent),
        db_int(r->form),
        db_int(r->station),
        db_int(r->received_ms),
        db_int(r->state),
        db_int(r->review),
        db_blob(cells->data, cells->size),
    };

    memcpy(f->lines.values[f->lines.count++], values, sizeof values);
    return f->lines.count == LINES_AT_ONCE ? flush(f) : ERR_NONE;
}

static enum err keep_row(void *context, const struct row *row)
{
    struct follower *f = context;
    const struct resting *r = f->response;
    const struct table *table = flatten_table(f->model->flatten, row->table);

    struct buf *cells = next_cells(f);
    for (size_t i = 0; i < table->columns_count; i++)
        cells_add(cells, row->cells[i]);
    marking_row(&f->marking, table, row);
    if (r->state == STATE_ACCEPTED)
        counting_cells(f->tally, f->model->family, table,
                       cells_read(cells->data, cells->size), 1);
    return keep_line(f, f->model->parts[row->table], row->number, row->parent);
}

/* What cannot be read as rows (an encrypted response) still has its line, so
 * that it is counted and exported by its key. */
static enum err keep_bare(struct follower *f)
{
    next_cells(f);
    return keep_line(f, f->model->parts[0], 0, 0);
}

/* As the envelope's root says it. */
static bool is_sealed(const struct resting *r)
{
    static const char MARK[] = " encrypted=\"yes\"";
    enum { HEAD = 1024, LENGTH = sizeof MARK - 1 };
    size_t end = r->body_size < HEAD ? r->body_size : HEAD;

    for (size_t i = 0; i + LENGTH <= end; i++) {
        if (memcmp(r->body + i, MARK, LENGTH) == 0)
            return true;
    }
    return false;
}

/* On the machine of whoever holds the key: what does not open is an error,
 * since it would be counted as silence. */
static enum err open_rows(struct follower *f)
{
    struct buf plain;

    buf_init(&plain, 0);
    enum err err =
        opener_open(f->archive->opener, f->archive, f->response, &plain);
    if (!err)
        err = flatten_rows(f->model->flatten, buf_text(&plain), plain.size,
                           keep_row, f);
    buf_clear(&plain);
    return err;
}

static enum err project(void *context, const struct resting *r)
{
    struct follower *f = context;
    enum err err = models_get(f->models, r->form, NULL, &f->model);

    f->last = r->number;
    f->done++;
    f->response = r;
    if (r->state == STATE_EXPIRED) /* counted in tally_kept */
        return ERR_NONE;
    if (err) {
        log_error("response %lld: its form cannot be read; left out until "
                  "`project --rebuild`",
                  (long long)r->number);
        return ERR_NONE;
    }
    err = models_number_parts(f->models, f->model);
    if (err)
        return err;
    counting_arrival(f->tally, f->model->family, r->state, r->received_ms,
                     r->station, 1);
    if (state_is_erased(r->state))
        return ERR_NONE;
    if (f->archive->opener && is_sealed(r))
        return open_rows(f);
    marking_begin(&f->marking, r);
    err = flatten_rows(f->model->flatten, r->body, r->body_size, keep_row, f);
    if (!err)
        err = marking_end(&f->marking, f->archive, f->model->family, r);
    return err == ERR_FORMAT ? keep_bare(f) : err;
}

static enum err move_cursor(struct follower *f)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)f->last);
    return archive_set(f->archive, CURSOR, text);
}

enum err projection_cursor(struct archive *archive, int64_t *out)
{
    char *cursor;
    enum err err = archive_setting(archive, CURSOR, &cursor);

    *out = err ? 0 : strtoll(cursor, NULL, 10);
    free(cursor);
    return err;
}

enum err projection_is_behind(struct archive *archive, bool *out)
{
    int64_t cursor, last = 0, changes = 0;
    enum err err = projection_cursor(archive, &cursor);

    if (!err)
        err = archive_last(archive, &last);
    if (!err)
        err = sql_number(archive->sql, 0, &changes, CHANGES);
    *out = !err && (last > cursor || changes > 0);
    return err;
}

static enum err follow(struct follower *f, int64_t limit)
{
    enum err err = projection_cursor(f->archive, &f->last);

    if (err)
        return err;
    err = archive_since(f->archive, f->last, limit, project, f);
    if (!err)
        err = flush(f);
    if (!err)
        err =
            restate_follow(f->archive, f->models, f->tally, f->last, &f->done);
    if (!err)
        err = tally_keep(f->tally, f->archive);
    return err || !f->done ? err : move_cursor(f);
}

enum err projection_follow(struct archive *archive, struct models *models,
                           int64_t limit, int64_t *done)
{
    struct follower f = {
        .archive = archive, .models = models, .lines = {.count = 0}};

    *done = 0;
    enum err err = archive_begin_derived(archive);
    if (err)
        return err;
    f.tally = tally_new();
    for (size_t i = 0; i < LINES_AT_ONCE; i++)
        buf_init(&f.lines.cells[i], 0);
    err = archive_end(archive, follow(&f, limit));
    if (!err)
        *done = f.done;
    for (size_t i = 0; i < LINES_AT_ONCE; i++)
        buf_clear(&f.lines.cells[i]);
    marking_clear(&f.marking);
    tally_free(f.tally);
    return err;
}

enum err projection_catch_up(struct archive *archive, struct models *models)
{
    /* Whoever waits for the lock, such as the intake, gets it in between.
     * Less than either half takes at once, and both have come to an end. */
    const struct timespec pause = {.tv_nsec = 2L * 1000 * 1000};
    int64_t done;
    enum err err = projection_follow(archive, models, SLICE, &done);

    while (!err && done >= RESTATE_MOST) {
        nanosleep(&pause, NULL);
        err = projection_follow(archive, models, SLICE, &done);
    }
    return err;
}

static enum err has_followed(struct archive *archive, int64_t number, bool *out)
{
    int64_t cursor, changes = 0;
    enum err err = projection_cursor(archive, &cursor);

    if (!err && cursor >= number)
        err = sql_number(archive->sql, 0, &changes, CHANGES);
    *out = !err && cursor >= number && !changes;
    return err;
}

enum err projection_await(struct archive *archive, struct models *models,
                          int64_t number)
{
    const struct timespec pause = {.tv_nsec = 5L * 1000 * 1000};
    int64_t begin = stamp_boot_ms();
    bool is_there = false;
    enum err err = has_followed(archive, number, &is_there);

    while (!err && !is_there && stamp_boot_ms() - begin < PATIENCE_MS) {
        nanosleep(&pause, NULL);
        err = has_followed(archive, number, &is_there);
    }
    return err || is_there ? err : projection_catch_up(archive, models);
}

enum err projection_drop(struct archive *archive)
{
    static const char *const DROPS[] = {"DELETE FROM flat",
                                        "DELETE FROM restated"};
    enum err err = archive_begin(archive);

    if (err)
        return err;
    for (size_t i = 0; !err && i < COUNT_OF(DROPS); i++)
        err = sql_run(archive->sql, DROPS[i]);
    if (!err)
        err = mark_drop(archive->sql);
    if (!err)
        err = tally_drop(archive);
    if (!err)
        err = archive_set(archive, CURSOR, "0");
    return archive_end(archive, err);
}

void projection_read(struct sql *sql, struct sql_rows *rows, struct flat *out)
{
    out->number = sql_column(sql, rows, 0);
    out->line = sql_column(sql, rows, 1);
    out->parent = sql_column(sql, rows, 2);
    out->form = sql_column(sql, rows, 3);
    out->station = sql_column(sql, rows, 4);
    out->received_ms = sql_column(sql, rows, 5);
    out->state = sql_column(sql, rows, 6);
    out->review = sql_column(sql, rows, 7);
    out->cells = sql->engine->blob(rows, 8, &out->cells_size);
}

const char *projection_area(const struct areas *areas, size_t i)
{
    if (!areas->count)
        return "\n";
    return areas->list[i < areas->count ? i : 0];
}

static bool is_limited(const struct areas *areas)
{
    return areas && areas->is_limited;
}

struct place {
    int64_t family;
    const struct areas *areas;
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
        is_limited(at->areas)
            ? sql_query(sql, &rows, PAGE_WITHIN, db_int(at->family),
                        db_int(at->family), db_text(at->part),
                        db_int(at->number), db_int(at->line),
                        PROJECTION_AREAS(at->areas), db_int(PAGE_ROWS))
            : sql_query(sql, &rows, PAGE, db_int(at->family),
                        db_int(at->family), db_text(at->part),
                        db_int(at->number), db_int(at->line),
                        db_int(PAGE_ROWS));

    if (err)
        return err;
    at->rows = 0;
    while (!err && sql->engine->next(rows)) {
        struct flat row;
        projection_read(sql, rows, &row);
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
enum err
projection_each(struct archive *archive, int64_t family, const char *part,
                const struct areas *areas, int64_t after,
                enum err (*visit)(void *context, const struct flat *row),
                void *context)
{
    struct place at = {family, areas, part, after, INT64_MAX, PAGE_ROWS};
    enum err err = ERR_NONE;

    while (!err && at.rows == PAGE_ROWS)
        err = visit_page(archive, &at, visit, context);
    return err;
}

static enum err count_all(struct archive *archive, int64_t family,
                          const struct areas *areas, int64_t *out)
{
    if (is_limited(areas))
        return sql_number(archive->sql, 0, out, COUNT_WITHIN, db_int(family),
                          PROJECTION_AREAS(areas));
    return sql_number(archive->sql, 0, out, COUNT, db_int(family));
}

enum err projection_count(struct archive *archive, int64_t family,
                          const char *part, const struct areas *areas,
                          int64_t *out)
{
    if (!part)
        return count_all(archive, family, areas, out);
    if (is_limited(areas))
        return sql_number(archive->sql, 0, out, COUNT_OF_PART_WITHIN,
                          db_int(family), db_int(family), db_text(part),
                          PROJECTION_AREAS(areas));
    return sql_number(archive->sql, 0, out, COUNT_OF_PART, db_int(family),
                      db_int(family), db_text(part));
}
