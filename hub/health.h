/* How stations say they are, for the page that lists them. */
#ifndef HUB_HEALTH_H
#define HUB_HEALTH_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct buf;
struct health;
struct visit;

/* Reads what every station said last; lives as long as the visit. */
MUST_USE enum err health_load(struct visit *visit, struct health **out);
/* Appends two cells: answers that a station has not sent yet, and a word for
 * each trouble. Empty for a station that has said nothing. */
void health_add(struct visit *visit, struct buf *out,
                const struct health *health, int64_t station);

#endif
