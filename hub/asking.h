/* Asking this program, as a process of its own, for what takes long, and
 * hearing all that it prints; the hub serves others meanwhile. */
#ifndef HUB_ASKING_H
#define HUB_ASKING_H

#include <stddef.h>

struct visit;

struct asking {
    const char *const *arguments; /* ended by NULL; not read later */
    size_t most_bytes;            /* more is a failure */
    /* Called once with what it printed, in the visit's arena, or with NULL
     * when it failed. */
    void (*heard)(struct visit *visit, void *context, char *printed);
    /* Called instead when the visitor leaves before that; NULL: nothing. */
    void (*left)(void *context);
    void *context;
};

/* Asks. A visit has one question at a time. */
void asking_begin(struct visit *visit, const struct asking *asking);

#endif
