/* A growing array of pointers, whose items it does not own. */
#include "model.h"

#include "base/mem.h"

#include <stdlib.h>

void items_add(struct items *items, void *item)
{
    items->items = mem_grow(items->items, items->count, &items->capacity,
                            sizeof *items->items);
    items->items[items->count++] = item;
}

void items_clear(struct items *items)
{
    free(items->items);
    *items = (struct items){0};
}
