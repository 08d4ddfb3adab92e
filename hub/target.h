/* The census: how many people of each place, part of the day, language and
 * group a survey means to hear. Groups are the answers to the question by
 * which people describe themselves (`group = FIELD` in station.conf). */
#ifndef HUB_TARGET_H
#define HUB_TARGET_H

#include "base/attr.h"
#include "base/err.h"
#include "figures.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct arena;
struct buf;

struct target {
    const char *dimension; /* "place", "daypart", "language" or "group" */
    const char *name;
    int64_t n;
};

/* The targets of a form, in order; texts live in the arena. */
MUST_USE enum err targets_load(struct archive *archive, int64_t family,
                               struct arena *arena, struct target **out,
                               size_t *count);
/* Replaces them by a text of lines "place luna-3 60", in a transaction of its
 * own. ERR_FORMAT, with the line in said, when one is not understood. */
MUST_USE enum err targets_set(struct archive *archive, int64_t family,
                              const char *text, struct buf *said);
/* Appends them as such lines. */
void targets_print(struct buf *out, const struct target *targets, size_t count);
/* Plans them in figures; group is the name of the question of groups, or "". */
void targets_plan(const struct target *targets, size_t count,
                  struct figures *figures, const char *group);

/* One who was planned, and how many came. */
struct reach {
    const char *dimension, *name;
    int64_t planned, reached;
};

/* Everybody who was planned, with the counts of the figures; the caller frees
 * *out. */
void targets_reached(const struct figures *figures, const char *group,
                     struct reach **out, size_t *count);
/* Whether fewer than half of those who were planned were heard. */
bool reach_is_gap(const struct reach *reach);

#endif
