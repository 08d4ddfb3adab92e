/* Field workers of a station: each signs in by a PIN of their own, which works
 * without a network. */
#ifndef STORE_WORKER_H
#define STORE_WORKER_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct db;

/* The longest name, in bytes. */
enum { WORKER_NAME_MAX = 40 };

/* Adds a worker, or gives one who is there another PIN; pin is its hash
 * (base/password.h). */
MUST_USE enum err worker_set(struct db *db, const char *name, const char *pin,
                             int64_t now_ms);
/* Takes a worker's PIN away; what they wrote stays. ERR_MISSING when there is
 * none of that name. */
MUST_USE enum err worker_remove(struct db *db, const char *name);
/* Calls visit for each worker, by name, borrowed for the call; an error ends
 * the walk and is returned. */
MUST_USE enum err worker_each(struct db *db,
                              enum err (*visit)(void *context, const char *name,
                                                const char *pin),
                              void *context);

#endif
