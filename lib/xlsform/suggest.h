/* "Did you mean": the known name that is most like a mistaken one. */
#ifndef XLSFORM_SUGGEST_H
#define XLSFORM_SUGGEST_H

#include <stddef.h>

enum { SUGGEST_NAME_MAX = 64 };

struct suggestion {
    const char *wanted;
    const char *name; /* the best so far, or NULL */
    size_t distance;
};

/* Starts a search; nothing further than a third of the name is found. */
void suggest_begin(struct suggestion *best, const char *wanted);
/* Offers a known name (borrowed until the search ends). */
void suggest_try(struct suggestion *best, const char *known);
/* Letters to insert, delete or replace, letter case ignored; names longer
 * than SUGGEST_NAME_MAX are as far apart as they are long. */
size_t suggest_distance(const char *a, const char *b);

#endif
