/* Decimal digits that people and QR codes carry: bytes as one long number,
 * and two check digits (ISO 7064, MOD 97-10) that catch every wrong digit
 * and every exchange of two neighbours. */
#ifndef PROOF_DIGITS_H
#define PROOF_DIGITS_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

/* 2^256 has 78 decimal digits. */
enum { DIGITS_OF_HASH = 78, DIGITS_CHECK = 2 };

/* 32 bytes as 78 digits, most significant first, and a NUL. */
void digits_of_hash(const unsigned char hash[32], char out[DIGITS_OF_HASH + 1]);
/* Reads 78 digits; false when they are no number below 2^256. */
MUST_USE bool digits_to_hash(const char *digits, unsigned char out[32]);

/* Appends the two check digits and a NUL to count digits. */
void digits_seal(char *digits, size_t count);
/* Whether all count bytes are digits and the last two fit the others. */
bool digits_are_sealed(const char *digits, size_t count);

/* Copies the digits of what somebody typed, leaving blanks and dashes out;
 * false when there is anything else or not exactly count of them. */
MUST_USE bool digits_typed(const char *text, char *out, size_t count);

#endif
