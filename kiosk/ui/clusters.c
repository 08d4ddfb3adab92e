#include "ui/clusters.h"

#include "ui/text.h"

#include "base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A sign begins with a byte that no cell's text begins with, and goes on with
 * one that no ASCII has. */
enum { MARK = 0x01, HIGH = 0x80, FIRST_SLOTS = 16 };

struct cluster {
    char sign[CLUSTERS_SIGN_SIZE]; /* of an empty slot: zeros */
    char text[TEXT_CLUSTER_SIZE];
};

void clusters_clear(struct clusters *c)
{
    free(c->slots);
    *c = (struct clusters){0};
}

/* FNV-1a in 64 bits. */
static uint64_t hash(const char *text, size_t size)
{
    uint64_t key = 14695981039346656037u;

    for (size_t i = 0; i < size; i++)
        key = (key ^ (unsigned char)text[i]) * 1099511628211u;
    return key ^ key >> 32;
}

static void make_sign(uint64_t key, char sign[CLUSTERS_SIGN_SIZE])
{
    sign[0] = MARK;
    memcpy(sign + 1, &key, CLUSTERS_SIGN_SIZE - 1);
    sign[1] = (char)(sign[1] | HIGH);
}

/* The slot of a sign, or the empty one where it belongs. */
static struct cluster *slot_of(const struct clusters *c,
                               const char sign[CLUSTERS_SIGN_SIZE])
{
    uint32_t start;
    size_t i;

    memcpy(&start, sign + 2, sizeof start);
    for (i = start % c->slots_count; c->slots[i].sign[0];
         i = (i + 1) % c->slots_count)
        if (memcmp(c->slots[i].sign, sign, CLUSTERS_SIGN_SIZE) == 0)
            break;
    return &c->slots[i];
}

/* Half of the slots stay empty. */
static void make_room(struct clusters *c)
{
    struct clusters more = {.count = c->count};

    if (c->count * 2 < c->slots_count)
        return;
    more.slots_count = c->slots_count ? c->slots_count * 2 : FIRST_SLOTS;
    more.slots = xcalloc(more.slots_count, sizeof *more.slots);
    for (size_t i = 0; i < c->slots_count; i++)
        if (c->slots[i].sign[0])
            *slot_of(&more, c->slots[i].sign) = c->slots[i];
    free(c->slots);
    *c = more;
}

void clusters_sign(struct clusters *c, const char *text, size_t size,
                   char sign[CLUSTERS_SIGN_SIZE])
{
    assert(size < TEXT_CLUSTER_SIZE);
    make_room(c);
    make_sign(hash(text, size), sign);
    struct cluster *slot = slot_of(c, sign);
    if (slot->sign[0])
        return;
    c->count++;
    memcpy(slot->sign, sign, sizeof slot->sign);
    memcpy(slot->text, text, size);
}

bool clusters_is_sign(const char *text)
{
    return text[0] == MARK;
}

const char *clusters_text(const struct clusters *c,
                          const char sign[CLUSTERS_SIGN_SIZE])
{
    assert(c->count > 0);
    const struct cluster *slot = slot_of(c, sign);

    assert(slot->sign[0]);
    return slot->text;
}
