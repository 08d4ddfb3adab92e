#include "rounds.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 100 };

/* A name is handed on line by line; whoever holds a token could write more. */
static bool is_name(const char *name)
{
    for (const char *at = name; *at; at++) {
        if ((unsigned char)*at < ' ')
            return false;
    }
    return *name && strlen(name) <= LONGEST_NAME;
}

void rounds_note(struct rounds *r, struct arena *arena,
                 const struct json *extra)
{
    int64_t assignment = json_whole(json_member(extra, "assignment"), 0);
    const char *worker = json_text(json_member(extra, "worker"), "");

    if (assignment <= 0 || !is_name(worker))
        return;
    r->items = mem_grow(r->items, r->count, &r->capacity, sizeof *r->items);
    r->items[r->count++] =
        (struct round){assignment, arena_strdup(arena, worker), 1};
}

static int by_task(const void *a, const void *b)
{
    const struct round *x = a, *y = b;

    if (x->assignment != y->assignment)
        return x->assignment < y->assignment ? -1 : 1;
    return strcmp(x->worker, y->worker);
}

void rounds_settle(struct rounds *r)
{
    size_t kept = 0;

    if (!r->count)
        return;
    qsort(r->items, r->count, sizeof *r->items, by_task);
    for (size_t i = 1; i < r->count; i++) {
        if (by_task(&r->items[kept], &r->items[i]) == 0)
            r->items[kept].done += r->items[i].done;
        else
            r->items[++kept] = r->items[i];
    }
    r->count = kept + 1;
}

const struct round *rounds_of(const struct rounds *r, int64_t assignment,
                              size_t *count)
{
    size_t first = 0, end;

    while (first < r->count && r->items[first].assignment < assignment)
        first++;
    for (end = first; end < r->count && r->items[end].assignment == assignment;)
        end++;
    *count = end - first;
    return *count ? &r->items[first] : NULL;
}

void rounds_clear(struct rounds *r)
{
    free(r->items);
    *r = (struct rounds){.items = NULL};
}
