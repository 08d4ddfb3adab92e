/* One answer with its attachments as the multipart body of an OpenRosa
 * submission, when it did not come by HTTP. */
#ifndef HUB_POSTED_H
#define HUB_POSTED_H

#include "base/attr.h"
#include "base/err.h"
#include "record/receipt.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct config;

struct posted {
    struct archive *archive;
    const struct config *config;
    int64_t station;
    const char *type; /* media type with its boundary */
    const char *body;
    size_t size;
};

/* Judges and keeps it in a transaction of its own; the receipt's reason is
 * the caller's to free. ERR_FORMAT when it is no submission. */
MUST_USE enum err posted_take(const struct posted *posted,
                              struct receipt *receipt);

#endif
