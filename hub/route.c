#include "route.h"

#include "base/arena.h"

#include <string.h>

enum { SEGMENTS = 16 };

struct path {
    char *segment[SEGMENTS];
    size_t count;
    size_t base; /* how many segments belong to the base */
    const char *token;
};

/* Splits before unescaping, so that an escaped slash stays in its segment. */
static bool split(struct path *path, const char *text, struct arena *arena)
{
    char *copy = arena_strdup(arena, text);
    char *rest = NULL;

    for (char *s = strtok_r(copy, "/", &rest); s;
         s = strtok_r(NULL, "/", &rest)) {
        if (path->count == SEGMENTS || !url_decode(s))
            return false;
        path->segment[path->count++] = s;
    }
    return text[0] == '/';
}

static bool is_at(const struct path *path, size_t i, const char *word)
{
    return i < path->count && strcmp(path->segment[i], word) == 0;
}

static void find_base(struct path *path)
{
    size_t i = is_at(path, 0, "v1") ? 1 : 0;

    if (is_at(path, i, "key") && i + 1 < path->count) {
        path->token = path->segment[i + 1];
        i += 2;
    }
    if (is_at(path, i, "projects") && i + 1 < path->count)
        i += 2;
    path->base = i;
}

/* Whether a segment fits a pattern's: the same, or "*" and a suffix, which
 * captures what stands before it. */
static bool fits(const char *segment, const char *pattern, size_t size,
                 struct arena *arena, const char **captured)
{
    size_t length = strlen(segment);

    if (*pattern != '*')
        return length == size && memcmp(segment, pattern, size) == 0;
    size_t suffix = size - 1;
    if (length <= suffix ||
        memcmp(segment + length - suffix, pattern + 1, suffix) != 0)
        return false;
    *captured = arena_strndup(arena, segment, length - suffix);
    return true;
}

static bool matches(const struct path *path, const char *pattern,
                    struct arena *arena, const char **part)
{
    size_t i = 0;

    if (*pattern == '~') {
        i = path->base;
        pattern++;
    }
    while (*pattern == '/' && pattern[1]) {
        size_t size = strcspn(++pattern, "/");
        if (i == path->count ||
            !fits(path->segment[i++], pattern, size, arena, part))
            return false;
        if (*pattern == '*')
            part++;
        pattern += size;
    }
    return i == path->count;
}

struct match route_find(const struct route *routes, size_t count,
                        enum method method, const char *text,
                        struct arena *arena)
{
    struct path path = {.count = 0};
    struct match match = {.route = NULL};

    if (!split(&path, text, arena))
        return match;
    find_base(&path);
    match.token = path.token;
    for (size_t i = 0; i < count; i++) {
        const struct route *route = &routes[i];
        bool is_method = route->method == method ||
                         (method == METHOD_HEAD && route->method == METHOD_GET);
        if (!matches(&path, route->path, arena, match.part))
            continue;
        if (is_method) {
            match.route = route;
            return match;
        }
        match.other_method = true;
    }
    return match;
}
