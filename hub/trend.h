/* How answering went: day by day, and question by question. */
#ifndef HUB_TREND_H
#define HUB_TREND_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct buf;
struct counts;
struct model;
struct visit;

/* Appends the last days as a drawing with its table. */
MUST_USE enum err trend_add_days(struct visit *visit, struct buf *out,
                                 const struct counts *counts);
/* Appends how many answered each question of the main table, of total: where
 * people stop is seen here. */
MUST_USE enum err trend_add_questions(struct visit *visit, struct buf *out,
                                      const struct model *model,
                                      const struct counts *counts,
                                      int64_t total);

#endif
