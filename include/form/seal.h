/* The door to libcrypto for forms: what was signed elsewhere and is read in
 * a form, and the encryption of submissions. */
#ifndef FORM_SEAL_H
#define FORM_SEAL_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether a signature of 64 bytes is that of the message under an Ed25519
 * public key of 32 bytes. */
MUST_USE bool seal_is_signed(const void *key, const void *signature,
                             const void *message, size_t size);

#endif
