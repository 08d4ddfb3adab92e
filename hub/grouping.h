/* Categories as they are shown: each by itself, or, where suppression hides
 * some, those together as one last group with its own count. */
#ifndef HUB_GROUPING_H
#define HUB_GROUPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

struct grouping {
    size_t *group; /* of each category */
    size_t cells, count;
    int64_t *n; /* of each group */
};

/* Groups a line of counts (suppress_line); the caller clears it. */
void grouping_init(struct grouping *out, const int64_t *n, size_t cells);
/* Frees what grouping_init made. */
void grouping_clear(struct grouping *grouping);
/* Appends the names of a group's categories, each escaped as JSON with commas
 * between. name gives a category's name. */
void grouping_json(struct buf *out, const struct grouping *grouping,
                   size_t group,
                   const char *(*name)(const void *context, size_t cell),
                   const void *context);
/* Appends them as one field of CSV, with "|" between, and what stands after. */
void grouping_csv(struct buf *out, const struct grouping *grouping,
                  size_t group,
                  const char *(*name)(const void *context, size_t cell),
                  const void *context, const char *after);

/* Appends a field of CSV (RFC 4180), quoted when it must be, and what stands
 * after it. */
void csv_field(struct buf *out, const char *text, const char *after);

#endif
