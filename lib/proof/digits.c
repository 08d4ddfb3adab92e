#include "digits.h"

#include <stdio.h>
#include <string.h>

enum { MODULUS = 97 };

void digits_of_hash(const unsigned char hash[32], char out[DIGITS_OF_HASH + 1])
{
    unsigned char left[32];

    memcpy(left, hash, sizeof left);
    out[DIGITS_OF_HASH] = '\0';
    for (int i = DIGITS_OF_HASH - 1; i >= 0; i--) {
        unsigned rest = 0;
        for (size_t j = 0; j < sizeof left; j++) {
            rest = rest << 8 | left[j];
            left[j] = (unsigned char)(rest / 10);
            rest %= 10;
        }
        out[i] = (char)('0' + rest);
    }
}

bool digits_to_hash(const char *digits, unsigned char out[32])
{
    memset(out, 0, 32);
    for (int i = 0; i < DIGITS_OF_HASH; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return false;
        unsigned carry = (unsigned)(digits[i] - '0');
        for (int j = 31; j >= 0; j--) {
            carry += out[j] * 10u;
            out[j] = (unsigned char)carry;
            carry >>= 8;
        }
        if (carry)
            return false;
    }
    return true;
}

static unsigned remainder_of(const char *digits, size_t count)
{
    unsigned rest = 0;

    for (size_t i = 0; i < count; i++)
        rest = (rest * 10 + (unsigned)(digits[i] - '0')) % MODULUS;
    return rest;
}

void digits_seal(char *digits, size_t count)
{
    unsigned check = MODULUS + 1 - remainder_of(digits, count) * 100 % MODULUS;

    digits[count] = (char)('0' + check / 10);
    digits[count + 1] = (char)('0' + check % 10);
    digits[count + 2] = '\0';
}

bool digits_are_sealed(const char *digits, size_t count)
{
    if (count <= DIGITS_CHECK)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return false;
    }
    return remainder_of(digits, count) == 1;
}

bool digits_typed(const char *text, char *out, size_t count)
{
    size_t n = 0;

    for (; *text; text++) {
        if (*text == ' ' || *text == '-')
            continue;
        if (*text < '0' || *text > '9' || n == count)
            return false;
        out[n++] = *text;
    }
    out[n] = '\0';
    return n == count;
}
