/* The second factor: one-time codes of a telephone's app (RFC 6238: SHA-1, 30
 * seconds, 6 digits), as every such app makes them. */
#ifndef HUB_TOTP_H
#define HUB_TOTP_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A secret in base32 and NUL: 160 bits, as RFC 4226 recommends. */
enum { TOTP_SECRET_SIZE = 33, TOTP_DIGITS = 6 };

/* A new secret. */
void totp_new(char out[TOTP_SECRET_SIZE]);
/* The code of a secret for a step of 30 seconds since 1970, as so many (1 to
 * 9) digits and NUL. */
void totp_code(const char *secret, int64_t step, size_t digits, char *out);
/* Finds the step whose code this is: the one of now or a neighbour, for
 * clocks that differ, and after last, so that no code works twice. False when
 * it is none; blanks in the code are passed over. */
MUST_USE bool totp_check(const char *secret, const char *code, int64_t now_ms,
                         int64_t last, int64_t *step);

#endif
