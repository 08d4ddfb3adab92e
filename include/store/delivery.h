/* What the agent and the operator do with deliveries beyond due and settle:
 * hold a form, look at what is parked, let it wait again, confirm, prune. */
#ifndef STORE_DELIVERY_H
#define STORE_DELIVERY_H

#include "base/attr.h"
#include "base/err.h"
#include "record/response.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct outbox_entry;

/* Holds back the responses to a form version that the target does not take,
 * until then; responses to other forms go on. */
MUST_USE enum err delivery_hold(struct db *db, const char *target,
                                const char *form_id, const char *form_version,
                                const char *reason, int64_t until_ms);
/* Makes parked responses and held forms of the target wait again. */
MUST_USE enum err delivery_retry(struct db *db, const char *target,
                                 int64_t *count);
/* Ends the pauses and holds of what waits for the target, not of what is
 * parked. */
MUST_USE enum err delivery_due_now(struct db *db, const char *target);
/* Calls visit for each parked response, oldest first, borrowed for the call;
 * a visit that returns an error ends the walk with it. */
MUST_USE enum err delivery_each_parked(
    struct db *db, const char *target,
    enum err (*visit)(void *context, const struct response *response,
                      const char *verdict, const char *reason),
    void *context);

/* When the next waiting response becomes due (now_ms when one is due), or -1
 * when none waits. */
MUST_USE enum err delivery_next_due(struct db *db, const char *target,
                                    int64_t now_ms, int64_t *out);

/* Whether the target has taken another response since this one was last
 * tried. */
MUST_USE enum err
delivery_others_pass(struct db *db, const char *target,
                     const unsigned char key[RESPONSE_KEY_SIZE], bool *out);

/* Responses kept by the target since before before_ms and not yet confirmed,
 * oldest first, at most limit; freed by outbox_entries_clear. */
MUST_USE enum err delivery_unconfirmed(struct db *db, const char *target,
                                       int64_t before_ms, size_t limit,
                                       struct outbox_entry **out,
                                       size_t *count);
/* Records that the target was asked again and still has the response. */
MUST_USE enum err delivery_confirm(struct db *db, const char *target,
                                   const unsigned char key[RESPONSE_KEY_SIZE]);
/* Deletes the responses that every one of the targets keeps, has kept since
 * before before_ms, has confirmed and, where it keeps a log, has proved to
 * hold; their leaves stay. */
MUST_USE enum err delivery_prune(struct db *db, const char *const *targets,
                                 size_t targets_count, int64_t before_ms,
                                 int64_t *deleted);
/* Deletes the response of a leaf, which was withdrawn; the leaf stays. Without
 * one it does nothing. */
MUST_USE enum err delivery_forget(struct db *db, const char *log,
                                  int64_t index);

#endif
