#include "token.h"

#include <string.h>

static const char LETTERS[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
enum { LENGTH = TOKEN_TEXT_SIZE - 1, FAIR = 248 }; /* 4 * 62 */

void token_new(char out[TOKEN_TEXT_SIZE])
{
    size_t n = 0;

    while (n < LENGTH) {
        unsigned char random[LENGTH];
        digest_random(random, sizeof random);
        for (size_t i = 0; i < sizeof random && n < LENGTH; i++) {
            /* Values beyond the last full turn would favour some letters. */
            if (random[i] < FAIR)
                out[n++] = LETTERS[random[i] % (sizeof LETTERS - 1)];
        }
    }
    out[n] = '\0';
}

void token_hash(const char *token, unsigned char out[SHA256_SIZE])
{
    digest_sha256(token, strlen(token), out);
}

int token_is_well_formed(const char *token)
{
    return strlen(token) == LENGTH && token[strspn(token, LETTERS)] == '\0';
}
