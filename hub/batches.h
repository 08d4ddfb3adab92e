/* The bulk protocol (wire/batch.h): many responses in one request, each frame
 * one durable transaction when it has arrived. */
#ifndef HUB_BATCHES_H
#define HUB_BATCHES_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct visit;

/* Begins a batch; what was kept is kept whatever becomes of the rest. */
void batches_begin(struct visit *visit);
/* Takes the next bytes of the body. ERR_FORMAT when they are no batch. */
MUST_USE enum err batches_feed(struct visit *visit, const char *data,
                               size_t size);
/* POST batches: answers with a receipt for each response. */
void batches_answer(struct visit *visit);

#endif
