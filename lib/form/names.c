#include "form/names.h"

#include "base/arena.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct names {
    struct arena *arena;
    const struct node_name **slots; /* open addressing, a power of two */
    size_t capacity;
    size_t count;
};

struct names *names_new(void)
{
    struct names *names = xcalloc(1, sizeof *names);

    names->arena = arena_new();
    names->capacity = 64;
    names->slots = xcalloc(names->capacity, sizeof(struct node_name *));
    return names;
}

void names_free(struct names *names)
{
    if (!names)
        return;
    arena_free(names->arena);
    free(names->slots);
    free(names);
}

uint32_t names_hash(const char *local)
{
    uint32_t h = 2166136261u;

    for (; *local; local++)
        h = (h ^ (unsigned char)*local) * 16777619u;
    return h ^ h >> 15;
}

static const struct node_name **slot_of(struct names *names,
                                        const struct node_name *name)
{
    size_t i = name->hash;

    for (;; i++) {
        const struct node_name **slot =
            &names->slots[i & (names->capacity - 1)];
        if (!*slot || (!strcmp((*slot)->local, name->local) &&
                       !strcmp((*slot)->prefix, name->prefix) &&
                       !strcmp((*slot)->ns, name->ns)))
            return slot;
    }
}

static void grow(struct names *names)
{
    const struct node_name **old = names->slots;
    size_t count = names->capacity;

    names->capacity *= 2;
    names->slots = xcalloc(names->capacity, sizeof(struct node_name *));
    for (size_t i = 0; i < count; i++) {
        if (old[i])
            *slot_of(names, old[i]) = old[i];
    }
    free(old);
}

const struct node_name *names_intern(struct names *names, const char *local,
                                     const char *prefix, const char *ns)
{
    struct node_name wanted = {.local = local,
                               .prefix = prefix ? prefix : "",
                               .ns = ns ? ns : "",
                               .hash = names_hash(local)};
    const struct node_name **slot = slot_of(names, &wanted);

    const struct node_name *known = *slot;
    if (known)
        return known;
    if (names->count * 2 >= names->capacity) {
        grow(names);
        slot = slot_of(names, &wanted);
    }
    struct node_name *name = arena_alloc(names->arena, sizeof *name);
    name->local = arena_strdup(names->arena, wanted.local);
    name->prefix = arena_strdup(names->arena, wanted.prefix);
    name->ns = arena_strdup(names->arena, wanted.ns);
    name->hash = wanted.hash;
    names->count++;
    *slot = name;
    return name;
}
