/* What the running program may still reach (base/sandbox.h), from its
 * settings. */
#ifndef HUB_CONFINE_H
#define HUB_CONFINE_H

#include "base/attr.h"
#include "base/err.h"

struct config;

/* Confines the hub to its data and words; it may start itself, nothing else,
 * and opens no further port. Nothing happens with sandbox = no. */
MUST_USE enum err confine(const struct config *config);

#endif
