#include "changes.h"

#include "archive.h"
#include "projection.h"
#include "sql.h"

/* What the projection has to follow; a line goes when it was followed. */
static const char TELL[] =
    "INSERT INTO restated(number) SELECT number FROM response WHERE key = ?"
    " ON CONFLICT(number) DO NOTHING";
/* Always the next number, also for what had one: a cursor that was given out
 * has passed the old one. The write lock keeps two from taking the same. */
static const char NOTE[] =
    "INSERT INTO change(id, number) SELECT"
    " (SELECT coalesce(max(id), 0) + 1 FROM change), number FROM response"
    " WHERE key = ? ON CONFLICT(number) DO UPDATE SET id = excluded.id";
static const char LAST[] = "SELECT max(id) FROM change";
/* So many changes at once, each with all its rows. LEFT JOIN keeps what has
 * no row, and a planner from beginning with all responses. */
static const char PAGE[] =
    "SELECT flat.number, flat.line, flat.parent, flat.form, flat.station,"
    " flat.received_ms, flat.state, flat.review, flat.cells,"
    " page.id, response.key, response.state, form.family"
    " FROM (SELECT id, number FROM change WHERE id > ? AND id <= ?"
    " AND number <= ? ORDER BY id LIMIT 200) AS page"
    " LEFT JOIN response ON response.number = page.number"
    " LEFT JOIN form ON form.id = response.form"
    " LEFT JOIN flat ON flat.family = ? AND flat.part ="
    " (SELECT id FROM part WHERE family = ? AND path = ?)"
    " AND flat.number = page.number ORDER BY page.id, flat.line";
enum { FIRST_OF_CHANGE = 9 };

enum err changes_note(struct archive *archive, const unsigned char *key)
{
    struct db_value k = db_blob(key, RESPONSE_KEY_SIZE);
    enum err err = sql_run(archive->sql, TELL, k);

    return err ? err : sql_run(archive->sql, NOTE, k);
}

enum err changes_last(struct archive *archive, int64_t *out)
{
    return sql_number(archive->sql, 0, out, LAST);
}

struct page {
    const struct changes *which;
    enum err (*visit)(void *context, const struct change *change);
    void *context;
    int64_t last; /* change that was read; 0: none on this page */
};

static enum err visit_row(struct page *page, struct sql *sql,
                          struct sql_rows *rows)
{
    enum { ID = FIRST_OF_CHANGE, KEY, STATE, FAMILY };
    struct flat flat;
    size_t size;
    struct change change = {.number = sql_column(sql, rows, ID),
                            .key = sql->engine->blob(rows, KEY, &size),
                            .state = sql_column(sql, rows, STATE)};

    page->last = change.number;
    if (sql_column(sql, rows, FAMILY) != page->which->family ||
        size != RESPONSE_KEY_SIZE)
        return ERR_NONE;
    if (!sql->engine->is_null(rows, 0)) {
        projection_read(sql, rows, &flat);
        change.flat = &flat;
    }
    return page->visit(page->context, &change);
}

static enum err visit_page(struct archive *archive, struct page *page,
                           int64_t after)
{
    const struct changes *w = page->which;
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, PAGE, db_int(after), db_int(w->upto),
                             db_int(w->last_response), db_int(w->family),
                             db_int(w->family), db_text(w->part));

    page->last = 0;
    if (err)
        return err;
    while (!err && sql->engine->next(rows))
        err = visit_row(page, sql, rows);
    enum err end = sql->engine->done(rows);
    return err ? err : end;
}

enum err changes_each(struct archive *archive, const struct changes *which,
                      enum err (*visit)(void *context,
                                        const struct change *change),
                      void *context)
{
    struct page page = {which, visit, context, which->after};
    enum err err = ERR_NONE;

    while (!err && page.last < which->upto) {
        err = visit_page(archive, &page, page.last);
        if (page.last == 0)
            break;
    }
    return err;
}
