/* What residents asked at this station to take back, until the hubs have done
 * so. A withdrawal is known by the code of its receipt (proof/slip.h); the
 * answer itself may be of another station. */
#ifndef STORE_WITHDRAWALS_H
#define STORE_WITHDRAWALS_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct db;

/* Where the leaf is, as far as this station knows: log "" when it does not. */
struct withdrawal {
    const char *code, *token; /* in groups of four; twenty digits */
    const char *log;
    int64_t index;
};

/* Keeps it durably. Asked again, the last number counts. */
MUST_USE enum err withdrawals_ask(struct db *db,
                                  const struct withdrawal *asked);

/* What a target made of it. */
enum withdrawal_end {
    WITHDRAWAL_TAKEN,  /* the answer is gone there, and its log says so */
    WITHDRAWAL_GONE,   /* it was gone already */
    WITHDRAWAL_DENIED, /* the number is not the answer's */
    WITHDRAWAL_WAITS,  /* not known there yet */
    WITHDRAWAL_ASKED,  /* no target was asked yet */
    WITHDRAWAL_NONE,   /* nobody wishes it */
};
/* Notes that; a waiting one is due again at due_ms. */
MUST_USE enum err withdrawals_settle(struct db *db, const char *target,
                                     const char *code, enum withdrawal_end end,
                                     int64_t due_ms);
/* How the withdrawal of a code stands with whichever target said most. */
MUST_USE enum err withdrawals_find(struct db *db, const char *code,
                                   enum withdrawal_end *out);

/* Visits what the target is to be asked at now_ms, borrowed for the call; an
 * error of visit ends the walk and is returned. Answers of this station that
 * the target has not got yet wait for that. */
MUST_USE enum err withdrawals_each(
    struct db *db, const char *target, int64_t now_ms,
    enum err (*visit)(void *context, const struct withdrawal *asked),
    void *context);

#endif
