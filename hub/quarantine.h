/* What could not be taken as it came: kept whole, so that nobody's answer is
 * lost by a refusal, until a person repairs, accepts or dismisses it. */
#ifndef HUB_QUARANTINE_H
#define HUB_QUARANTINE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct arena;
struct attachment;

struct quarantined {
    int64_t id;
    int64_t received_ms;
    int64_t station;
    const char *reason; /* malformed, unknown-form, no-id, conflict, edit */
    const char *detail; /* what was said to the sender */
    const char *instance_id;
    const char *form_id;
    const char *version;
    const char *state; /* open, accepted, dismissed */
    int64_t times;     /* it came */
    const void *body;
    size_t body_size;
    const struct attachment *attachments; /* read with quarantine_files */
    size_t attachments_count;
};

/* Keeps a refused body, inside a transaction. The same bytes again only count
 * up; id, state and times of the argument are not read. */
MUST_USE enum err quarantine_add(struct archive *archive,
                                 const struct quarantined *q);
/* The attachments that came with a body, in the arena. */
MUST_USE enum err quarantine_files(struct archive *archive,
                                   const struct quarantined *q,
                                   struct arena *arena, struct attachment **out,
                                   size_t *count);
/* Visits what is open, newest first, at most limit; borrowed for the call. */
MUST_USE enum err quarantine_each(struct archive *archive, int64_t limit,
                                  void (*visit)(void *context,
                                                const struct quarantined *q),
                                  void *context);
/* Visits one; ERR_MISSING when it is unknown or settled. */
MUST_USE enum err quarantine_get(struct archive *archive, int64_t id,
                                 enum err (*visit)(void *context,
                                                   const struct quarantined *q),
                                 void *context);
/* How many are open. */
MUST_USE enum err quarantine_count(struct archive *archive, int64_t *out);
/* Sets the state of one, inside a transaction. */
MUST_USE enum err quarantine_settle(struct archive *archive, int64_t id,
                                    const char *state);

#endif
