/* The flat projection: one packed row for each response and for each repeat
 * instance, made from the frozen bytes. It follows intake by a cursor, and
 * can be dropped and made again at any time. */
#ifndef HUB_PROJECTION_H
#define HUB_PROJECTION_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct areas;
struct models;
struct sql;
struct sql_rows;

/* Projects at most limit responses in one transaction; done counts them, 0
 * when the projection is up to date. */
MUST_USE enum err projection_follow(struct archive *archive,
                                    struct models *models, int64_t limit,
                                    int64_t *done);
/* Follows until nothing is left of what was there; what comes meanwhile may
 * stay for the next time. */
MUST_USE enum err projection_catch_up(struct archive *archive,
                                      struct models *models);
/* Waits until somebody else has followed up to a number, and catches up
 * itself when nobody does so for seconds: for a child of a hub that serves,
 * whose intake would wait for it. */
MUST_USE enum err projection_await(struct archive *archive,
                                   struct models *models, int64_t number);
/* Whether responses or changes of them wait to be followed, whoever brought
 * them: this hub, another one, or the command line. */
MUST_USE enum err projection_is_behind(struct archive *archive, bool *out);
/* The number up to which responses are projected. */
MUST_USE enum err projection_cursor(struct archive *archive, int64_t *out);
/* Drops projection and tallies; they are made again by following. */
MUST_USE enum err projection_drop(struct archive *archive);

/* One projected row; borrowed for the call. The first cell is the
 * instanceID, the others are the columns of the version's table. */
struct flat {
    int64_t number; /* of the response */
    int64_t line;   /* among the response's rows of the table, from 0 */
    int64_t parent; /* the line in the parent table */
    int64_t form;
    int64_t station;
    int64_t received_ms;
    int64_t state;
    int64_t review;
    const void *cells;
    size_t cells_size;
};

/* Reads one from a query whose first columns are those of the table flat from
 * number to cells. */
void projection_read(struct sql *sql, struct sql_rows *rows, struct flat *out);

/* The condition that keeps a statement about flat to the stations of some
 * neighbourhoods, and the values that stand in it. */
#define PROJECTION_WITHIN                                                      \
    " AND flat.station IN (SELECT id FROM station WHERE area IN"               \
    " (?, ?, ?, ?, ?, ?, ?, ?))"
#define PROJECTION_AREAS(areas)                                                \
    db_text(projection_area(areas, 0)), db_text(projection_area(areas, 1)),    \
        db_text(projection_area(areas, 2)),                                    \
        db_text(projection_area(areas, 3)),                                    \
        db_text(projection_area(areas, 4)),                                    \
        db_text(projection_area(areas, 5)),                                    \
        db_text(projection_area(areas, 6)), db_text(projection_area(areas, 7))
/* The i-th of AREAS_MOST neighbourhoods for it; beyond the last the first
 * again, and what no neighbourhood is called when there is none. */
const char *projection_area(const struct areas *areas, size_t i);

/* In what follows areas limits the rows to the stations of neighbourhoods;
 * NULL, or not limited: all rows. */

/* Visits the rows of one table of a family after a response number, in order;
 * part is the path of the table. Stops at the first error and returns it. */
MUST_USE enum err
projection_each(struct archive *archive, int64_t family, const char *part,
                const struct areas *areas, int64_t after,
                enum err (*visit)(void *context, const struct flat *row),
                void *context);

/* How many rows a table of a family has; part NULL: all its tables. */
MUST_USE enum err projection_count(struct archive *archive, int64_t family,
                                   const char *part, const struct areas *areas,
                                   int64_t *out);
/* Which responses, newest first: at most limit of those from least to below,
 * without below. */
struct back {
    int64_t family;
    const char *part; /* the path of the table */
    const struct areas *areas;
    int64_t below;
    int64_t least; /* raised where the last of PROJECTION_PASSED answers of
                      any neighbourhood was looked at */
    int64_t limit;
};

enum { PROJECTION_PASSED = 20000 };

/* Raises least where the visitor sees some neighbourhoods only: so many
 * answers of others are passed over and no more. */
MUST_USE enum err projection_least(struct archive *archive, struct back *which);
/* Does that, and visits them; stops at the first error and returns it. */
MUST_USE enum err projection_back(struct archive *archive, struct back *which,
                                  enum err (*visit)(void *context,
                                                    const struct flat *row),
                                  void *context);

#endif
