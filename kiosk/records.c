#include "records.h"

#include "kiosk.h"

#include "base/arena.h"
#include "base/mem.h"
#include "form/catalog.h"

#include <stdlib.h>

struct loading {
    struct kiosk *kiosk;
    struct records *records;
};

/* What people call the form; its id when it is no longer here. */
static const char *form_name(const struct kiosk *kiosk, const char *id)
{
    const struct catalog *catalog = kiosk->offer.catalog;
    const struct catalog_entry *entry =
        catalog ? catalog_find(catalog, id) : NULL;

    return entry ? kiosk_title(kiosk, entry) : id;
}

static enum err take(void *context, const struct draft *draft)
{
    struct loading *l = context;
    struct records *r = l->records;

    r->items = mem_grow(r->items, r->count, &r->capacity, sizeof *r->items);
    r->items[r->count++] = (struct record){
        .number = draft->number,
        .id = arena_strdup(r->arena, draft->id),
        .title = arena_strdup(r->arena, draft->title),
        .form = arena_strdup(r->arena, form_name(l->kiosk, draft->form_id)),
        .reason = arena_strdup(r->arena, draft->reason),
        .replaces = arena_strdup(r->arena, draft->replaces),
        .touched_ms = draft->touched_ms,
        .assignment = draft->assignment,
        .state = draft->state,
    };
    r->counts[draft->state]++;
    return ERR_NONE;
}

enum err records_load(struct kiosk *kiosk, struct records *out)
{
    struct loading loading = {kiosk, out};

    *out = (struct records){.arena = arena_new()};
    return draft_each(kiosk->db, kiosk->worker, take, &loading);
}

void records_clear(struct records *records)
{
    arena_free(records->arena);
    free(records->items);
    *records = (struct records){0};
}
