/* How the hub is doing, for programs that watch programs (OpenMetrics 1.0). */
#ifndef HUB_METRICS_H
#define HUB_METRICS_H

#include "base/attr.h"
#include "base/err.h"

struct buf;
struct hub;
struct visit;

/* GET metrics */
void metrics_show(struct visit *visit);
/* Appends them, to the end mark. */
MUST_USE enum err metrics_write(struct buf *out, const struct hub *hub);

#endif
