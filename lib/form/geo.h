/* Points on earth as forms write them: "lat lon alt acc", several of them
 * separated by semicolons. */
#ifndef FORM_GEO_H
#define FORM_GEO_H

#include "base/attr.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct point {
    double latitude, longitude, altitude, accuracy;
};

struct points {
    struct point *items; /* free() */
    size_t count;
};

/* Reads one point (altitude and accuracy may be missing). */
MUST_USE bool geo_read_point(const char *text, size_t size, struct point *out);
/* Reads points; false when one of them is none. The caller frees items. */
MUST_USE bool geo_read(const char *text, struct points *out);
/* Appends points in canonical text, "51.5 -0.25 0.0 0.0; ...". */
void geo_print(const struct points *points, struct buf *out);

/* Metres along the points, on a sphere. */
double geo_distance(const struct points *points);
/* Square metres within the points. */
double geo_area(const struct points *points);
/* Whether a point lies within a closed line of points. */
bool geo_is_within(const struct point *point, const struct points *shape);

#endif
