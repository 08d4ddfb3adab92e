/* GeoJSON (RFC 7946): one feature for each answer with a place. ODK writes
 * "latitude longitude altitude accuracy", points of a line parted by ";". */
#include "exporting.h"

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct geo {
    struct export *export;
    size_t column; /* of the geometry */
    const char *comma;
    struct buf position;
};

static bool is_place(enum datatype type)
{
    return type == TYPE_GEOPOINT || type == TYPE_GEOTRACE ||
           type == TYPE_GEOSHAPE;
}

/* "19.43 -99.13 2240 5" -> "[-99.13,19.43,2240]"; 3.1.1: longitude first. */
static bool add_position(struct buf *out, const char *text)
{
    double latitude, longitude, altitude = 0;
    int n = sscanf(text, "%lf %lf %lf", &latitude, &longitude, &altitude);

    if (n < 2 || !isfinite(latitude) || !isfinite(longitude) ||
        fabs(latitude) > 90 || fabs(longitude) > 180)
        return false;
    buf_printf(out, "[%.8g,%.8g", longitude, latitude);
    if (n == 3 && isfinite(altitude) && altitude != 0)
        buf_printf(out, ",%.6g", altitude);
    buf_putc(out, ']');
    return true;
}

static bool add_positions(struct buf *out, char *text, size_t *count)
{
    char *rest = NULL;

    *count = 0;
    for (char *point = strtok_r(text, ";", &rest); point;
         point = strtok_r(NULL, ";", &rest)) {
        if (point[strspn(point, " ")] == '\0')
            continue;
        if (*count)
            buf_putc(out, ',');
        if (!add_position(out, point))
            return false;
        ++*count;
    }
    return *count > 0;
}

/* False, and out is of no use, when the cell holds no place. */
static bool add_geometry(struct buf *out, enum datatype type, struct cell cell)
{
    char *text = xstrndup(cell.text ? cell.text : "", cell.size);
    size_t count;
    bool is_one = false;

    if (type == TYPE_GEOPOINT) {
        buf_puts(out, "{\"type\":\"Point\",\"coordinates\":");
        is_one = add_position(out, text);
    } else if (type == TYPE_GEOTRACE) {
        buf_puts(out, "{\"type\":\"LineString\",\"coordinates\":[");
        is_one = add_positions(out, text, &count) && count >= 2;
        buf_putc(out, ']');
    } else {
        /* 3.1.6: a ring, closed; ODK closes its shapes. */
        buf_puts(out, "{\"type\":\"Polygon\",\"coordinates\":[[");
        is_one = add_positions(out, text, &count) && count >= 4;
        buf_puts(out, "]]");
    }
    buf_putc(out, '}');
    free(text);
    return is_one;
}

static void add_property(struct buf *out, const char *name, struct cell cell)
{
    char *copy = xstrndup(cell.text, cell.size);

    buf_putc(out, ',');
    json_escape(out, name);
    buf_putc(out, ':');
    json_escape(out, copy);
    free(copy);
}

static void add_value(struct buf *out, const struct export_row *row, size_t i)
{
    const struct plan_column *column = plan_column(row->plan, i);
    struct cell cell = row->cells[i];

    if (!row->options->labels || !column->is_select) {
        add_property(out, column->name, cell);
        return;
    }
    struct buf labels;
    buf_init(&labels, 0);
    export_labels(&labels, row->plan, i, cell);
    add_property(out, column->name,
                 (struct cell){buf_text(&labels), labels.size});
    buf_clear(&labels);
}

static void add_properties(struct buf *out, const struct export_row *row,
                           size_t geometry)
{
    buf_putc(out, '{');
    export_json_front(out, row);
    for (size_t i = 0; i < plan_columns_count(row->plan); i++) {
        if (i != geometry && row->cells[i].text)
            add_value(out, row, i);
    }
    buf_putc(out, '}');
}

static enum err write_feature(void *context, const struct export_row *row)
{
    struct geo *geo = context;
    struct buf *out = &geo->export->out.buf;
    const struct plan_column *column = plan_column(row->plan, geo->column);
    char *id = xstrndup(row->id.text ? row->id.text : "", row->id.size);

    buf_reset(&geo->position);
    if (add_geometry(&geo->position, column->type, row->cells[geo->column])) {
        buf_puts(out, geo->comma);
        buf_puts(out, "\n{\"type\":\"Feature\",\"id\":");
        json_escape(out, id);
        buf_puts(out, ",\"geometry\":");
        buf_add(out, geo->position.data, geo->position.size);
        buf_puts(out, ",\"properties\":");
        add_properties(out, row, geo->column);
        buf_putc(out, '}');
        geo->comma = ",";
    }
    free(id);
    return outlet_pass(&geo->export->out);
}

static const struct export_writer WRITER = {write_feature, NULL};

/* The first question for a place. */
static enum err find_place(const struct plan *plan, size_t *column)
{
    for (size_t i = 0; i < plan_columns_count(plan); i++) {
        if (is_place(plan_column(plan, i)->type)) {
            *column = i;
            return ERR_NONE;
        }
    }
    log_error("the table %s asks for no place", plan_name(plan));
    return ERR_MISSING;
}

enum err export_geojson(struct export *export)
{
    struct geo geo = {.export = export, .comma = ""};
    struct plan *plan;
    enum err err = exporting_plan(export, &plan);

    if (err)
        return err;
    buf_init(&geo.position, 0);
    err = find_place(plan, &geo.column);
    if (!err) {
        buf_puts(&export->out.buf,
                 "{\"type\":\"FeatureCollection\",\"features\":[");
        err = exporting_rows(export, plan, &WRITER, &geo);
        buf_puts(&export->out.buf, "\n]}\n");
    }
    buf_clear(&geo.position);
    plan_free(plan);
    return err;
}
