/* Drafts of field work: every answer is appended at once, in one durable
 * transaction of one row, and nothing is ever rewritten. Replaying the steps
 * gives the draft back as it was, and undo and redo with it; what they mean is
 * the kiosk's to know. A draft whose instanceID has a response is finished. */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct buf;
struct db;

/* Where a draft stands on its way to the hub. */
enum draft_state {
    DRAFT_OPEN,     /* being filled in */
    DRAFT_FINISHED, /* waits for every target */
    DRAFT_SENT,     /* a target keeps it */
    DRAFT_REFUSED,  /* a target refused it, and none keeps it */
    DRAFT_RETURNED, /* a Coordinator sent it back, and no change was sent yet */
    DRAFT_STATES,
};

/* What is known of a draft besides its steps; texts are borrowed. */
struct draft {
    int64_t number;
    const char *id; /* instanceID */
    const char *form_id, *form_version;
    const char *worker;
    const char *title;    /* by which people find it */
    const char *base;     /* the instance before the first step, as bytes */
    const char *replaces; /* instanceID of the response it takes the place of */
    int64_t assignment;   /* under which it was begun, 0: none */
    const char *place;    /* for which the worker was sent, or "" */
    int64_t seed;         /* of its chance */
    int64_t started_ms, touched_ms;
    enum draft_state state;
    const char *reason; /* of the refusal, or the Coordinator's; or "" */
};

/* Begins a draft; fills number. */
MUST_USE enum err draft_begin(struct db *db, struct draft *draft);
/* Reads one; *texts holds what out borrows. ERR_MISSING when there is none. */
MUST_USE enum err draft_read(struct db *db, int64_t number, struct buf *texts,
                             struct draft *out);
/* Calls visit for each draft of a worker, the one touched last first, without
 * its base; an error ends the walk and is returned. */
MUST_USE enum err draft_each(struct db *db, const char *worker,
                             enum err (*visit)(void *context,
                                               const struct draft *draft),
                             void *context);
/* Calls visit for the instanceID of every draft of every worker. */
MUST_USE enum err
draft_each_id(struct db *db, enum err (*visit)(void *context, const char *id),
              void *context);
/* Calls it what it is called now, and the one touched last. */
MUST_USE enum err draft_touch(struct db *db, int64_t number, const char *title,
                              int64_t now_ms);
/* Marks a draft whose response is kept; with forget, its steps and base go:
 * what is sealed must not stay behind in clear. */
MUST_USE enum err draft_finish(struct db *db, int64_t number, int64_t now_ms,
                               int forget);
/* Deletes an open draft with its steps. */
MUST_USE enum err draft_drop(struct db *db, int64_t number);
/* Deletes what was sent and finished before before_ms. */
MUST_USE enum err draft_prune(struct db *db, int64_t before_ms);
/* Appends the body of the last response that this worker gave to a form;
 * nothing when there is none. */
MUST_USE enum err draft_last_saved(struct db *db, const char *worker,
                                   const char *form_id, struct buf *out);

/* One change, or a move to another place. */
struct draft_step {
    const char *ref;   /* what it is about */
    const char *kind;  /* a word of the kiosk's */
    const char *value; /* "" when there is none */
    const char *place; /* where the worker is after it */
    int64_t at_ms;     /* the clock that expressions saw */
};

/* Appends steps to a draft with the numbers from seq on, all or none. */
MUST_USE enum err draft_append(struct db *db, int64_t number, int64_t seq,
                               const struct draft_step *steps, size_t count);
/* Calls visit for each step in order, borrowed for the call; an error ends the
 * walk and is returned. */
MUST_USE enum err draft_steps(struct db *db, int64_t number,
                              enum err (*visit)(void *context,
                                                const struct draft_step *step),
                              void *context);

#endif
