/* Chance, seeded or not. */
#include "expr_random.h"

#include "base/digest.h"
#include "expr_eval.h"

#include <math.h>
#include <stdint.h>

enum { MODULUS = 2147483647, FACTOR = 16807 };

double eval_random(const struct eval *eval)
{
    const struct expr_host *host = eval->context->host;
    uint64_t bits;

    if (host && host->random)
        return host->random(host->context);
    digest_random(&bits, sizeof bits);
    return (double)(bits >> 11) / 9007199254740992.0; /* 2^53 */
}

/* Park and Miller's generator, as the specification wants it, so that all
 * clients shuffle alike. */
static int64_t first_state(double seed)
{
    double whole = isnan(seed) ? 0 : trunc(seed);

    whole = fmin(9.2e18, fmax(-9.2e18, whole));
    int64_t state = (int64_t)whole % MODULUS;
    return state <= 0 ? state + MODULUS - 1 : state;
}

static void swap(struct node **items, size_t i, size_t j)
{
    struct node *item = items[i];

    items[i] = items[j];
    items[j] = item;
}

void random_shuffle(struct node **items, size_t count, double seed)
{
    int64_t state = first_state(seed);

    for (size_t i = count; i-- > 1;) {
        state = state * FACTOR % MODULUS;
        double chance = (double)(state - 1) / (MODULUS - 1);
        swap(items, i, (size_t)(chance * (double)(i + 1)));
    }
}
