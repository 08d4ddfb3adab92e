/* Bundles that come by stick (wire/bundle.h): taken like what comes by
 * network, and answered on the same stick. */
#ifndef HUB_IMPORT_H
#define HUB_IMPORT_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct archive;
struct buf;
struct config;

/* Takes every bundle on the stick that is for this hub and from one of its
 * stations, and writes the verdicts beside it; said gets a line for each
 * file. ERR_FORMAT when a file was refused, after all others were taken. */
MUST_USE enum err import_stick(struct archive *archive,
                               const struct config *config, const char *path,
                               struct buf *said);
/* Makes a stick one that stations serve by themselves when it is plugged in,
 * until then. */
MUST_USE enum err import_permit(const struct config *config, const char *path,
                                int64_t until_ms);

#endif
