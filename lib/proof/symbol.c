#include "proof/symbol.h"

#include <assert.h>
#include <string.h>

/* Their order is their number, for ever. */
static const char *const WORDS[SYMBOL_COUNT] = {"sun", "moon", "tree", "fish",
                                                "house"};

/* Of a code, without its check digits. */
enum { CODE_DIGITS = 14 };

const char *symbol_word(size_t symbol)
{
    assert(symbol < SYMBOL_COUNT);
    return WORDS[symbol];
}

size_t symbol_of(const unsigned char commitment[COMMITMENT_SIZE])
{
    size_t rest = 0;

    for (size_t i = 0; i < COMMITMENT_SIZE; i++)
        rest = (256 * rest + commitment[i]) % SYMBOL_COUNT;
    return rest;
}

/* The digits are the commitment modulo 10^14, which five divides: both leave
 * the same rest. */
size_t symbol_of_code(const char *code)
{
    size_t rest = 0, digits = 0;

    for (; *code && digits < CODE_DIGITS; code++) {
        if (*code < '0' || *code > '9')
            continue;
        rest = (10 * rest + (size_t)(*code - '0')) % SYMBOL_COUNT;
        digits++;
    }
    return rest;
}

bool symbol_read(const char *word, size_t *out)
{
    for (size_t i = 0; i < SYMBOL_COUNT; i++) {
        if (strcmp(word, WORDS[i]) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}
