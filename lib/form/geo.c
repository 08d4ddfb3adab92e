#include "geo.h"

#include "base/mem.h"
#include "form/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MOST = 100000 };

static const double EARTH_RADIUS_M = 6378100;
static const double PI = 3.14159265358979323846;

bool geo_read_point(const char *text, size_t size, struct point *out)
{
    double *parts[] = {&out->latitude, &out->longitude, &out->altitude,
                       &out->accuracy};
    char copy[200];
    size_t count = 0;

    *out = (struct point){0};
    if (size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    for (char *at = copy, *end;; at = end) {
        at += strspn(at, " \t\r\n");
        if (!*at)
            break;
        double part = strtod(at, &end);
        if (end == at || (*end && !strchr(" \t\r\n", *end)) || isnan(part) ||
            count == COUNT_OF(parts))
            return false;
        *parts[count++] = part;
    }
    return count >= 2;
}

/* Empty places between semicolons are passed over: lines end in one. */
bool geo_read(const char *text, struct points *out)
{
    size_t capacity = 0;

    *out = (struct points){0};
    while (*text) {
        size_t size = strcspn(text, ";");
        bool is_blank = strspn(text, " \t\r\n") >= size;
        out->items =
            mem_grow(out->items, out->count, &capacity, sizeof(struct point));
        if (!is_blank &&
            (out->count == POINTS_MOST ||
             !geo_read_point(text, size, &out->items[out->count++]))) {
            free(out->items);
            *out = (struct points){0};
            return false;
        }
        text += size + (text[size] == ';');
    }
    return true;
}

void geo_print(const struct points *points, struct buf *out)
{
    for (size_t i = 0; i < points->count; i++) {
        const struct point *p = &points->items[i];
        const double parts[] = {p->latitude, p->longitude, p->altitude,
                                p->accuracy};
        for (size_t j = 0; j < COUNT_OF(parts); j++) {
            if (i || j)
                buf_puts(out, j ? " " : "; ");
            number_print_double(parts[j], out);
        }
    }
}

static double radians(double degrees)
{
    return degrees * (PI / 180);
}

/* The spherical law of cosines. */
static double between(const struct point *a, const struct point *b)
{
    double latitude1 = radians(a->latitude), latitude2 = radians(b->latitude);
    double cosine = sin(latitude1) * sin(latitude2) +
                    cos(latitude1) * cos(latitude2) *
                        cos(radians(a->longitude - b->longitude));

    return acos(fmin(1, fmax(-1, cosine))) * EARTH_RADIUS_M;
}

double geo_distance(const struct points *points)
{
    double sum = 0;

    for (size_t i = 1; i < points->count; i++)
        sum += between(&points->items[i - 1], &points->items[i]);
    return sum;
}

/* Metres east and north of a reference point, on a plane that shrinks with
 * the latitude of each point. */
static void project(const struct point *reference, const struct point *point,
                    double *x, double *y)
{
    const double around = 2 * EARTH_RADIUS_M * PI;

    *y = (point->latitude - reference->latitude) * around / 360;
    *x = (point->longitude - reference->longitude) * around *
         cos(radians(point->latitude)) / 360;
}

double geo_area(const struct points *points)
{
    double sum = 0, x1, y1, x2, y2;

    for (size_t i = 2; i < points->count; i++) {
        project(&points->items[0], &points->items[i - 1], &x1, &y1);
        project(&points->items[0], &points->items[i], &x2, &y2);
        sum += (y1 * x2 - x1 * y2) / 2;
    }
    return fabs(sum);
}

bool geo_is_within(const struct point *point, const struct points *shape)
{
    double x = point->longitude, y = point->latitude;
    bool within = false;

    /* Counts the edges that a ray towards the east crosses. */
    for (size_t i = 1; i < shape->count; i++) {
        const struct point *a = &shape->items[i - 1], *b = &shape->items[i];
        if ((b->latitude > y) == (a->latitude > y))
            continue;
        double slope =
            (a->longitude - b->longitude) / (a->latitude - b->latitude);
        if (x < slope * (y - b->latitude) + b->longitude)
            within = !within;
    }
    return within;
}
