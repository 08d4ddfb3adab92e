/* Whether a submission can be taken as it came; whatever cannot is kept aside
 * under a reason, with words for who sent it. */
#ifndef HUB_JUDGE_H
#define HUB_JUDGE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct arena;
struct arrival;

struct judgement {
    const char *reason;  /* NULL: it can be taken */
    unsigned status;     /* of the refusal */
    const char *message; /* in English */
    bool is_waiting;     /* nothing is wrong with it but that its form is
                            unknown here: worth sending again later */
};

/* The form version asked about last: answers come in runs. */
struct judge_memory {
    const char *form_id, *version; /* NULL: none yet */
    int64_t form, family;
    bool closed;
};

/* Judges the body of an arrival and fills in its response's id, key, form and
 * version as the body says, in arena, and the number of the form. A response
 * with an id has its key already, one without has none (NULL). memory may
 * be NULL; its texts live in arena too. An error is the archive's. */
MUST_USE enum err judge(struct archive *archive, struct arena *arena,
                        struct arrival *arrival, struct judge_memory *memory,
                        struct judgement *out);
/* Keeps the body of a refused arrival aside, inside a transaction. */
MUST_USE enum err judge_set_aside(struct archive *archive,
                                  const struct arrival *arrival,
                                  const struct judgement *judgement);

#endif
