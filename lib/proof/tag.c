#include "proof/tag.h"

#include "base/digest.h"

#include <string.h>

static const char PREFIX[] = "barrio/tag/1 ";

void tag_of(const unsigned char token_hash[OPENING_TOKEN_SIZE],
            char out[TAG_SIZE])
{
    char text[sizeof PREFIX + 2 * OPENING_TOKEN_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    unsigned char digest[SHA256_SIZE];

    memcpy(text, PREFIX, sizeof PREFIX);
    hex_encode(token_hash, OPENING_TOKEN_SIZE, text + sizeof PREFIX - 1);
    digest_sha256(text, strlen(text), digest);
    hex_encode(digest, sizeof digest, hex);
    memcpy(out, hex, TAG_SIZE - 1);
    out[TAG_SIZE - 1] = '\0';
}
