/* The account of a release against the log: what became of every answer. */
#ifndef VERIFY_ACCOUNT_H
#define VERIFY_ACCOUNT_H

#include "verify_log.h"
#include "verify_say.h"

#include <stddef.h>
#include <stdint.h>

/* How many answers came to each end. */
struct account {
    uint64_t counted, excluded, withdrawn;
    uint64_t spoiled; /* of all surveys: these lines name none */
};

/* Adds up the first `lines` leaves of a log, those of former epochs first,
 * for one survey. */
void verify_account_read(struct account *out, const struct log *log,
                         const char *form, size_t form_size, uint64_t lines,
                         struct say *say);
/* Whether a release says the same as the log; names what differs. */
void verify_account_compare(const struct account *release,
                            const struct account *log, struct say *say);

#endif
