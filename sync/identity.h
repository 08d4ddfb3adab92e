/* The station's own key: made on the board, in the folder keys of its data,
 * readable by the agent's user alone, and known to the hub by its public half
 * (wire/identity.h). What the station signs, it signs with this key. */
#ifndef SYNC_IDENTITY_H
#define SYNC_IDENTITY_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/sign.h"

struct config;
struct db;
struct lane;

/* The key in use. ERR_MISSING when the hub knows none yet. The caller clears
 * it with sign_key_clear. */
MUST_USE enum err identity_load(const struct config *config,
                                struct sign_key *out);
/* The settings that enrolment brought; the caller frees it. */
char *identity_settings_path(const char *data);

/* Enrols at the hub of the first target's url with a code: makes a key, gets
 * name and token, and keeps them as settings. What happened is said on
 * standard output or, with its remedy, on standard error. */
MUST_USE enum err identity_enrol(const struct config *config, const char *code);
/* Replaces the key by a new one, for which the old one vouches. */
MUST_USE enum err identity_rotate(const struct config *config);
/* Makes a key known to a hub of ours that knows none, by the token; does
 * nothing when there is one. Troubles are told. */
void identity_ensure(struct lane *lane, struct db *db);

#endif
