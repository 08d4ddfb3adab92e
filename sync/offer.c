#include "offer.h"

#include "base/arena.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct tag {
    char *url;
    char *text;
};

struct offer {
    struct arena *arena; /* of the list */
    struct formlist list;
    struct tag *tags;
    size_t tags_count;
    size_t tags_capacity;
};

struct offer *offer_new(void)
{
    struct offer *offer = xcalloc(1, sizeof *offer);

    offer->arena = arena_new();
    return offer;
}

void offer_free(struct offer *offer)
{
    if (!offer)
        return;
    for (size_t i = 0; i < offer->tags_count; i++) {
        free(offer->tags[i].url);
        free(offer->tags[i].text);
    }
    free(offer->tags);
    arena_free(offer->arena);
    free(offer);
}

enum err offer_read(struct offer *offer, const char *data, size_t size,
                    struct xml_error *why)
{
    struct arena *arena = arena_new();
    struct formlist list;
    enum err err = formlist_read(data, size, arena, &list, why);

    if (err) {
        arena_free(arena);
        return err;
    }
    arena_free(offer->arena);
    offer->arena = arena;
    offer->list = list;
    return ERR_NONE;
}

const struct formlist *offer_list(const struct offer *offer)
{
    return &offer->list;
}

static struct tag *find(const struct offer *offer, const char *url)
{
    for (size_t i = 0; i < offer->tags_count; i++) {
        if (strcmp(offer->tags[i].url, url) == 0)
            return &offer->tags[i];
    }
    return NULL;
}

const char *offer_tag(const struct offer *offer, const char *url)
{
    const struct tag *tag = find(offer, url);

    return tag ? tag->text : "";
}

void offer_set_tag(struct offer *offer, const char *url, const char *tag)
{
    struct tag *known = find(offer, url);

    if (!known) {
        offer->tags = mem_grow(offer->tags, offer->tags_count,
                               &offer->tags_capacity, sizeof *offer->tags);
        known = &offer->tags[offer->tags_count++];
        *known = (struct tag){.url = xstrdup(url)};
    }
    free(known->text);
    known->text = xstrdup(tag);
}
