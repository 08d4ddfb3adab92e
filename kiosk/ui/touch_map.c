#include "ui/touch_map.h"

#include <math.h>
#include <stdio.h>

/* A map that throws the panel further than this from the glass is none. */
static const double FARTHEST = 10.0, NARROWEST = 1e-4, FINGER = 0.06;

struct touch_map touch_map_plain(void)
{
    return (struct touch_map){.a = 1, .e = 1};
}

/* The sums of the normal equations of least squares. */
struct sums {
    double n, x, y, xx, xy, yy;
};

static struct sums sums_of(const struct touch_pair *pairs, size_t count)
{
    struct sums s = {.n = (double)count};

    for (size_t i = 0; i < count; i++) {
        s.x += pairs[i].x;
        s.y += pairs[i].y;
        s.xx += pairs[i].x * pairs[i].x;
        s.xy += pairs[i].x * pairs[i].y;
        s.yy += pairs[i].y * pairs[i].y;
    }
    return s;
}

static double determinant(double m[3][3])
{
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/* Solves for one coordinate of the glass by Cramer's rule. */
static bool solve(const struct sums *s, const double right[3], double out[3])
{
    double m[3][3] = {
        {s->xx, s->xy, s->x}, {s->xy, s->yy, s->y}, {s->x, s->y, s->n}};
    double whole = determinant(m);

    if (fabs(whole) < NARROWEST)
        return false;
    for (int column = 0; column < 3; column++) {
        double with[3][3];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                with[i][j] = j == column ? right[i] : m[i][j];
        out[column] = determinant(with) / whole;
    }
    return true;
}

static bool is_near(const struct touch_map *map, const struct touch_pair *pair)
{
    double u = map->a * pair->x + map->b * pair->y + map->c;
    double v = map->d * pair->x + map->e * pair->y + map->f;

    return fabs(u - pair->u) < FINGER && fabs(v - pair->v) < FINGER;
}

bool touch_map_fit(struct touch_map *out, const struct touch_pair *pairs,
                   size_t count)
{
    struct sums s = sums_of(pairs, count);
    double u[3] = {0}, v[3] = {0}, to_u[3], to_v[3];

    for (size_t i = 0; i < count; i++) {
        const double at[3] = {pairs[i].x, pairs[i].y, 1};
        for (int k = 0; k < 3; k++) {
            u[k] += at[k] * pairs[i].u;
            v[k] += at[k] * pairs[i].v;
        }
    }
    if (count < 3 || !solve(&s, u, to_u) || !solve(&s, v, to_v))
        return false;
    struct touch_map map = {to_u[0], to_u[1], to_u[2],
                            to_v[0], to_v[1], to_v[2]};
    for (size_t i = 0; i < count; i++)
        if (!is_near(&map, &pairs[i]))
            return false;
    *out = map;
    return true;
}

static double within(double part)
{
    static const double END = 0.999999;

    return part < 0 ? 0 : part > END ? END : part;
}

void touch_map_apply(const struct touch_map *m, double x, double y, double *u,
                     double *v)
{
    *u = within(m->a * x + m->b * y + m->c);
    *v = within(m->d * x + m->e * y + m->f);
}

void touch_map_print(const struct touch_map *m, char out[TOUCH_MAP_TEXT])
{
    snprintf(out, TOUCH_MAP_TEXT, "%.6f %.6f %.6f %.6f %.6f %.6f\n", m->a, m->b,
             m->c, m->d, m->e, m->f);
}

bool touch_map_parse(struct touch_map *out, const char *text)
{
    struct touch_map m;
    int read = sscanf(text, "%lf %lf %lf %lf %lf %lf", &m.a, &m.b, &m.c, &m.d,
                      &m.e, &m.f);
    const double *all[] = {&m.a, &m.b, &m.c, &m.d, &m.e, &m.f};

    for (int i = 0; i < read; i++)
        if (!(fabs(*all[i]) <= FARTHEST))
            return false;
    if (read != 6 || fabs(m.a * m.e - m.b * m.d) < NARROWEST)
        return false;
    *out = m;
    return true;
}
