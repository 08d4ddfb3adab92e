/* Reckonings (reckoning.h) that are remembered. Those of a form with many
 * answers take seconds: a page shows the last one and says of when it is,
 * while the next is made by a process that nobody waits for. They live with
 * the running hub. What is published is never counted from them. */
#ifndef HUB_RECKONED_H
#define HUB_RECKONED_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct hub;
struct reckoned_set;

/* An empty set; the caller frees it, before the hub's children. */
struct reckoned_set *reckoned_set_new(struct hub *hub);
/* Ends what runs; NULL is accepted. */
void reckoned_set_free(struct reckoned_set *set);

/* What is remembered of a form; borrowed until the hub goes on. */
struct reckoned {
    bool is_kept;        /* the form has so many answers that it is remembered;
                            the rest says nothing otherwise */
    const char *printed; /* by the command reckon; NULL: never yet */
    int64_t made_ms;
    bool is_current;  /* nothing changed since */
    bool is_counting; /* the next one is being made */
    bool is_released; /* a release was made since: what it took is over */
};

/* Says what is remembered of a form, and begins the next reckoning when
 * something changed. ERR_IO when the last one failed (logged by itself). */
MUST_USE enum err reckoned_find(struct reckoned_set *set, const char *form_id,
                                struct reckoned *out);

#endif
