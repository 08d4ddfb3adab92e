/* Enrolling stations: a one-time code that somebody types at the board, the
 * key that the board makes for itself, its successors, and their end. */
#ifndef HUB_ENROL_H
#define HUB_ENROL_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/note.h"
#include "wire/identity.h"

#include <stdint.h>

struct archive;
struct visit;

enum { ENROL_MINUTES = 24 * 60 };

/* Makes a code for the station of that name, new or known, in a transaction
 * of its own; it can be used once within ENROL_MINUTES, and takes the place
 * of an earlier one. Nothing changes for a known station until it is used. */
MUST_USE enum err enrol_invite(struct archive *archive, const char *name,
                               int64_t now_ms, char code[IDENTITY_CODE_SIZE]);
/* The station's key as note_verifier_print writes it; ERR_MISSING when it has
 * none (any more). */
MUST_USE enum err enrol_key(struct archive *archive, int64_t station,
                            char out[NOTE_VERIFIER_SIZE]);
/* The station that a key belongs to (its printed verifier); revoked tells
 * whether it has been taken away. ERR_MISSING when no station ever had it. */
MUST_USE enum err enrol_find(struct archive *archive, const char *key,
                             int64_t *station, bool *revoked);
/* Ends the keys and codes of a station, inside a transaction. */
MUST_USE enum err enrol_revoke(struct archive *archive, const char *name,
                               int64_t now_ms);

/* POST enrol and POST key (wire/identity.h). */
void enrol_take(struct visit *visit);
void enrol_take_key(struct visit *visit);

#endif
