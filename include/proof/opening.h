/* The opening of a commitment. A commitment is a number that hides the answers
 * and binds whoever published it to them. It is SHA-256 over these fields, each
 * behind its length as four bytes, most significant first:
 *
 *   "barrio/1", station, salt, token hash, symbol, SHA-256 of the body
 *
 * The salt is the secret: without it nobody can try out answers. When it is
 * deleted, the commitment means nothing any more. */
#ifndef PROOF_OPENING_H
#define PROOF_OPENING_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

enum {
    COMMITMENT_SIZE = 32,
    OPENING_SALT_SIZE = 16,
    OPENING_TOKEN_SIZE = 16,
    OPENING_SYMBOL_LIMIT = 32
};

/* All that opens a commitment; kept beside the response, sent to the hub,
 * shown when the resident checks the machine. */
struct opening {
    const char *station; /* the station's name, without an epoch */
    unsigned char salt[OPENING_SALT_SIZE];
    unsigned char token_hash[OPENING_TOKEN_SIZE];
    const char *symbol; /* what the resident picked, "" for nothing */
    unsigned char body_sha256[32];
};

/* Fills the opening for frozen bytes with a fresh salt; texts are borrowed.
 * The token hash is claim_hash's. */
void opening_init(struct opening *out, const char *station, const char *symbol,
                  const unsigned char token_hash[OPENING_TOKEN_SIZE],
                  const void *body, size_t size);
/* The commitment. */
void opening_commit(const struct opening *opening,
                    unsigned char out[COMMITMENT_SIZE]);

/* Appends the opening as five lines "name value" (hashes in hex), the form in
 * which a checked machine's answer is shown and audits are handed over. */
void opening_write(const struct opening *opening, struct buf *out);

#endif
