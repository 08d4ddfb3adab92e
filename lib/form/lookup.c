#include "lookup.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The hash is kept: keys are long and begin alike. */
struct slot {
    const char *key;
    void *value;
    uint64_t hash;
};

struct lookup {
    struct slot *slots; /* open addressing, a power of two */
    size_t capacity;
    size_t count;
};

struct lookup *lookup_new(void)
{
    struct lookup *lookup = xcalloc(1, sizeof *lookup);

    lookup->capacity = 64;
    lookup->slots = xcalloc(lookup->capacity, sizeof *lookup->slots);
    return lookup;
}

void lookup_free(struct lookup *lookup)
{
    if (!lookup)
        return;
    free(lookup->slots);
    free(lookup);
}

static uint64_t hash(const char *key)
{
    uint64_t h = 14695981039346656037u;

    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 1099511628211u;
    return h ^ h >> 29;
}

static struct slot *find(const struct lookup *lookup, const char *key,
                         uint64_t wanted)
{
    size_t i = (size_t)wanted;

    for (;; i++) {
        struct slot *slot = &lookup->slots[i & (lookup->capacity - 1)];
        if (!slot->key || (slot->hash == wanted && !strcmp(slot->key, key)))
            return slot;
    }
}

void *lookup_get(const struct lookup *lookup, const char *key)
{
    return find(lookup, key, hash(key))->value;
}

static void grow(struct lookup *lookup)
{
    struct slot *old = lookup->slots;
    size_t count = lookup->capacity;

    lookup->capacity *= 2;
    lookup->slots = xcalloc(lookup->capacity, sizeof *lookup->slots);
    for (size_t i = 0; i < count; i++) {
        if (old[i].key)
            *find(lookup, old[i].key, old[i].hash) = old[i];
    }
    free(old);
}

void lookup_put(struct lookup *lookup, const char *key, void *value)
{
    uint64_t wanted = hash(key);
    struct slot *slot = find(lookup, key, wanted);

    if (!slot->key) {
        if (++lookup->count * 2 > lookup->capacity) {
            grow(lookup);
            slot = find(lookup, key, wanted);
        }
        slot->key = key;
        slot->hash = wanted;
    }
    slot->value = value;
}
