/* How the hub is doing, for programs that watch programs (OpenMetrics 1.0). */
#ifndef HUB_METRICS_H
#define HUB_METRICS_H

struct visit;

/* GET metrics */
void metrics_show(struct visit *visit);

#endif
