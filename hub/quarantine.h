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
    const char *envelope; /* JSON as it came, or NULL */
    const char *state;    /* open, accepted, repaired, dismissed */
    int64_t times;        /* it came */
    int64_t settled_ms;   /* the decision: when, by whom, why */
    const char *settled_by;
    const char *why;
    const void *body;
    size_t body_size;
    const struct attachment *attachments; /* read with quarantine_files */
    size_t attachments_count;
};

/* What a person decided about one. */
struct settlement {
    const char *state; /* accepted, repaired or dismissed */
    int64_t at_ms;
    const char *who;
    const char *why;          /* "" unless it was repaired */
    const unsigned char *key; /* the response it became, NULL: none */
};

/* Keeps a refused body, inside a transaction. The same bytes again only count
 * up; id, state, times and decision of the argument are not read. */
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
/* Visits those that became the response of a key, oldest first. */
MUST_USE enum err
quarantine_of(struct archive *archive, const unsigned char *key,
              void (*visit)(void *context, const struct quarantined *q),
              void *context);
/* Visits one, open or settled; ERR_MISSING when it is unknown. */
MUST_USE enum err quarantine_get(struct archive *archive, int64_t id,
                                 enum err (*visit)(void *context,
                                                   const struct quarantined *q),
                                 void *context);
/* How many are open. */
MUST_USE enum err quarantine_count(struct archive *archive, int64_t *out);
/* Keeps what was decided about an open one, inside a transaction; its body
 * stays as it came. ERR_CONFLICT when somebody decided before. */
MUST_USE enum err quarantine_settle(struct archive *archive, int64_t id,
                                    const struct settlement *settlement);

#endif
