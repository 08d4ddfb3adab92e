/* What commands of this program counted of a form, remembered: how far it has
 * come (reckoning.h), and the counts of neighbourhoods (local.h). Of many
 * answers that takes seconds: a page shows the last count and says of when it
 * is, while the next is made by a process that nobody waits for. They live
 * with the running hub. What is published is never counted from them. */
#ifndef HUB_RECKONED_H
#define HUB_RECKONED_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hub;
struct reckoned_set;

/* An empty set; the caller frees it, before the hub's children. */
struct reckoned_set *reckoned_set_new(struct hub *hub);
/* Ends what runs; NULL is accepted. */
void reckoned_set_free(struct reckoned_set *set);

/* What is counted: a command, the form, and the neighbourhoods as areas_print
 * says them (NULL: the command has none). */
struct reckoned_of {
    const char *command, *form_id, *within;
    size_t most_bytes; /* more is a failure */
};

/* What is remembered of a form; borrowed until the hub goes on. */
struct reckoned {
    bool is_kept;        /* the form has so many answers that it is remembered;
                            the rest says nothing otherwise */
    const char *printed; /* by the command; NULL: never yet */
    int64_t made_ms;     /* 0: not remembered, but of now */
    bool is_current;     /* nothing changed since */
    bool is_counting;    /* the next one is being made */
    bool is_released;    /* a release was made since: what it took is over */
};

/* Says what is remembered, and begins the next count when something changed.
 * ERR_IO when the last one failed (logged by itself). */
MUST_USE enum err reckoned_find(struct reckoned_set *set,
                                const struct reckoned_of *of,
                                struct reckoned *out);

#endif
