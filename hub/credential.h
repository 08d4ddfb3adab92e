/* Passwords are checked and hashed in child processes: yescrypt takes 16 ms
 * and megabytes on purpose, and the loop must not wait. At most half of the
 * processors work on them, the others wait in line, which is short; known
 * devices have places of their own in it, so that a flood of guesses keeps
 * nobody out who has signed in before. */
#ifndef HUB_CREDENTIAL_H
#define HUB_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

struct credential;
struct visit;

/* Passwords that are being worked on, and those in line; part of a hub. */
struct credentials {
    struct credential *first; /* of those in line */
    size_t waiting, running;
};

enum { CREDENTIAL_SHORTEST = 10, CREDENTIAL_LONGEST = 200 };

/* Checks a password against a hash ("" takes as long and fails) and calls
 * done; the visit is refused as busy when too many checks run. */
void credential_check(struct visit *visit, const char *hash,
                      const char *password, bool is_known_device,
                      void (*done)(struct visit *visit, bool is_right));
/* Hashes a new password and calls done with it. */
void credential_make(struct visit *visit, const char *password,
                     void (*done)(struct visit *visit, const char *hash));

#endif
