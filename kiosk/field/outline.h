/* The questions of an interview as a list: what each says, what was answered,
 * how it stands. Made when it is looked at. */
#ifndef FIELD_OUTLINE_H
#define FIELD_OUTLINE_H

#include "ui/roll.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct stage;

enum { OUTLINE_COLUMNS = 4 };

enum standing_mark {
    MARK_HEADING,
    MARK_NOTE, /* nothing to answer */
    MARK_EMPTY,
    MARK_ANSWERED,
    MARK_MISSING,
    MARK_INVALID,
};

struct outline_item {
    const char *ref; /* of a heading: the first question below it */
    const char *label, *shown;
    const char *tail; /* of ref, behind the instance that is tabled */
    size_t instance;  /* its number there, from 1 */
    const char *folded;
    enum standing_mark mark;
    bool remarked;
    int depth;
};

struct outline {
    struct arena *arena;
    struct outline_item *items;
    size_t count, capacity;
    size_t counts[MARK_INVALID + 1];
    size_t *shown; /* those that are listed */
    size_t shown_count;
    bool open_only; /* lists only what is missing or invalid */
    struct roll rows;
};

/* Reads the questions whose ref begins with base ("" for all); headings tell
 * groups and instances apart. */
void outline_load(struct stage *stage, struct outline *out, const char *base,
                  bool headings);
/* Frees the list; safe on a zeroed one. */
void outline_clear(struct outline *outline);
/* Lists what holds the typed words. */
void outline_filter(struct outline *outline, const char *typed);
/* What a voice says of a question: its answer, and what is the matter with it.
 */
const char *outline_said(struct stage *stage, const struct outline_item *item);
/* The sign of a mark, and its role. */
const char *outline_sign(enum standing_mark mark, int *role);

#endif
