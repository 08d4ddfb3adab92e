/* How the station is: what the operator's menu and the self-test show. */
#ifndef KIOSK_STATUS_H
#define KIOSK_STATUS_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct kiosk;

/* What an operator asks; moments in wall clock milliseconds, 0 for none. */
struct status {
    int64_t waiting, refused, oldest_waiting_ms, last_contact_ms;
    uint64_t free_bytes;
    size_t forms, forms_refused;
    char trouble[32]; /* of the agent, by its word; "" for none */
};

/* Reads all of it; what could not be read is 0. */
MUST_USE enum err status_read(struct kiosk *kiosk, struct status *out);
/* Whether the store takes a line, for the self-test. */
MUST_USE enum err status_try_store(struct kiosk *kiosk);

#endif
