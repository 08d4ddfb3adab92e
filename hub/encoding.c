#include "encoding.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char BLANK[] = " \t";

/* Only that it is not nothing counts: "0", "0.", "0.000" are. */
static bool is_nothing(const char *q, const char *end)
{
    for (; q < end && !strchr(BLANK, *q); q++) {
        if (*q != '0' && *q != '.')
            return false;
    }
    return true;
}

/* The weight's digits in "name ; q=0.5", NULL where there is none: 1. */
static const char *weight_of(const char *at, const char *end)
{
    const char *semicolon = memchr(at, ';', (size_t)(end - at));

    if (!semicolon)
        return NULL;
    at = semicolon + 1;
    at += strspn(at, BLANK);
    return end - at > 2 && strncasecmp(at, "q=", 2) == 0 ? at + 2 : NULL;
}

bool encoding_is_accepted(const char *header, const char *coding)
{
    bool by_star = false;
    size_t size = strlen(coding);

    for (const char *at = header; at && *at;) {
        const char *end = at + strcspn(at, ",");

        at += strspn(at, BLANK);
        size_t name = strcspn(at, ",; \t");
        const char *weight = at < end ? weight_of(at, end) : NULL;
        bool allows = !weight || !is_nothing(weight, end);
        if (name == size && strncasecmp(at, coding, size) == 0)
            return allows;
        if (name == 1 && *at == '*')
            by_star = allows;
        at = *end ? end + 1 : end;
    }
    return by_star;
}
