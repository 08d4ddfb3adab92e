/* Whom a station believes: the key that a target's editions must be signed
 * with, and the highest edition seen. Kept as notes in the station's
 * database. */
#ifndef SYNC_TRUST_H
#define SYNC_TRUST_H

#include "base/attr.h"
#include "base/err.h"
#include "trouble.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct edition;
struct lane;

/* Reads and judges a signed edition. TROUBLE_NONE when it is to be followed:
 * out is then filled (in arena) and the key and number are noted. Without a
 * key in the settings the first one seen is trusted from then on. */
enum trouble trust_judge(struct lane *lane, struct db *db, const char *note,
                         size_t size, struct arena *arena, struct edition *out);
/* A note of the target's: "" when there is none; the caller frees it. */
char *trust_recall(struct lane *lane, struct db *db, const char *name);
/* Leaves such a note. */
MUST_USE enum err trust_note(struct lane *lane, struct db *db, const char *name,
                             const char *value);

#endif
