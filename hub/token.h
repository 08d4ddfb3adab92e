/* Secrets that open a door: random texts of which the archive keeps only the
 * hash. */
#ifndef HUB_TOKEN_H
#define HUB_TOKEN_H

#include "base/digest.h"

/* 32 characters (190 bits) and NUL: a sign-in link still fits on a line. */
enum { TOKEN_TEXT_SIZE = 33 };

/* A new secret of letters and digits. */
void token_new(char out[TOKEN_TEXT_SIZE]);
/* Its hash, as stored. */
void token_hash(const char *token, unsigned char out[SHA256_SIZE]);
/* Whether a text could be a token at all (a malformed one is 401, an unknown
 * one 403, so that a phone asks for credentials only when it helps). */
int token_is_well_formed(const char *token);

#endif
