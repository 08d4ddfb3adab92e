/* Shuffling, private to lib/form. */
#ifndef FORM_EXPR_RANDOM_H
#define FORM_EXPR_RANDOM_H

#include <stddef.h>

struct node;

/* Shuffles as randomize(nodes, seed) of the specification does. */
void random_shuffle(struct node **items, size_t count, double seed);

#endif
