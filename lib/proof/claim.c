#include "proof/claim.h"

#include "base/digest.h"
#include "digits.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char TAG[] = "barrio/withdrawal/1 ";
static const uint64_t TOKENS = 1000000000000000000u; /* 18 digits */

void claim_new(char out[TOKEN_DIGITS + 1])
{
    uint64_t n;

    /* Numbers of the last, incomplete round would be likelier than others. */
    do
        digest_random(&n, sizeof n);
    while (n >= UINT64_MAX / TOKENS * TOKENS);
    snprintf(out, TOKEN_DIGITS + 1, "%018" PRIu64, n % TOKENS);
    digits_seal(out, TOKEN_DIGITS - DIGITS_CHECK);
}

bool claim_read(const char *typed, char out[TOKEN_DIGITS + 1])
{
    return digits_typed(typed, out, TOKEN_DIGITS) &&
           digits_are_sealed(out, TOKEN_DIGITS);
}

void claim_hash(const char token[TOKEN_DIGITS + 1],
                unsigned char out[OPENING_TOKEN_SIZE])
{
    char text[sizeof TAG + TOKEN_DIGITS];
    unsigned char hash[SHA256_SIZE];
    int n = snprintf(text, sizeof text, "%s%s", TAG, token);

    digest_sha256(text, (size_t)n, hash);
    memcpy(out, hash, OPENING_TOKEN_SIZE);
}
