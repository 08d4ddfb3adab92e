#include "operator.h"

#include "base/log.h"
#include "base/password.h"

enum { FREE_TRIES = 5, FIRST_WAIT_MS = 30000, MOST_DOUBLINGS = 10 };

int64_t pin_wait_ms(const struct pin_guard *guard, int64_t boot_ms)
{
    return boot_ms < guard->open_ms ? guard->open_ms - boot_ms : 0;
}

bool pin_try(struct pin_guard *guard, const char *hash, const char *pin,
             int64_t boot_ms)
{
    if (pin_wait_ms(guard, boot_ms))
        return false;
    if (password_check(pin, hash)) {
        *guard = (struct pin_guard){0};
        log_info("the PIN is right");
        return true;
    }
    guard->failures++;
    log_warn("wrong PIN, number %d", guard->failures);
    int extra = guard->failures - FREE_TRIES;
    if (extra > MOST_DOUBLINGS)
        extra = MOST_DOUBLINGS;
    if (extra >= 0)
        guard->open_ms = boot_ms + ((int64_t)FIRST_WAIT_MS << extra);
    return false;
}
