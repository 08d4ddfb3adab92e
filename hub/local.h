/* The counts of some neighbourhoods: tallies are kept for a whole form only,
 * so they are counted anew, by a process of their own, of the rows that the
 * archive has of stations there. */
#ifndef HUB_LOCAL_H
#define HUB_LOCAL_H

#include "base/attr.h"
#include "base/err.h"
#include "permission.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct local;
struct options;
struct reckoned;
struct visit;

/* Where counts are read: of a whole form, or of neighbourhoods. */
struct counts {
    struct archive *archive;
    int64_t family;
    const struct local *local; /* NULL: of the whole form */
};

/* Visits the counts of a path, by value; borrowed for the call. */
MUST_USE enum err counts_each(const struct counts *counts, const char *path,
                              void (*visit)(void *context, const char *value,
                                            int64_t n),
                              void *context);
/* One count, 0 when nothing was counted. */
MUST_USE enum err counts_get(const struct counts *counts, const char *path,
                             const char *value, int64_t *out);

/* Counts a form's answers in neighbourhoods; taken is called when it is done,
 * with NULL when it cannot; at once with what is remembered of many. Where
 * nothing is yet, the reply says that it is being counted. Everything lives
 * as long as the visit. */
void local_take(struct visit *visit, const char *form_id,
                const struct areas *areas,
                void (*taken)(struct visit *visit, void *context,
                              const struct local *local),
                void *context);

/* Of when the counts are. */
const struct reckoned *local_known(const struct local *local);

/* The command local FORM --within AREAS, for the hub itself: prints what it
 * counts. */
MUST_USE enum err local_run(struct options *options, struct archive *archive);

#endif
