/* Hearing a station's log: its new lines are held against what it sent
 * before, then become leaves of the hub's log with the head that it signed.
 * All or none, in one transaction. */
#ifndef HUB_HEARING_H
#define HUB_HEARING_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

struct archive;

/* What came of it; the reply's text says it to the station. */
enum hearing {
    HEARING_TAKEN,   /* barrio-heard 1 ...: proof/heard.h */
    HEARING_BEHIND,  /* barrio-known 1, LOG SIZE: send from there; or
                        barrio-missing 1, LOG INDEX: send that answer again;
                        or barrio-abridged 1, LOG FROM: send whole lines */
    HEARING_FORKED,  /* barrio-forked 1, LOG AT: other leaves from there on */
    HEARING_REFUSED, /* a sentence */
};

/* Takes a growth (proof/growth.h; the text is cut up) that a station's token
 * brought, and appends the reply. Errors are the archive's. */
MUST_USE enum err hearing_take(struct archive *archive, int64_t station,
                               char *text, size_t size, enum hearing *out,
                               struct buf *reply);

#endif
