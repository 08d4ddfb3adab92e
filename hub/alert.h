/* What somebody should be told: a station that went quiet, answers that were
 * set aside, a disk that runs low. Each is kept from when it began until it
 * ended. */
#ifndef HUB_ALERT_H
#define HUB_ALERT_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;

struct alert {
    int64_t id;
    const char *kind;   /* quiet, set-aside, disk */
    const char *object; /* the station's name, or "" */
    const char *text;   /* one English sentence */
    int64_t began_ms;
    int64_t ended_ms; /* 0: it lasts */
};

/* From when on something is worth telling; 0 turns it off. */
struct alert_limits {
    int64_t quiet_ms;
    int64_t free_bytes;
};

/* Looks at the archive and its disk, begins and ends alerts accordingly. */
MUST_USE enum err alert_look(struct archive *archive,
                             const struct alert_limits *limits, int64_t now_ms);
/* Visits what nobody was told yet, oldest first: a beginning or an end.
 * Where tell returns true it is noted as told. */
MUST_USE enum err alert_tell(struct archive *archive,
                             bool (*tell)(void *context,
                                          const struct alert *alert),
                             void *context);
/* Visits alerts, newest first, at most limit; borrowed for the call. */
MUST_USE enum err alert_each(struct archive *archive, int64_t limit,
                             void (*visit)(void *context,
                                           const struct alert *alert),
                             void *context);

#endif
