/* "Find your answer" at a station: what it knows by itself, without a network,
 * of a code or a withdrawal number that somebody types. */
#ifndef STATION_FINDING_H
#define STATION_FINDING_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/sign.h"
#include "proof/slip.h"
#include "proof/claim.h"
#include "store/withdrawals.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

enum finding {
    FINDING_NONE,    /* this station did not give that code */
    FINDING_WAITS,   /* here, for a network */
    FINDING_ARRIVED, /* the hub has it; its proof is not back yet */
    FINDING_PROVED,  /* the hub proved that its leaf is in the public log */
    FINDING_REFUSED, /* the hub did not take it; it is kept here */
    FINDING_OPENED,  /* it checked the machine, and never counts */
};

struct found {
    enum finding what;
    char code[SLIP_CODE_SIZE];
    char log[SIGN_NAME_SIZE];
    int64_t index;
    char day[11];   /* it was given, "2026-11-23"; "" when not known any more */
    bool has_token; /* the answer is still here, with its number's hash */
    unsigned char token_hash[OPENING_TOKEN_SIZE];
    enum withdrawal_end withdrawal;
};

/* Looks for what was typed, a code or a withdrawal number, with blanks or
 * without. ERR_FORMAT: neither, a digit is wrong or missing; silent. */
MUST_USE enum err finding_look(struct db *db, const char *typed,
                               struct found *out);
/* Keeps the wish to take it back, for the agent to carry; out->withdrawal is
 * then WITHDRAWAL_ASKED. ERR_FORMAT: a digit is wrong; ERR_DENIED: it is the
 * number of another answer, as far as this station can tell; both silent. */
MUST_USE enum err finding_withdraw(struct db *db, struct found *found,
                                   const char *typed);

#endif
