/* People who sign in: a name, a password hash, sessions, one-time links.
 * Secrets are stored hashed. */
#ifndef HUB_PEOPLE_H
#define HUB_PEOPLE_H

#include "base/attr.h"
#include "base/err.h"
#include "token.h"

#include <stdint.h>

struct archive;

/* Adds a Leader of the whole hub with a password hash (base/password.h), or
 * changes the hash of one who exists and ends their sessions. */
MUST_USE enum err people_add(struct archive *archive, const char *name,
                             const char *hash, int64_t now_ms, int64_t *id);
/* The person of a name and their password hash ("" when there is none); the
 * hash is freed by the caller. ERR_MISSING when unknown. */
MUST_USE enum err people_find(struct archive *archive, const char *name,
                              int64_t *id, char **hash);
/* The first person by number; ERR_MISSING when there is nobody. */
MUST_USE enum err people_first(struct archive *archive, int64_t *id,
                               char **name);

/* Opens a session and writes its secret. */
MUST_USE enum err login_open(struct archive *archive, int64_t person,
                             int64_t now_ms, int64_t ends_ms,
                             char secret[TOKEN_TEXT_SIZE]);
/* Who has the session; name is freed by the caller. ERR_DENIED when there is
 * no such session or it has ended. */
MUST_USE enum err login_find(struct archive *archive, const char *secret,
                             int64_t now_ms, int64_t *person, char **name);
/* Ends a session. */
MUST_USE enum err login_close(struct archive *archive, const char *secret);

/* Makes a sign-in link's secret, good for one use until ends_ms. */
MUST_USE enum err link_new(struct archive *archive, int64_t person,
                           int64_t ends_ms, char secret[TOKEN_TEXT_SIZE]);
/* Uses it up; ERR_DENIED when it is unknown, used or too old. */
MUST_USE enum err link_use(struct archive *archive, const char *secret,
                           int64_t now_ms, int64_t *person);

#endif
