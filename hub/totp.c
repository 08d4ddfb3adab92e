#include "totp.h"

#include "base/digest.h"

#include <stdio.h>
#include <string.h>

static const char BASE32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
enum { STEP_MS = 30000, LARGEST_SECRET = 128 };

void totp_new(char out[TOTP_SECRET_SIZE])
{
    unsigned char random[TOTP_SECRET_SIZE - 1];

    /* 32 letters: every byte's lower five bits are one, without favour. */
    digest_random(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++)
        out[i] = BASE32[random[i] & 31];
    out[sizeof random] = '\0';
}

static size_t decode(const char *secret, unsigned char out[LARGEST_SECRET])
{
    unsigned bits = 0, held = 0;
    size_t size = 0;

    for (const char *c = secret; *c && size < LARGEST_SECRET; c++) {
        const char *at = strchr(BASE32, *c);
        if (!at)
            break;
        bits = (bits << 5 | (unsigned)(at - BASE32)) & 0xfff;
        held += 5;
        if (held >= 8) {
            held -= 8;
            out[size++] = (unsigned char)(bits >> held);
        }
    }
    return size;
}

void totp_code(const char *secret, int64_t step, size_t digits, char *out)
{
    unsigned char key[LARGEST_SECRET], counter[8], hash[DIGEST_LARGEST];
    unsigned long modulus = 1;
    size_t size = decode(secret, key);

    for (size_t i = 0; i < sizeof counter; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    digest_hmac(DIGEST_SHA1, key, size, counter, sizeof counter, hash);
    /* RFC 4226, section 5.3: the last half byte says where to cut. */
    const unsigned char *at = hash + (hash[19] & 15);
    unsigned long cut = (unsigned long)(at[0] & 127) << 24 |
                        (unsigned long)at[1] << 16 | (unsigned long)at[2] << 8 |
                        at[3];
    for (size_t i = 0; i < digits; i++)
        modulus *= 10;
    snprintf(out, digits + 1, "%0*lu", (int)digits, cut % modulus);
}

bool totp_check(const char *secret, const char *code, int64_t now_ms,
                int64_t last, int64_t *step)
{
    char given[TOTP_DIGITS + 1], wanted[TOTP_DIGITS + 1];
    size_t size = 0;
    bool found = false;

    for (; *code; code++) {
        if (*code == ' ')
            continue;
        if (size == TOTP_DIGITS)
            return false;
        given[size++] = *code;
    }
    if (size != TOTP_DIGITS)
        return false;
    for (int64_t s = now_ms / STEP_MS - 1; s <= now_ms / STEP_MS + 1; s++) {
        totp_code(secret, s, TOTP_DIGITS, wanted);
        if (digest_equal(given, wanted, TOTP_DIGITS) && s > last) {
            *step = s;
            found = true;
        }
    }
    return found;
}
