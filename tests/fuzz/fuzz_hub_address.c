/* The line of a request: its path against the hub's own table of routes, its
 * query and its fields' escapes. What a route captures lies in the path. */
#include "base/arena.h"
#include "base/mem.h"
#include "route.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An escaped text never grows, and none hides an end. */
static void decode(const char *text)
{
    char *copy = xstrdup(text);

    if (url_decode(copy) && strlen(copy) > strlen(text))
        abort();
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = xstrndup((const char *)data, size);
    struct arena *arena = arena_new();

    for (enum method method = METHOD_GET; method <= METHOD_OTHER; method++) {
        struct match match =
            route_find(ROUTES, ROUTES_COUNT, method, text, arena);
        for (size_t i = 0; i < ROUTE_PARTS; i++) {
            if (match.part[i] && strlen(match.part[i]) > strlen(text))
                abort();
        }
        if (match.route && text[0] != '/')
            abort();
    }
    decode(text);
    arena_free(arena);
    free(text);
    return 0;
}
