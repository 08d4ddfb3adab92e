/* How far an export is, for whoever started it as a process and reads what it
 * prints: rows read and rows that there are, "1200 50000" a line. */
#ifndef HUB_PROGRESS_H
#define HUB_PROGRESS_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct progress {
    int fd; /* -1: nobody wants to know */
    int64_t done, total;
    int64_t told_ms;
};

/* Begins to count; says at once how much there is. */
MUST_USE enum err progress_begin(struct progress *progress, int fd,
                                 int64_t total);
/* Counts a row and tells it, at most twice a second. ERR_IO when nobody
 * listens any more: the work is for nothing then. */
MUST_USE enum err progress_step(struct progress *progress);

#endif
