#include "suggest.h"

#include <ctype.h>
#include <string.h>

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

size_t suggest_distance(const char *a, const char *b)
{
    size_t m = strlen(a);
    size_t n = strlen(b);
    if (m > SUGGEST_NAME_MAX || n > SUGGEST_NAME_MAX)
        return m > n ? m : n;

    size_t row[SUGGEST_NAME_MAX + 1];
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t above = row[j];
            size_t change = tolower((unsigned char)a[i - 1]) !=
                            tolower((unsigned char)b[j - 1]);
            row[j] = smallest(above + 1, row[j - 1] + 1, diagonal + change);
            diagonal = above;
        }
    }
    return row[n];
}

void suggest_begin(struct suggestion *best, const char *wanted)
{
    *best = (struct suggestion){wanted, NULL, strlen(wanted) / 3 + 1};
}

void suggest_try(struct suggestion *best, const char *known)
{
    size_t size = strlen(best->wanted);
    size_t other = strlen(known);
    if ((size > other ? size - other : other - size) >= best->distance)
        return;
    size_t distance = suggest_distance(best->wanted, known);
    if (distance >= best->distance)
        return;
    best->name = known;
    best->distance = distance;
}
