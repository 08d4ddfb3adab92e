/* The door to libcrypto for forms: texts signed elsewhere that a form reads,
 * and the encryption of submissions as ODK Central decrypts it (ODK XForms
 * specification, "Encryption"). The scheme hides a response; it does not
 * prove who wrote it. */
#ifndef FORM_SEAL_H
#define FORM_SEAL_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { SEAL_KEY_SIZE = 32, SEAL_IV_SIZE = 16 };

/* Whether a signature of 64 bytes is that of the message under an Ed25519
 * public key of 32 bytes. */
MUST_USE bool seal_is_signed(const void *key, const void *signature,
                             const void *message, size_t size);

/* What seals the files of one response. Wipe it with seal_clear. */
struct seal {
    unsigned char key[SEAL_KEY_SIZE];
    unsigned char iv[SEAL_IV_SIZE]; /* changes from file to file */
    unsigned files;                 /* sealed or opened so far */
};

/* Begins with a key of its own; instance_id with its "uuid:". */
void seal_begin(struct seal *seal, const char *instance_id);
/* Begins again with the key of an envelope. */
void seal_resume(struct seal *seal, const unsigned char key[SEAL_KEY_SIZE],
                 const char *instance_id);
/* Forgets the key. */
void seal_clear(struct seal *seal);
/* Overwrites a secret, which no compiler leaves out, and clears the buffer. */
void seal_wipe(struct buf *secret);

/* Appends the next file encrypted: media in the order of the envelope, the
 * submission last. */
MUST_USE enum err seal_file(struct seal *seal, const void *data, size_t size,
                            struct buf *out);
/* Appends the next file decrypted. ERR_FORMAT when the key or the order is
 * wrong. */
MUST_USE enum err seal_open(struct seal *seal, const void *data, size_t size,
                            struct buf *out);

/* Appends base64 of data under a form's public key (base64RsaPublicKey). */
MUST_USE enum err seal_wrap(const char *public_key, const void *data,
                            size_t size, struct buf *out);
/* Appends the data again, by the private key in PEM (passphrase "" when it
 * has none). ERR_DENIED when the key or the passphrase is not the right one. */
MUST_USE enum err seal_unwrap(const char *private_pem, const char *passphrase,
                              const char *base64, struct buf *out);

#endif
