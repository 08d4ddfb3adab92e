/* The withdrawal token: the one secret a resident may take home. Twenty
 * digits in five groups, the last two of them check digits; whoever shows
 * them may take the answer back while raw data exist. Only its hash is in the
 * commitment and at the hub. */
#ifndef PROOF_CLAIM_H
#define PROOF_CLAIM_H

#include "base/attr.h"
#include "proof/opening.h"

#include <stdbool.h>

enum { TOKEN_DIGITS = 20 };

/* A fresh token: 20 digits and a NUL, 60 bits of chance. */
void claim_new(char out[TOKEN_DIGITS + 1]);
/* Reads what somebody typed, with blanks or dashes anywhere; false when the
 * check digits do not fit. */
MUST_USE bool claim_read(const char *typed, char out[TOKEN_DIGITS + 1]);
/* The 16 bytes that stand for the token in the commitment: the first of
 * SHA-256("barrio/withdrawal/1 " and the 20 digits). */
void claim_hash(const char token[TOKEN_DIGITS + 1],
                unsigned char out[OPENING_TOKEN_SIZE]);

#endif
