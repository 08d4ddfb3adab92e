#include "ui/patch.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct patch {
    struct patch *next;
    uint64_t key;
    size_t room; /* for so many cells */
    struct cell cells[];
};

static void free_all(struct patch *patch)
{
    for (struct patch *next; patch; patch = next) {
        next = patch->next;
        free(patch);
    }
}

void patches_begin(struct patches *p)
{
    free_all(p->spare);
    *p = (struct patches){.before = p->now, .spare = p->before};
}

void patches_clear(struct patches *p)
{
    free_all(p->before);
    free_all(p->now);
    free_all(p->spare);
    *p = (struct patches){0};
}

/* FNV-1a in 64 bits: two of a page's few patches never meet by chance, and
 * nothing but a picture would be wrong if they did. */
static uint64_t mix(uint64_t key, uint64_t more)
{
    return (key ^ more) * 1099511628211u;
}

uint64_t patch_key_number(uint64_t key, uint64_t number)
{
    return mix(mix(key, number & UINT32_MAX), number >> 32);
}

uint64_t patch_key_text(uint64_t key, const char *text)
{
    enum { NONE = 0x100, END = 0x101 }; /* no bytes of a text */

    if (!text)
        return mix(key, NONE);
    size_t size = strlen(text);
    for (uint64_t word; size >= sizeof word; size -= sizeof word) {
        memcpy(&word, text, sizeof word);
        key = patch_key_number(key, word);
        text += sizeof word;
    }
    for (; *text; text++)
        key = mix(key, (unsigned char)*text);
    return mix(key, END);
}

uint64_t patch_key(const struct canvas *canvas, struct rect area)
{
    const int parts[] = {
        area.x,
        area.y,
        area.width,
        area.height,
        canvas_width(canvas),
        canvas_is_mirrored(canvas),
        (int)canvas_glyphs(canvas),
        (int)canvas_bidi(canvas),
    };
    uint64_t key = 14695981039346656037u;

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        key = mix(key, (unsigned)parts[i]);
    return patch_key_number(key, canvas_serial(canvas));
}

static void append(struct patches *p, struct patch *patch)
{
    patch->next = NULL;
    if (p->last)
        p->last->next = patch;
    else
        p->now = patch;
    p->last = patch;
}

/* Pages are drawn in the same order, so it is the first one as a rule. */
static struct patch *take(struct patches *p, uint64_t key)
{
    struct patch **link = &p->before;

    while (*link && (*link)->key != key)
        link = &(*link)->next;
    struct patch *found = *link;
    if (found)
        *link = found->next;
    return found;
}

bool patches_put(struct patches *p, struct canvas *canvas, struct rect area,
                 uint64_t key)
{
    struct patch *patch = canvas_has_room(canvas, area) ? take(p, key) : NULL;

    if (!patch)
        return false;
    canvas_put_cells(canvas, area, patch->cells);
    append(p, patch);
    return true;
}

/* As many as were forgotten are new, and of the same size, as a rule. */
static struct patch *get_room(struct patches *p, size_t count)
{
    struct patch **link = &p->spare;

    while (*link && (*link)->room < count)
        link = &(*link)->next;
    struct patch *patch = *link;
    if (patch) {
        *link = patch->next;
        return patch;
    }
    patch = xmalloc(sizeof *patch + count * sizeof patch->cells[0]);
    patch->room = count;
    return patch;
}

void patches_keep(struct patches *p, const struct canvas *canvas,
                  struct rect area, uint64_t key)
{
    size_t count = (size_t)area.width * (size_t)area.height;

    if (!canvas_has_room(canvas, area))
        return;
    struct patch *patch = get_room(p, count);
    patch->key = key;
    canvas_get_cells(canvas, area, patch->cells);
    append(p, patch);
}
