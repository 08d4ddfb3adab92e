/* What one row adds to the tallies: by question and value, by state, day and
 * station. */
#ifndef HUB_COUNTING_H
#define HUB_COUNTING_H

#include "archive.h"
#include "cells.h"

#include <stdint.h>

struct table;
struct tally;

/* Counts the cells of a row of a table (the first is the instanceID), n
 * times; n may be negative. */
void counting_cells(struct tally *tally, int64_t family,
                    const struct table *table, struct cells cells, int64_t n);
/* Counts a response by its state; an accepted one by day and station too. */
void counting_arrival(struct tally *tally, int64_t family, enum state state,
                      int64_t received_ms, int64_t station, int64_t n);

#endif
