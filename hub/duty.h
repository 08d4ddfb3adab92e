/* Which roles people have, kept in the archive. */
#ifndef HUB_DUTY_H
#define HUB_DUTY_H

#include "base/err.h"
#include "permission.h"

#include <stdint.h>

struct archive;
struct arena;

/* The duties of a person, in the arena. */
MUST_USE enum err duty_load(struct archive *archive, int64_t person,
                            struct arena *arena, struct duties *out);
/* Gives a role ("" in form_id or area: everywhere), inside a transaction. A
 * duty that they already have stays one. */
MUST_USE enum err duty_add(struct archive *archive, int64_t person,
                           const struct duty *duty, int64_t now_ms);
/* Takes a role away, inside a transaction; ERR_CONFLICT when nobody would be
 * left who is Leader of the whole hub, ERR_MISSING when they do not have it. */
MUST_USE enum err duty_remove(struct archive *archive, int64_t person,
                              const struct duty *duty);
/* ERR_CONFLICT when somebody is the only Leader of the whole hub. */
MUST_USE enum err duty_check_leaders(struct archive *archive, int64_t without);

/* One line of "who does what". */
struct duty_of {
    int64_t person;
    const char *name;
    const char *office;
    struct duty duty;
};

/* Visits who has a role for a form (its own and the whole hub's), by role;
 * form_id NULL: all duties of everybody. Borrowed for the call. */
MUST_USE enum err duty_each(struct archive *archive, const char *form_id,
                            void (*visit)(void *context,
                                          const struct duty_of *of),
                            void *context);

#endif
