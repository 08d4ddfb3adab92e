/* The doors of the hub's log: stations bring theirs, anybody reads ours. */
#ifndef HUB_PROOF_DOOR_H
#define HUB_PROOF_DOOR_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct visit;

#define GROWTH_TYPE "application/x-barrio-growth"

/* POST ~/ledger: a station's growth; 200 with the proof that it was heard, 409
 * with where to go on, or 422 with a sentence. */
void proof_door_hear(struct visit *visit);
/* GET /proof/log[?epoch=LOG]: the whole log as text, ended by its signed
 * checkpoint; streamed. */
void proof_door_log(struct visit *visit);
/* GET /proof/checkpoint: the checkpoint alone. */
void proof_door_checkpoint(struct visit *visit);
/* GET /proof/key: the log's public key. */
void proof_door_key(struct visit *visit);

#endif
