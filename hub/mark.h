/* What makes an answer worth a second look. The station says that it was given
 * too fast or all alike down a scale; that an interview nearly equals another
 * of the same worker is found here, while it is projected. Nothing is ever
 * dropped for it: a person reads and decides. */
#ifndef HUB_MARK_H
#define HUB_MARK_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct resting;
struct row;
struct sql;
struct table;

/* An interview is like another when it has so many answers at the least, and
 * so much of the longer one is the same in both. */
enum { MARK_ANSWERS = 8, MARK_PERCENT = 90, MARK_LOOKED = 100 };

/* One response on its way into the projection. Zeroed before the first. */
struct marking {
    bool is_field;
    char *flags, *worker;
    uint32_t *hashes; /* of each answer with its question */
    size_t count, capacity;
};

/* Begins with what the station says of it. */
void marking_begin(struct marking *marking, const struct resting *response);
/* Takes one of its rows. */
void marking_row(struct marking *marking, const struct table *table,
                 const struct row *row);
/* Compares and keeps, inside the projection's transaction. */
MUST_USE enum err marking_end(struct marking *marking, struct archive *archive,
                              int64_t family, const struct resting *response);
/* Frees what it holds. */
void marking_clear(struct marking *marking);

/* How much of the longer of two sorted lists both have, in percent. */
int mark_likeness(const uint32_t *a, size_t a_count, const uint32_t *b,
                  size_t b_count);

/* What is known of a response; flags in the caller's room. */
struct mark {
    char flags[64]; /* "fast straight", or "" */
    int64_t other;  /* the response that it is like, 0: none */
    int64_t percent;
};
/* Reads it; zeroed when there is nothing. */
MUST_USE enum err mark_read(struct archive *archive, int64_t number,
                            struct mark *out);
/* The newest response of a family below a number that has a mark of a kind
 * ("fast", "straight", "alike"), 0: none. */
MUST_USE enum err mark_next(struct archive *archive, int64_t family,
                            const char *kind, int64_t below, int64_t *out);
/* Forgets it, inside a transaction: the response was erased. */
MUST_USE enum err mark_forget(struct sql *sql, int64_t number);
/* Forgets all, inside a transaction: the projection is made anew. */
MUST_USE enum err mark_drop(struct sql *sql);

#endif
