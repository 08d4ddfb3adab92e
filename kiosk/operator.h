/* The operator's PIN: tried at most five times, then each further try waits
 * twice as long as the one before. */
#ifndef KIOSK_OPERATOR_H
#define KIOSK_OPERATOR_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

struct pin_guard {
    int failures;
    int64_t open_ms; /* no try before this moment of the boot clock */
};

/* Milliseconds until a PIN may be tried, 0 for now. */
int64_t pin_wait_ms(const struct pin_guard *guard, int64_t boot_ms);
/* Tries a PIN; false as well while it has to wait. A right one clears the
 * count. */
MUST_USE bool pin_try(struct pin_guard *guard, const char *hash,
                      const char *pin, int64_t boot_ms);

#endif
