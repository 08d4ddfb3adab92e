#include "cursor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 12, CHECK = 3 };

/* So that a mistyped or invented cursor is told instead of silently skipping
 * answers; it is no secret. */
static unsigned check_of(uint64_t number)
{
    uint64_t mixed = (number + 0x9e3779b97f4a7c15U) * 0xbf58476d1ce4e5b9U;

    return (unsigned)(mixed >> 52);
}

void cursor_print(int64_t number, char out[CURSOR_TEXT_SIZE])
{
    uint64_t n = (uint64_t)number & 0xffffffffffffU;

    snprintf(out, CURSOR_TEXT_SIZE, "c%012llx%03x", (unsigned long long)n,
             check_of(n));
}

bool cursor_parse(const char *text, int64_t *number)
{
    char *end;

    *number = 0;
    if (!*text)
        return true;
    if (strlen(text) != 1 + DIGITS + CHECK || text[0] != 'c' ||
        strspn(text + 1, "0123456789abcdef") != DIGITS + CHECK)
        return false;
    unsigned long long all = strtoull(text + 1, &end, 16);
    uint64_t n = all >> (4 * CHECK);
    *number = (int64_t)n;
    return (all & 0xfff) == check_of(n);
}
