/* Checkpoints in the C2SP text form (tlog-checkpoint): which log, how many
 * leaves, which root; signed by the log, cosigned by witnesses. And the
 * proof of one leaf beside its checkpoint (tlog-proof), for checking without
 * a network. */
#ifndef PROOF_CHECKPOINT_H
#define PROOF_CHECKPOINT_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/note.h"
#include "proof/tree.h"

#include <stddef.h>
#include <stdint.h>

struct checkpoint {
    char origin[SIGN_NAME_SIZE]; /* the log: its name and epoch, "plaza/2" */
    uint64_t size;
    unsigned char root[TREE_HASH_SIZE];
};

/* Appends the three lines, unsigned. */
void checkpoint_write(const struct checkpoint *checkpoint, struct buf *out);
/* Writes the checkpoint of a tree and signs it with the log's key, whose
 * name becomes the origin. */
MUST_USE enum err checkpoint_sign(const struct tree *tree,
                                  const struct sign_key *key, struct buf *out);

/* Reads the lines from the head of a text; whoever reads them must have
 * checked the signature. */
MUST_USE enum err checkpoint_read(struct checkpoint *out, const char *text,
                                  size_t size);
/* Reads a signed checkpoint of the log that the verifier stands for.
 * ERR_DENIED when the signature is false or absent or the origin is another
 * log's, ERR_FORMAT when it is no checkpoint; each logged. */
MUST_USE enum err checkpoint_open(struct checkpoint *out, const char *note,
                                  size_t size,
                                  const struct note_verifier *verifier);

/* Appends a tlog-proof: the leaf's index, the hashes, the signed
 * checkpoint. */
void checkpoint_write_proof(uint64_t index, const struct tree_proof *proof,
                            const struct buf *note, struct buf *out);
/* Reads one; *note is borrowed from text. */
MUST_USE enum err checkpoint_read_proof(const char *text, size_t size,
                                        uint64_t *index,
                                        struct tree_proof *proof,
                                        const char **note, size_t *note_size);

#endif
