/* The checker's own door to libcrypto: one hash and one kind of signature. */
#ifndef VERIFY_HASH_H
#define VERIFY_HASH_H

#include <stdbool.h>
#include <stddef.h>

enum { HASH_SIZE = 32, KEY_SIZE = 32, SIGNATURE_SIZE = 64 };

/* SHA-256 of data. */
void verify_hash_of(const void *data, size_t size,
                    unsigned char out[HASH_SIZE]);
/* SHA-256 of one byte and then data. */
void verify_hash_tagged(unsigned char tag, const void *data, size_t size,
                        unsigned char out[HASH_SIZE]);
/* Fills with random bytes or ends the program. */
void verify_hash_random(void *out, size_t size);

/* Whether an Ed25519 signature belongs to the public key and data. */
bool verify_hash_signed(const unsigned char open[KEY_SIZE], const void *data,
                        size_t size,
                        const unsigned char signature[SIGNATURE_SIZE]);
/* Signs; false when the 32 secret bytes cannot be used. */
bool verify_hash_sign(const unsigned char secret[KEY_SIZE], const void *data,
                      size_t size, unsigned char signature[SIGNATURE_SIZE]);
/* The public key of 32 secret bytes; false when they cannot be used. */
bool verify_hash_open_key(const unsigned char secret[KEY_SIZE],
                          unsigned char open[KEY_SIZE]);

#endif
