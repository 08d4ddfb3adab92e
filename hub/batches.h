/* The bulk protocol (wire/batch.h): many responses in one request, each frame
 * one durable transaction when it has arrived. */
#ifndef HUB_BATCHES_H
#define HUB_BATCHES_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct receipt;
struct visit;

/* Begins a batch; what was kept is kept whatever becomes of the rest. */
void batches_begin(struct visit *visit);
/* Takes the next bytes of the body. ERR_FORMAT when they are no batch. */
MUST_USE enum err batches_feed(struct visit *visit, const char *data,
                               size_t size);
/* POST batches: answers with a receipt for each response. */
void batches_answer(struct visit *visit);

/* Takes a whole batch that came another way, from a station. *receipts tell
 * of what was committed, also after an error; the caller clears and frees
 * them. */
MUST_USE enum err batches_import(struct archive *archive, int64_t station,
                                 const char *data, size_t size,
                                 struct receipt **receipts, size_t *count);

#endif
