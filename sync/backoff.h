/* How long to wait after failures: pure arithmetic. */
#ifndef SYNC_BACKOFF_H
#define SYNC_BACKOFF_H

#include <stdint.h>

struct backoff {
    int64_t min_ms;
    int64_t max_ms;
};

/* Full jitter: evenly between 0 and min_ms doubled with each failure after
 * the first, at most max_ms. random is any number, all bits of it random. */
int64_t backoff_pause_ms(const struct backoff *backoff, int64_t failures,
                         uint64_t random);
/* The pause when the server asked for one: never shorter than asked (but at
 * most a day), and spread beyond it, so that not all stations return in the
 * same second. */
int64_t backoff_asked_ms(const struct backoff *backoff, int64_t failures,
                         int64_t asked_ms, uint64_t random);

#endif
