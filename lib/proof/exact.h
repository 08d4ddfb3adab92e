/* Numbers and bytes in text that have one spelling only, so that nobody can
 * pass two texts off as one, or one as two. */
#ifndef PROOF_EXACT_H
#define PROOF_EXACT_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A decimal number below 10^18 without leading zeros. */
MUST_USE bool exact_number(const char *text, uint64_t *out);
/* Exactly size bytes (at most 128) in standard base64 with padding. */
MUST_USE bool exact_base64(const char *text, size_t length, void *out,
                           size_t size);
/* Exactly size bytes in lower-case hex. */
MUST_USE bool exact_hex(const char *text, void *out, size_t size);

#endif
