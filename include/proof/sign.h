/* The door to Ed25519: keys that have a name, signatures, and the files that
 * keep the secret half. Everything signed is public text. */
#ifndef PROOF_SIGN_H
#define PROOF_SIGN_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Names are at most 63 bytes: "plaza/2", "city.example/1", a witness. */
enum { SIGN_KEY_SIZE = 32, SIGN_SIZE = 64, SIGN_NAME_SIZE = 64 };

struct sign_key {
    char name[SIGN_NAME_SIZE];
    unsigned char secret[SIGN_KEY_SIZE]; /* RFC 8032's 32 secret bytes */
    unsigned char open[SIGN_KEY_SIZE];   /* the public key */
};

/* Whether a text can name a key: printable ASCII but '+', no blanks. */
bool sign_name_is_valid(const char *name);

/* A new random key. The name must be valid. */
void sign_key_new(struct sign_key *out, const char *name);
/* The key that follows from 32 secret bytes. */
void sign_key_from(struct sign_key *out, const char *name,
                   const unsigned char secret[SIGN_KEY_SIZE]);
/* Wipes the secret from memory. */
void sign_key_clear(struct sign_key *key);

/* Keeps the key in a new file of mode 0600, durably. ERR_CONFLICT when the
 * file is there: a key is never overwritten. */
MUST_USE enum err sign_key_save(const struct sign_key *key, const char *path);
/* Reads it back. ERR_MISSING without a log line; ERR_DENIED when others may
 * read the file or made it (base/owner.h); ERR_FORMAT when it is no key. */
MUST_USE enum err sign_key_load(struct sign_key *out, const char *path);

/* Signs data (Ed25519, the same signature each time). */
void sign_make(const struct sign_key *key, const void *data, size_t size,
               unsigned char out[SIGN_SIZE]);
/* Whether the signature was made with the secret half of this public key. */
bool sign_is_genuine(const unsigned char open[SIGN_KEY_SIZE], const void *data,
                     size_t size, const unsigned char signature[SIGN_SIZE]);

#endif
