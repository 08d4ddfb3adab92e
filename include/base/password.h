/* Passwords and PINs, kept as yescrypt hashes (crypt(5)); the door to
 * libcrypt. The clear text is never stored nor logged. */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/* The hash of a password with a fresh salt, "$y$..."; the caller frees it.
 * ERR_LIMIT for an empty password or one over 255 bytes. */
MUST_USE enum err password_hash(const char *password, char **out);

/* Whether the password belongs to the hash. False as well for a hash that is
 * none; takes about as long either way. */
MUST_USE bool password_check(const char *password, const char *hash);

/* Whether text is a hash that password_check can use. */
MUST_USE bool password_is_hash(const char *text);

#endif
