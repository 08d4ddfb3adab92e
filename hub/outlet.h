/* Bytes on their way out to a descriptor, gathered into large writes. */
#ifndef HUB_OUTLET_H
#define HUB_OUTLET_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct outlet {
    struct buf buf; /* what was not written yet: append to it */
    int fd;
};

/* An empty one on an open descriptor, which it does not close. */
void outlet_init(struct outlet *outlet, int fd);
/* Frees what it holds, written or not. */
void outlet_clear(struct outlet *outlet);
/* Writes once enough has gathered; ERR_IO when it cannot (a reader that went
 * away is not logged). Call it after each row. */
MUST_USE enum err outlet_pass(struct outlet *outlet);
/* Writes everything. */
MUST_USE enum err outlet_flush(struct outlet *outlet);

#endif
