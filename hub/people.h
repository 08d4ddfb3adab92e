/* People who sign in: a name, an office that the public page shows, a
 * password hash, a second factor, and one-time links that stand in for mail.
 * Secrets of links are stored hashed. */
#ifndef HUB_PEOPLE_H
#define HUB_PEOPLE_H

#include "base/attr.h"
#include "base/err.h"
#include "permission.h"
#include "token.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct arena;

struct person {
    int64_t id;
    const char *name;
    const char *office;   /* shown on "who does what" */
    const char *password; /* its hash (base/password.h), "" : none */
    const char *totp;     /* base32, "" : no second factor */
    int64_t totp_step;    /* the last that was used */
    int64_t revoked_ms;
};

enum { PERSON_LONGEST = 80 };

/* Adds a Leader of the whole hub with a password hash, or changes the hash
 * of one who exists and ends their sessions. */
MUST_USE enum err people_add(struct archive *archive, const char *name,
                             const char *hash, int64_t now_ms, int64_t *id);
/* Adds somebody without a password or role, inside a transaction;
 * ERR_CONFLICT when the name is taken. */
MUST_USE enum err people_invite(struct archive *archive, const char *name,
                                const char *office, int64_t now_ms,
                                int64_t *id);
/* A person by name or by number, texts in the arena; ERR_MISSING when there
 * is none or the access was taken away. */
MUST_USE enum err people_find(struct archive *archive, const char *name,
                              struct arena *arena, struct person *out);
/* The same by number, also of whose access was taken away. */
MUST_USE enum err people_get(struct archive *archive, int64_t id,
                             struct arena *arena, struct person *out);
/* The first person by number; ERR_MISSING when there is nobody. */
MUST_USE enum err people_first(struct archive *archive, struct arena *arena,
                               struct person *out);
/* Visits everybody by name; borrowed for the call. */
MUST_USE enum err people_each(struct archive *archive,
                              void (*visit)(void *context,
                                            const struct person *person),
                              void *context);

/* Each changes one thing, inside a transaction. */
MUST_USE enum err people_set_password(struct archive *archive, int64_t id,
                                      const char *hash);
/* secret "" ends the second factor. */
MUST_USE enum err people_set_totp(struct archive *archive, int64_t id,
                                  const char *secret, int64_t step);
/* Uses a step of the second factor up; ERR_DENIED when it was used. */
MUST_USE enum err people_use_totp(struct archive *archive, int64_t id,
                                  int64_t step);
/* Takes somebody's access away (0 gives it back); sessions and links end. */
MUST_USE enum err people_revoke(struct archive *archive, int64_t id,
                                int64_t now_ms);

/* What a link is good for. */
enum link_kind {
    LINK_ENTER,  /* signs in once */
    LINK_INVITE, /* lets somebody choose a password, once */
};

/* Makes a link's secret, good for one use until ends_ms. */
MUST_USE enum err link_new(struct archive *archive, int64_t person,
                           enum link_kind kind, int64_t ends_ms,
                           char secret[TOKEN_TEXT_SIZE]);
/* Whose link it is; ERR_DENIED when it is unknown, used or too old. */
MUST_USE enum err link_find(struct archive *archive, const char *secret,
                            enum link_kind kind, int64_t now_ms,
                            int64_t *person);
/* The same, and uses it up. */
MUST_USE enum err link_use(struct archive *archive, const char *secret,
                           enum link_kind kind, int64_t now_ms,
                           int64_t *person);

#endif
