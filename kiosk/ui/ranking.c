#include "ui/ranking.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static void mark_all(struct ranking *r)
{
    for (size_t i = 0; i < r->list.count; i++) {
        snprintf(r->marks[i], sizeof r->marks[i], "[ ]");
        r->list.items[i].mark = r->marks[i];
        r->list.items[i].chosen = false;
    }
    for (size_t n = 0; n < r->count; n++) {
        size_t item = r->order[n];
        snprintf(r->marks[item], sizeof r->marks[item], "[%zu]",
                 (n + 1) % 1000);
        r->list.items[item].chosen = true;
    }
}

void ranking_draw(struct ranking *r, struct canvas *canvas, struct rack *rack,
                  struct rect area, int slot_height)
{
    assert(r->list.count <= RANKING_MAX);
    mark_all(r);
    list_draw(&r->list, canvas, rack, area, slot_height);
}

static void leave(struct ranking *r, size_t item)
{
    size_t kept = 0;
    for (size_t n = 0; n < r->count; n++)
        if (r->order[n] != item)
            r->order[kept++] = r->order[n];
    r->count = kept;
}

enum list_outcome ranking_act(struct ranking *r, struct rack *rack,
                              const struct act *act, int64_t now_ms)
{
    size_t item;
    enum list_outcome outcome = list_act(&r->list, rack, act, now_ms, &item);
    if (outcome != LIST_CHANGED)
        return outcome;
    if (r->list.items[item].chosen)
        r->order[r->count++] = item;
    else
        leave(r, item);
    mark_all(r);
    return LIST_CHANGED;
}
