/* The tag of a withdrawal token: by it, who holds the token knows what became
 * of it in a public list, as of an idea in the bulletin. It is so short that a
 * million tokens have the same one, so nobody gets from the list to a token,
 * and a list of thousands still has hardly two alike. */
#ifndef PROOF_TAG_H
#define PROOF_TAG_H

#include "proof/opening.h"

enum { TAG_SIZE = 11 };

/* The first ten hex digits of SHA-256("barrio/tag/1 " and the token's hash,
 * which is proof/claim.h's, in hex). */
void tag_of(const unsigned char token_hash[OPENING_TOKEN_SIZE],
            char out[TAG_SIZE]);

#endif
