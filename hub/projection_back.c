/* The projection read from its newest answer on, as pages show it. */
#include "projection.h"

#include "archive.h"
#include "permission.h"
#include "sql.h"

#define OF_PART                                                                \
    " FROM flat WHERE family = ? AND part = (SELECT id FROM part WHERE"        \
    " family = ? AND path = ?) AND number < ? AND number >= ? AND line = 0"
#define ROWS                                                                   \
    "SELECT number, line, parent, form, station, received_ms, state, review,"  \
    " cells" OF_PART
#define END " ORDER BY number DESC LIMIT ?"
static const char BACK[] = ROWS END;
static const char BACK_WITHIN[] = ROWS PROJECTION_WITHIN END;
static const char LEAST[] = "SELECT number" OF_PART END " OFFSET ?";

/* Where few answers are of the visitor's neighbourhoods, all others would be
 * passed over while everybody waits. */
enum err projection_least(struct archive *archive, struct back *which)
{
    if (!which->areas || !which->areas->is_limited)
        return ERR_NONE;
    return sql_number(
        archive->sql, which->least, &which->least, LEAST, db_int(which->family),
        db_int(which->family), db_text(which->part), db_int(which->below),
        db_int(which->least), db_int(1), db_int(PROJECTION_PASSED - 1));
}

static enum err query_back(struct sql *sql, struct sql_rows **rows,
                           const struct back *at)
{
    if (at->areas && at->areas->is_limited)
        return sql_query(sql, rows, BACK_WITHIN, db_int(at->family),
                         db_int(at->family), db_text(at->part),
                         db_int(at->below), db_int(at->least),
                         PROJECTION_AREAS(at->areas), db_int(at->limit));
    return sql_query(sql, rows, BACK, db_int(at->family), db_int(at->family),
                     db_text(at->part), db_int(at->below), db_int(at->least),
                     db_int(at->limit));
}

enum err projection_back(struct archive *archive, struct back *which,
                         enum err (*visit)(void *context,
                                           const struct flat *row),
                         void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = projection_least(archive, which);

    if (!err)
        err = query_back(sql, &rows, which);
    if (err)
        return err;
    while (!err && sql->engine->next(rows)) {
        struct flat row;
        projection_read(sql, rows, &row);
        err = visit(context, &row);
    }
    enum err end = sql->engine->done(rows);
    return err ? err : end;
}
