/* The payload of a batch's frame (wire/batch.h): its responses, column by
 * column. */
#ifndef WIRE_PAYLOAD_H
#define WIRE_PAYLOAD_H

#include "base/attr.h"
#include "base/err.h"
#include "record/response.h"

#include <stddef.h>

struct arena;
struct buf;

enum { PAYLOAD_TEXTS = 10 };

/* Columns of text, in the order in which they travel: where each is in a
 * response. */
extern const size_t PAYLOAD_TEXT[PAYLOAD_TEXTS];

/* Appends the payload of count responses. */
void payload_add(struct buf *out, const struct response *const *list,
                 size_t count);
/* Reads a payload into arena. ERR_FORMAT when it is malformed, ERR_LIMIT
 * beyond BATCH_FRAME_COUNT. */
MUST_USE enum err payload_read(const struct buf *raw, struct arena *arena,
                               struct response **out, size_t *count);

#endif
