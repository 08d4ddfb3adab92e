/* What the worker who is signed in is asked to do today: the assignments that
 * the hub published, with how many of each are finished at this station. All
 * of it works without a network. */
#ifndef KIOSK_TASKS_H
#define KIOSK_TASKS_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct assignment;
struct catalog_entry;
struct kiosk;
struct records;

struct task {
    const struct assignment *what;
    const struct catalog_entry *entry; /* its form */
    size_t done;                       /* finished by this worker */
};

/* Zeroed, there are none. */
struct tasks {
    struct arena *arena;
    struct task *items;
    size_t count;
};

/* Reads the tasks of today whose form is asked here; records are the worker's
 * interviews. The list is empty when the hub said nothing, and while it cannot
 * be read (logged). Cleared by tasks_clear; entries are valid until
 * kiosk_reload. */
void tasks_load(struct kiosk *kiosk, const struct records *records,
                struct tasks *out);
/* Frees the list; safe on a zeroed one. */
void tasks_clear(struct tasks *tasks);
/* Whether an assignment is for that worker on that day ("2026-11-28"; "":
 * nobody knows which it is). */
bool task_is_for(const struct assignment *assignment, const char *worker,
                 const char *today);
/* Whether one for everybody says what another of the list, which are all one
 * worker's, says to that worker by name: then that one stands. */
bool task_is_replaced(const struct assignment *assignment,
                      const struct assignment *all, size_t count);

#endif
