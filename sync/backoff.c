#include "backoff.h"

enum { LONGEST_ASKED_MS = 86400000 };

static int64_t ceiling_ms(const struct backoff *b, int64_t failures)
{
    int64_t ceiling = b->min_ms;

    while (--failures > 0 && ceiling < b->max_ms)
        ceiling *= 2;
    return ceiling < b->max_ms ? ceiling : b->max_ms;
}

int64_t backoff_pause_ms(const struct backoff *backoff, int64_t failures,
                         uint64_t random)
{
    uint64_t range = (uint64_t)ceiling_ms(backoff, failures) + 1;

    return failures > 0 ? (int64_t)(random % range) : 0;
}

int64_t backoff_asked_ms(const struct backoff *backoff, int64_t failures,
                         int64_t asked_ms, uint64_t random)
{
    int64_t pause = backoff_pause_ms(backoff, failures, random);

    if (asked_ms <= 0)
        return pause;
    if (asked_ms > LONGEST_ASKED_MS)
        asked_ms = LONGEST_ASKED_MS;
    return asked_ms + pause;
}
