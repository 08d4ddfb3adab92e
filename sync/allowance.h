/* When the network may be used: quiet hours, and so many bytes a day, for
 * stations on a metered SIM card. */
#ifndef SYNC_ALLOWANCE_H
#define SYNC_ALLOWANCE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

/* Hours of the local day, 0 to 23; the same twice means none. */
struct quiet {
    long from;
    long to;
};

struct allowance {
    struct quiet quiet;
    int64_t daily_bytes; /* 0: as many as needed */
    int64_t day;         /* days since 1970, local time */
    int64_t used;        /* bytes of that day */
    int64_t noted;       /* of them, those in the station's notes */
    bool is_ignored;     /* somebody stands there and wants it now */
};

/* Reads "22-6"; "" means none. False when it is neither. */
MUST_USE bool quiet_parse(const char *text, struct quiet *out);

/* Prepares it with what was used today by earlier runs. */
MUST_USE enum err allowance_init(struct allowance *allowance,
                                 const struct quiet *quiet, int64_t daily_bytes,
                                 struct db *db);
/* Counts bytes that crossed the network. */
void allowance_use(struct allowance *allowance, int64_t bytes);
/* How long to wait until the network may be used; 0: now. Under a clock that
 * is not known nobody can say what hour it is: then the hours do not count. */
int64_t allowance_wait_ms(struct allowance *allowance);
/* Notes what was used, if it is worth a write. */
MUST_USE enum err allowance_note(struct allowance *allowance, struct db *db);

#endif
