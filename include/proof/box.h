/* The door to libsodium: bytes sealed for the owner of a key, who alone can
 * open them. The keys are those of sign.h (Ed25519), turned into X25519 as
 * libsodium does. Sealing hides and detects change; it does not say who
 * sealed: sign what is sealed. */
#ifndef PROOF_BOX_H
#define PROOF_BOX_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/sign.h"

#include <stddef.h>

struct buf;

/* Bytes that sealing adds. */
enum { BOX_OVERHEAD = 48 };

/* Appends data sealed for the owner of a public key. ERR_FORMAT when it is no
 * point of the curve. */
MUST_USE enum err box_seal(const unsigned char open[SIGN_KEY_SIZE],
                           const void *data, size_t size, struct buf *out);
/* Appends what was sealed for this key. ERR_DENIED when it was not, or was
 * changed since. */
MUST_USE enum err box_open(const struct sign_key *key, const void *data,
                           size_t size, struct buf *out);

#endif
