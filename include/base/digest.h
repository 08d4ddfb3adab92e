/* The door to libcrypto for hashes, the kernel's random bytes, and the two
 * printable forms of bytes. Signatures live in lib/proof, ODK encryption in
 * lib/form/seal.c. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/attr.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_LARGEST = 64, MD5_SIZE = 16, SHA256_SIZE = 32 };

enum digest_kind {
    DIGEST_MD5,
    DIGEST_SHA1,
    DIGEST_SHA256,
    DIGEST_SHA384,
    DIGEST_SHA512
};

/* Hashes data into out and returns the hash's size in bytes. */
size_t digest(enum digest_kind kind, const void *data, size_t size,
              unsigned char out[DIGEST_LARGEST]);
/* The same with a secret key (HMAC, RFC 2104). */
size_t digest_hmac(enum digest_kind kind, const void *key, size_t key_size,
                   const void *data, size_t size,
                   unsigned char out[DIGEST_LARGEST]);
/* SHA-256 of data. */
void digest_sha256(const void *data, size_t size,
                   unsigned char out[SHA256_SIZE]);
/* MD5 of data as 32 lower-case hex digits and NUL (OpenRosa's hashes). */
void digest_md5_hex(const void *data, size_t size, char out[33]);

struct digest_stream;
/* Begins a SHA-256 of data that comes in pieces; digest_end frees it. */
struct digest_stream *digest_begin(void);
/* Adds the next piece. */
void digest_add(struct digest_stream *stream, const void *data, size_t size);
/* Writes the hash and frees the stream; out may be NULL to give up. */
void digest_end(struct digest_stream *stream, unsigned char out[SHA256_SIZE]);

/* Fills with cryptographically strong random bytes or ends the process. */
void digest_random(void *out, size_t size);
/* Compares in constant time. */
bool digest_equal(const void *a, const void *b, size_t size);

/* Writes 2 * size lower-case hex digits and a NUL. */
void hex_encode(const void *data, size_t size, char *out);
/* Reads exactly size bytes from 2 * size hex digits; false otherwise. */
MUST_USE bool hex_decode(const char *text, void *out, size_t size);
/* Appends standard base64 with padding. */
void base64_encode(const void *data, size_t size, struct buf *out);
/* Appends the bytes; false when text is not base64 (white space is skipped,
 * missing padding accepted). */
MUST_USE bool base64_decode(const char *text, size_t size, struct buf *out);

#endif
