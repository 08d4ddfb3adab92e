/* Functions of points on earth. */
#include "call.h"

#include "base/mem.h"
#include "geo.h"

#include <stdlib.h>
#include <string.h>

/* Appends the points of one text; empty text has none. */
static bool add_points(struct points *all, const char *text)
{
    struct points own;

    if (!geo_read(text, &own))
        return false;
    all->items = xreallocarray(all->items, all->count + own.count + 1,
                               sizeof(struct point));
    if (own.count)
        memcpy(all->items + all->count, own.items,
               own.count * sizeof(struct point));
    all->count += own.count;
    free(own.items);
    return true;
}

/* All points of the arguments in order; the caller frees items. */
static enum err collect(struct call *call, struct points *out)
{
    struct value *values;
    size_t count;
    enum err err = call_list(call, 0, &values, &count);

    *out = (struct points){0};
    for (size_t i = 0; !err && i < count; i++) {
        const char *text =
            value_to_text(&values[i], call->eval->context->arena);
        if (!add_points(out, text))
            err = eval_fail(call->eval,
                            "%s() was given a text that is no place on earth",
                            call->term->text);
    }
    return err;
}

static enum err run_distance(struct call *call)
{
    struct points points;
    enum err err = collect(call, &points);
    double metres = err ? 0 : geo_distance(&points);

    free(points.items);
    return err ? err : call_return_number(call, metres);
}

/* Only of a field: a text here is nearly always a path in quotes. */
static enum err run_area(struct call *call)
{
    struct points points;

    if (call->args[0].kind != VALUE_NODES)
        return eval_fail(call->eval, "area() takes a field");
    enum err err = collect(call, &points);
    double area = err ? 0 : geo_area(&points);
    free(points.items);
    return err ? err : call_return_number(call, area);
}

static enum err run_geofence(struct call *call)
{
    struct value place, fence;
    struct points point = {0}, shape = {0};
    struct arena *arena = call->eval->context->arena;

    if (call->args[1].kind != VALUE_NODES)
        return eval_fail(call->eval, "geofence() takes a point and a field");
    enum err err = eval_unpack(call->eval, &call->args[0], &place);
    if (!err)
        err = eval_unpack(call->eval, &call->args[1], &fence);
    if (err)
        return err;
    bool reads = geo_read(value_to_text(&place, arena), &point) &&
                 geo_read(value_to_text(&fence, arena), &shape);
    bool within =
        reads && point.count == 1 && geo_is_within(&point.items[0], &shape);
    free(point.items);
    free(shape.items);
    if (!reads)
        return eval_fail(call->eval, "geofence() takes places on earth");
    return call_return_boolean(call, within);
}

const struct function FUNCTIONS_GEO[] = {
    {"distance", 1, -1, run_distance, FUNCTION_RAW, 0},
    {"area", 1, 1, run_area, FUNCTION_RAW, 0},
    {"enclosed-area", 1, 1, run_area, FUNCTION_RAW, 0},
    {"geofence", 2, 2, run_geofence, FUNCTION_RAW, 0},
    {0},
};
