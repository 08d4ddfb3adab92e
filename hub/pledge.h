/* The promise that goes with a reply's verdicts (proof/promise.h), made of
 * what the archive holds of each answer. */
#ifndef HUB_PLEDGE_H
#define HUB_PLEDGE_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/promise.h"
#include "record/receipt.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct holding;

struct pledge {
    struct promise promise;
    int64_t last_ms; /* when the newest of them came */
    size_t position;
};

/* An empty one, and its end. */
void pledge_init(struct pledge *out);
void pledge_clear(struct pledge *pledge);
/* Adds the next answer of the reply, whatever became of it. */
void pledge_add(struct pledge *pledge, const struct response *response,
                enum verdict verdict, const struct holding *holding);
/* Appends the signed line; nothing when no answer is to be promised, or this
 * hub cannot sign. ERR_LIMIT as promise_write. */
MUST_USE enum err pledge_write(struct pledge *pledge,
                               const struct archive *archive, struct buf *out);

#endif
