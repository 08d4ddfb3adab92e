/* Texts read line by line, and the proofs in them. */
#ifndef PROOF_LINES_H
#define PROOF_LINES_H

#include "base/attr.h"
#include "base/buf.h"
#include "proof/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINES_LONGEST = 512 };

/* What is left of a text. */
struct lines {
    const char *at, *end;
};

/* The next line without its newline; false at the end, for one that is too
 * long or has a zero byte. */
MUST_USE bool lines_next(struct lines *lines, char out[LINES_LONGEST]);
/* A line "WORDnumber". */
MUST_USE bool lines_number(struct lines *lines, const char *word,
                           uint64_t *out);
/* Hashes in base64, one a line, up to and with the empty line. */
MUST_USE bool lines_proof(struct lines *lines, struct tree_proof *out);
/* Writes the hashes, without an empty line. */
void lines_write_proof(const struct tree_proof *proof, struct buf *out);

#endif
