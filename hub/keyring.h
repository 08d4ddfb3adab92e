/* The hub's own keys, in the folder keys of its data: what it publishes is
 * signed with them, and bundles are sealed for them. Only the hub's user may
 * read the files; several hubs beside each other share one set. */
#ifndef HUB_KEYRING_H
#define HUB_KEYRING_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/sign.h"

/* The key in use; the first call makes it and names it after the host of
 * public_url, with "/1" behind. The caller clears it with sign_key_clear. */
MUST_USE enum err keyring_load(const char *data, const char *public_url,
                               struct sign_key *out);
/* The key before it, with which stations that were away still reckon.
 * ERR_MISSING when there was none. */
MUST_USE enum err keyring_load_previous(const char *data, struct sign_key *out);
/* Makes a new key; the one in use becomes the previous one. */
MUST_USE enum err keyring_rotate(const char *data, const char *public_url);

#endif
