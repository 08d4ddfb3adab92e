/* The head of a log as a station keeps it beside each leaf, so that whoever
 * reads the row can take the log up again or show its signed checkpoint, and
 * needs neither the other rows nor the key:
 *
 *   id[4] signature[64] peak[32]*    the signature line's bytes as C2SP has
 *                                    them; the tree's peaks, lowest first */
#ifndef PROOF_HEAD_H
#define PROOF_HEAD_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/sign.h"
#include "proof/tree.h"

#include <stddef.h>
#include <stdint.h>

/* Signs the tree's checkpoint and appends its head. */
MUST_USE enum err head_write(const struct tree *tree,
                             const struct sign_key *key, struct buf *out);
/* Takes up the tree of size leaves from its head; ERR_FORMAT when that is
 * not one of such a tree. Does not check the signature. */
MUST_USE enum err head_read(struct tree *out, uint64_t size, const void *head,
                            size_t head_size);
/* Appends the signed checkpoint that a head stands for, of the log called
 * name. */
MUST_USE enum err head_note(const char *name, uint64_t size, const void *head,
                            size_t head_size, struct buf *note);

#endif
