/* Shuffling, private to lib/form. */
#ifndef FORM_RANDOM_H
#define FORM_RANDOM_H

#include "form/value.h"

/* The seed that a value stands for: a number's whole part, another text's
 * hash, 0 for nothing. */
int64_t random_seed(const struct value *value);
/* Shuffles as randomize(nodes, seed) of the specification does. */
void random_shuffle(struct node **items, size_t count, int64_t seed);

#endif
