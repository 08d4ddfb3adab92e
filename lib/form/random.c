/* Chance, seeded or not. */
#include "random.h"

#include "base/digest.h"
#include "form/value.h"

#include <math.h>
#include <string.h>

enum { MODULUS = 2147483647, FACTOR = 16807 };

int64_t random_seed(const struct value *value)
{
    double number = value_to_number(value);
    unsigned char hash[SHA256_SIZE];
    uint64_t bits = 0;

    if (!isnan(number))
        return (int64_t)fmin(9.2e18, fmax(-9.2e18, trunc(number)));
    if (value->kind != VALUE_TEXT || !*value->as.text)
        return 0;
    digest_sha256(value->as.text, strlen(value->as.text), hash);
    for (size_t i = 0; i < sizeof bits; i++)
        bits = bits << 8 | hash[i];
    return (int64_t)bits;
}

/* Park and Miller's generator, as the specification wants it, so that all
 * clients shuffle alike. */
void random_shuffle(struct node **items, size_t count, int64_t seed)
{
    /* As a double, because other clients know no longer integers. */
    int64_t state = (int64_t)fmod((double)seed, MODULUS);

    if (state <= 0)
        state += MODULUS - 1;
    for (size_t i = 0; i < count; i++) {
        state = state * FACTOR % MODULUS;
        double chance = (double)(state - 1) / (MODULUS - 1);
        size_t j = (size_t)(chance * (double)(i + 1));
        struct node *item = items[i];
        items[i] = items[j];
        items[j] = item;
    }
}
