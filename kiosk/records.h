/* A worker's interviews as a list: loaded once, filtered in memory while one
 * types. */
#ifndef KIOSK_RECORDS_H
#define KIOSK_RECORDS_H

#include "base/attr.h"
#include "base/err.h"
#include "store/draft.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct kiosk;

struct record {
    int64_t number;
    const char *title, *form, *reason, *replaces, *id;
    int64_t touched_ms, assignment;
    enum draft_state state;
    const char
        *folded; /* title and form, see fold_match; the screen's to set */
};

struct records {
    struct arena *arena;
    struct record *items;
    size_t count, capacity;
    size_t counts[DRAFT_STATES];
};

/* Reads the interviews of the worker who is signed in, the last one touched
 * first; cleared by records_clear. */
MUST_USE enum err records_load(struct kiosk *kiosk, struct records *out);
/* Frees the list; safe on a zeroed one. */
void records_clear(struct records *records);

#endif
