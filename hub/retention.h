/* How long answers are kept, form by form. Afterwards an answer is deleted
 * with its attachments; the tallies keep what it was counted as, so that
 * totals and releases stand. */
#ifndef HUB_RETENTION_H
#define HUB_RETENTION_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct models;

/* What a form's schedule deletes, or would delete. */
struct retention {
    const char *form_id;
    int64_t family;
    int64_t days;
    int64_t before_ms;   /* answers received before this */
    int64_t answers;     /* that are due */
    int64_t attachments; /* of theirs */
    int64_t set_aside;   /* settled bodies in quarantine that are due too */
};

/* Keeps a form's answers for so many days, 0: for ever; with its line in the
 * audit log. ERR_MISSING when the form is unknown. */
MUST_USE enum err retention_set(struct archive *archive, const char *form_id,
                                int64_t days, const char *who, int64_t now_ms);
/* Visits every form that has a schedule and what is due now; borrowed for the
 * call. Changes nothing: this is the dry run. */
MUST_USE enum err retention_each(struct archive *archive, int64_t now_ms,
                                 void (*visit)(void *context,
                                               const struct retention *due),
                                 void *context);
/* Deletes what is due, some hundred answers to a transaction, each with its
 * line in the audit log; deleted counts answers. */
MUST_USE enum err retention_run(struct archive *archive, struct models *models,
                                int64_t now_ms, const char *who,
                                int64_t *deleted);

#endif
