/* One agent a data folder. */
#ifndef SYNC_LOCK_H
#define SYNC_LOCK_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/* Takes the folder until lock_release or the end of the process. ERR_BUSY
 * (logged) when another agent has it. */
MUST_USE enum err lock_take(const char *folder, int *out);
/* Gives it back. */
void lock_release(int lock);
/* Whether an agent has it now. */
bool lock_is_taken(const char *folder);

#endif
