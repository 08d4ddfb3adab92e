/* Tallies: how often each value was chosen, how many answered, by state, day
 * and station. Counted in memory over a slice of work and added to the
 * archive in one go. */
#ifndef HUB_TALLY_H
#define HUB_TALLY_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct archive;

/* What is counted beside the questions' own paths. */
#define TALLY_STATE "@state"
#define TALLY_DAY "@day"
#define TALLY_STATION "@station"

struct tally;

/* An empty tally; the caller frees it. */
struct tally *tally_new(void);
/* NULL is accepted. */
void tally_free(struct tally *tally);
/* Adds n (may be negative) to the count of a value of a path. */
void tally_count(struct tally *tally, int64_t family, const char *path,
                 const char *value, size_t value_size, int64_t n);
/* Visits what was counted, in no order. */
void tally_walk(const struct tally *tally,
                void (*visit)(void *context, const char *path,
                              const char *value, int64_t n),
                void *context);
/* Adds everything to the archive, inside a transaction, and forgets it. */
MUST_USE enum err tally_keep(struct tally *tally, struct archive *archive);
/* Adds it to the counts of what was deleted by schedule: no rows are left
 * that they could be made of again. */
MUST_USE enum err tally_keep_for_ever(struct tally *tally,
                                      struct archive *archive);
/* Forgets all counts of the archive but those, inside a transaction. */
MUST_USE enum err tally_drop(struct archive *archive);

/* Visits the counts of a path, by value; borrowed for the call. */
MUST_USE enum err
tally_each(struct archive *archive, int64_t family, const char *path,
           void (*visit)(void *context, const char *value, int64_t n),
           void *context);
/* One count, 0 when nothing was counted. */
MUST_USE enum err tally_get(struct archive *archive, int64_t family,
                            const char *path, const char *value, int64_t *out);

#endif
