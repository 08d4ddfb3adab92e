/* What the hub does by itself from time to time, each in a child process so
 * that nobody waits for it. */
#ifndef HUB_UPKEEP_H
#define HUB_UPKEEP_H

#include "base/attr.h"

struct hub;
struct upkeep;

/* The chores of a hub that serves; the caller frees it, before its
 * children. */
struct upkeep *upkeep_new(struct hub *hub);
/* NULL is accepted. */
void upkeep_free(struct upkeep *upkeep);
/* Starts what is due. */
void upkeep_run(struct upkeep *upkeep);
/* For how many ms nothing will be due. */
int upkeep_timeout_ms(const struct upkeep *upkeep);

#endif
