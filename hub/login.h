/* Sessions of people who are signed in. The archive keeps the hash of each
 * secret; the secret turns every hour, the one before it works a minute more
 * for pages that are on their way. */
#ifndef HUB_LOGIN_H
#define HUB_LOGIN_H

#include "base/attr.h"
#include "base/err.h"
#include "token.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct arena;

struct login {
    int64_t person;
    const char *name;
    const char *csrf; /* what the session's own forms carry */
    bool is_due;      /* its secret should turn now */
};

/* Opens a session for a browser (as it names itself) and writes its
 * secret. */
MUST_USE enum err login_open(struct archive *archive, int64_t person,
                             const char *agent, int64_t now_ms, int64_t ends_ms,
                             char secret[TOKEN_TEXT_SIZE]);
/* Whose session it is, texts in the arena; ERR_DENIED when there is no such
 * session or it has ended. */
MUST_USE enum err login_find(struct archive *archive, const char *secret,
                             int64_t now_ms, struct arena *arena,
                             struct login *out);
/* Gives a session a new secret. ERR_DENIED when it turned meanwhile. */
MUST_USE enum err login_turn(struct archive *archive, const char *secret,
                             int64_t now_ms, char turned[TOKEN_TEXT_SIZE]);
/* Ends a session. */
MUST_USE enum err login_close(struct archive *archive, const char *secret);
/* Ends all sessions of a person but the one of that secret (NULL: all),
 * inside a transaction. */
MUST_USE enum err login_close_others(struct archive *archive, int64_t person,
                                     const char *secret);

/* One of somebody's sessions, as their own page lists it. */
struct login_row {
    const char *agent;
    int64_t made_ms;
    int64_t seen_ms;
    bool is_this; /* of the secret that was given */
};

/* Visits the sessions of a person that have not ended, newest first. */
MUST_USE enum err login_each(
    struct archive *archive, int64_t person, const char *secret, int64_t now_ms,
    void (*visit)(void *context, const struct login_row *row), void *context);

#endif
