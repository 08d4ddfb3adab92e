#include "ui/row.h"

static bool is_beside(const struct target *a, const struct target *b)
{
    return a->area.y == b->area.y && a->aside == b->aside;
}

static struct row row_at(const struct rack *r, size_t at)
{
    struct row row = {at, at};

    while (row.first > 0 &&
           is_beside(&r->targets[row.first - 1], &r->targets[at]))
        row.first--;
    while (row.last + 1 < r->count &&
           is_beside(&r->targets[row.last + 1], &r->targets[at]))
        row.last++;
    return row;
}

struct row row_of(const struct rack *r, int id)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->targets[i].id == id && !r->targets[i].aside)
            return row_at(r, i);
    struct row first = row_at(r, 0);
    return r->targets[0].aside ? row_after(r, first) : first;
}

/* Ends where it began when nothing can be walked to. */
struct row row_after(const struct rack *r, struct row row)
{
    struct row next = row;

    do
        next = row_at(r, next.last + 1 < r->count ? next.last + 1 : 0);
    while (r->targets[next.first].aside && next.first != row.first);
    return next;
}

size_t row_count(const struct rack *r, struct row row)
{
    return r->targets[row.first].aside ? 0 : row.last - row.first + 1;
}

int row_begin(const struct rack *r, struct row row)
{
    return r->targets[row.first].id;
}

int row_next(const struct rack *r, struct row row, int id)
{
    for (size_t i = row.first; i < row.last; i++)
        if (r->targets[i].id == id)
            return r->targets[i + 1].id;
    return TARGET_NONE;
}

void row_restyle(const struct rack *r, struct row row, struct canvas *canvas,
                 int style)
{
    for (size_t i = row.first; i <= row.last; i++)
        canvas_restyle(canvas, r->targets[i].area, style);
}
