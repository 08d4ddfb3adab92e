/* What the running program may still reach (base/sandbox.h), from its
 * settings. */
#ifndef SYNC_CONFINE_H
#define SYNC_CONFINE_H

#include "base/attr.h"
#include "base/err.h"

struct config;

/* Confines the agent to its data, forms, tokens, certificates and a stick; it
 * starts no program and listens nowhere. Nothing happens with sandbox = no. */
MUST_USE enum err confine(const struct config *config);

#endif
