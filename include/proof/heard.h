/* What a hub answers when it has taken a station's leaves, and what the
 * station's agent checks before anything may be deleted there:
 *
 *   barrio-heard 1
 *   heard city.example/1 57 plaza/1 58 ...   the hub's own line about them
 *   index 57                                 where it is in the hub's log,
 *   ...                                      the hashes beside its way up,
 *                                            an empty line
 *   grown 40                                 the size that the agent knew,
 *   ...                                      the hashes that prove the growth,
 *                                            an empty line
 *   city.example/1 ...                       the hub's signed checkpoint
 */
#ifndef PROOF_HEARD_H
#define PROOF_HEARD_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/checkpoint.h"
#include "proof/note.h"
#include "proof/tree.h"

#include <stddef.h>
#include <stdint.h>

/* Writes the answer: the heard line at index of the hub's log, the hub's tree
 * with its store and key, and the size of the hub's log that the agent saw
 * last (0 for none). */
MUST_USE enum err heard_write(const char *line, uint64_t index,
                              uint64_t known_size, const struct tree *tree,
                              const struct tree_store *store,
                              const struct sign_key *key, struct buf *out);

/* What an agent says of the answer; all but the first are refusals: nothing
 * is deleted, and heard_text is shown to the operator. */
enum heard_verdict {
    HEARD_GOOD,    /* *seen is now the hub's new checkpoint */
    HEARD_STRANGE, /* no such text, or about other leaves */
    HEARD_FALSE,   /* not signed by the hub */
    HEARD_MISSING, /* the hub's line is not in its log */
    HEARD_SHRUNK,  /* an older log than the agent saw */
    HEARD_FORKED   /* another log than the agent saw */
};
/* The verdict as a sentence; never NULL. */
const char *heard_text(enum heard_verdict verdict);

/* Checks an answer against the hub's key, the checkpoint seen last
 * (zero-initialised for none) and the station's own head that was sent.
 * Logs a refusal. */
MUST_USE enum heard_verdict heard_check(const char *text, size_t size,
                                        const struct note_verifier *hub,
                                        const struct checkpoint *station,
                                        struct checkpoint *seen);

#endif
