/* The audit log: who did what to which object. Append only. */
#ifndef HUB_AUDIT_H
#define HUB_AUDIT_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct archive;

struct audit_entry {
    int64_t at_ms;
    const char *who; /* a person's name, or "command line" */
    const char *action;
    const char *object;
    const char *detail;
};

/* Appends an entry, inside a transaction. */
MUST_USE enum err audit_add(struct archive *archive,
                            const struct audit_entry *entry);
/* Appends one in a transaction of its own, now. */
MUST_USE enum err audit_note(struct archive *archive, const char *who,
                             const char *action, const char *object,
                             const char *detail);
/* Visits the newest entries, at most limit; borrowed for the call. */
MUST_USE enum err audit_each(struct archive *archive, int64_t limit,
                             void (*visit)(void *context,
                                           const struct audit_entry *entry),
                             void *context);

#endif
