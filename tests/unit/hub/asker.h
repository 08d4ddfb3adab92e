/* A visit that asks a process: this very program, told what to do by its
 * arguments. */
#ifndef TEST_ASKER_H
#define TEST_ASKER_H

#include "base/arena.h"
#include "children.h"
#include "hub.h"

#include <poll.h>

struct asker {
    struct hub hub;
    struct visit visit;
};

static inline void asker_open(struct asker *a, char *folder)
{
    *a = (struct asker){.hub = {.children = children_new()}};
    a->hub.config.data = folder;
    a->hub.config.database = a->hub.config.name = (char *)(uintptr_t) "";
    a->visit.hub = &a->hub;
    a->visit.arena = arena_new();
}

/* Until nothing runs any more. */
static inline void asker_wait(struct asker *a)
{
    struct pollfd polled[4];

    while (children_count(a->hub.children)) {
        size_t count = children_poll(a->hub.children, polled, 4);
        poll(polled, count, 20);
        children_run(a->hub.children, polled, count);
    }
}

/* The visitor goes. */
static inline void asker_close(struct asker *a)
{
    if (a->visit.gone)
        a->visit.gone(&a->visit);
    arena_free(a->visit.arena);
    children_free(a->hub.children);
}

#endif
