/* What field workers have done of what they were asked (assignment.h), as the
 * answers say it that have arrived. */
#ifndef HUB_ROUNDS_H
#define HUB_ROUNDS_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;

/* Interviews that one worker did for one assignment. */
struct round {
    int64_t assignment;
    const char *worker;
    int64_t done;
};

/* Zeroed, there are none. */
struct rounds {
    struct round *items; /* once settled: by assignment, then by worker */
    size_t count, capacity;
};

/* Notes one answer by what its station wrote beside it; nothing when it was
 * nobody's task. The worker's name is kept in the arena. */
void rounds_note(struct rounds *rounds, struct arena *arena,
                 const struct json *extra);
/* Puts the same worker's answers together; nothing is noted after it. */
void rounds_settle(struct rounds *rounds);
/* The workers of an assignment, *count of them; NULL when there are none. */
const struct round *rounds_of(const struct rounds *rounds, int64_t assignment,
                              size_t *count);
/* Frees the list; safe on a zeroed one. */
void rounds_clear(struct rounds *rounds);

#endif
