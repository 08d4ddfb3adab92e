/* The newest counted answers of a form, for tables that no tally has: enough
 * to see a pattern, few enough that a page is quick. */
#ifndef HUB_SAMPLE_H
#define HUB_SAMPLE_H

#include "base/attr.h"
#include "base/err.h"
#include "cells.h"

#include <stdint.h>

struct buf;
struct plan;
struct visit;

enum { SAMPLE_MOST = 4000 };

/* Visits the counted ones among the newest SAMPLE_MOST answers of a plan's
 * main table, which are among the newest PROJECTION_PASSED where the visitor
 * sees some neighbourhoods only; free text is left out unless it is open to
 * the visitor. */
MUST_USE enum err sample_each(struct visit *visit, const struct plan *plan,
                              void (*take)(void *context,
                                           const struct cell *cells),
                              void *context);
/* Appends of which answers that is, to who sees those of some neighbourhoods
 * only. */
void sample_say(struct visit *visit, struct buf *out);

#endif
