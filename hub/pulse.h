/* The last heartbeat of each station, for pages, metrics and alerts. */
#ifndef HUB_PULSE_H
#define HUB_PULSE_H

#include "base/attr.h"
#include "base/err.h"
#include "wire/heartbeat.h"

#include <stdint.h>

struct archive;
struct visit;

struct pulse {
    int64_t station;
    const char *name;
    int64_t at_ms; /* when it came; 0: never, and heartbeat says nothing */
    struct heartbeat heartbeat;
};

/* Visits the pulses of all stations that are not revoked, by name; borrowed
 * for the call. */
MUST_USE enum err pulse_each(struct archive *archive,
                             void (*visit)(void *context,
                                           const struct pulse *pulse),
                             void *context);

/* POST heartbeat: keeps it in the place of the one before. */
void pulse_take(struct visit *visit);

#endif
