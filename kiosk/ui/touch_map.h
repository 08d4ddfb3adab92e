/* From a panel's own scale to the glass: panels are mounted turned, mirrored
 * or a little aside. u = a x + b y + c, v = d x + e y + f, all from 0 to 1. */
#ifndef UI_TOUCH_MAP_H
#define UI_TOUCH_MAP_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

enum { TOUCH_MAP_TEXT = 128 };

struct touch_map {
    double a, b, c, d, e, f;
};

/* One place: what the panel said, and where it was on the glass. */
struct touch_pair {
    double x, y, u, v;
};

/* The panel lies on the glass as it is. */
struct touch_map touch_map_plain(void);
/* The map that fits the pairs best; false when fewer than three, all in a
 * line, or one further from its place than a finger is wide. */
MUST_USE bool touch_map_fit(struct touch_map *out,
                            const struct touch_pair *pairs, size_t count);
/* A place on the glass, kept within it. */
void touch_map_apply(const struct touch_map *map, double x, double y, double *u,
                     double *v);
/* As six numbers, and back; false when the text has not six sane ones. */
void touch_map_print(const struct touch_map *map, char out[TOUCH_MAP_TEXT]);
MUST_USE bool touch_map_parse(struct touch_map *out, const char *text);

#endif
