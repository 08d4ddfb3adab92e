/* From when to when a form is open, and at which stations: none named means
 * all of them. Outside its days it is listed no more, but answers that were
 * given before are still taken. */
#ifndef HUB_SCHEDULE_H
#define HUB_SCHEDULE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;

struct schedule {
    int64_t opens_ms;  /* 0: at once */
    int64_t closes_ms; /* 0: never */
    char state[16];    /* waiting, or as in formbook.h */
};

/* The schedule of a family. */
MUST_USE enum err schedule_get(struct archive *archive, int64_t family,
                               struct schedule *out);
/* Sets its days, inside a transaction, and so whether it is open now. */
MUST_USE enum err schedule_set(struct archive *archive, int64_t family,
                               const struct schedule *schedule, int64_t now_ms);
/* Opens and closes what is due by now; whoever lists forms calls it first. */
MUST_USE enum err schedule_run(struct archive *archive, int64_t now_ms);
/* Sets its stations, inside a transaction; none: all stations. */
MUST_USE enum err schedule_set_stations(struct archive *archive, int64_t family,
                                        const int64_t *stations, size_t count);
/* Whether a station is among those that were named; all: none was. */
MUST_USE enum err schedule_names(struct archive *archive, int64_t family,
                                 int64_t station, bool *is_named, bool *all);

#endif
