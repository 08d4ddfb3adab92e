/* Secondary instances from files beside the form: XML, CSV and GeoJSON. */
#include "base/buf.h"
#include "base/json.h"
#include "base/xml.h"
#include "load.h"
#include "tree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST_FILE = 64 << 20 };

#define LAST_SAVED "jr://instance/last-saved"

/* Makes rows of items below a root, as the specification lays them out. */
struct maker {
    struct xform *form;
    struct node *root;
    struct node *item;
};

static struct node *make_node(struct maker *m, const char *name)
{
    return node_new(m->form->pool, names_intern(m->form->names, name, "", ""));
}

static void begin_item(struct maker *m)
{
    m->item = make_node(m, "item");
    node_append(m->root, m->item);
}

static void add_cell(struct maker *m, const char *name, const char *text)
{
    struct node *cell = make_node(m, name);

    if (*text)
        node_borrow_text(cell, arena_strdup(m->form->arena, text));
    node_append(m->item, cell);
}

/* One cell of a CSV row (RFC 4180); returns what is behind its separator and
 * says whether the row ends there. */
static const char *read_cell(const char *at, char separator, struct buf *cell,
                             bool *ends)
{
    bool quoted = *at == '"';

    buf_reset(cell);
    at += quoted;
    for (; *at; at++) {
        if (quoted && *at == '"') {
            if (at[1] != '"') {
                quoted = false;
                continue;
            }
            at++;
        } else if (!quoted && (*at == separator || strchr("\r\n", *at))) {
            break;
        }
        buf_putc(cell, *at);
    }
    *ends = *at != separator;
    if (*at == '\r' && at[1] == '\n')
        at++;
    return *at ? at + 1 : at;
}

struct header {
    const char *names[512];
    size_t count;
};

/* Names of columns become names of nodes, as they are. */
static const char *read_header(struct maker *m, const char *at, char separator,
                               struct header *header)
{
    struct buf cell;
    bool ends = false;

    buf_init(&cell, 0);
    while (!ends) {
        at = read_cell(at, separator, &cell, &ends);
        if (header->count < COUNT_OF(header->names))
            header->names[header->count++] =
                arena_strdup(m->form->arena, buf_text(&cell));
    }
    buf_clear(&cell);
    return at;
}

/* Whether the header row has the character outside of quotes. */
static bool has_outside_quotes(const char *text, size_t size, char wanted)
{
    bool quoted = false;

    for (size_t i = 0; i < size; i++) {
        quoted ^= text[i] == '"';
        if (!quoted && text[i] == wanted)
            return true;
    }
    return false;
}

/* "Processors MUST support the following delimiters, in order of preference"
 * (ODK XForms, Secondary instances from CSV). */
static char separator_of(const char *header, size_t size)
{
    static const char PREFERENCE[] = ",;\t";

    for (const char *c = PREFERENCE; *c; c++) {
        if (has_outside_quotes(header, size, *c))
            return *c;
    }
    return ',';
}

static void read_csv(struct maker *m, const char *text)
{
    struct header header = {.count = 0};
    struct buf cell;

    if (!strncmp(text, "\xEF\xBB\xBF", 3))
        text += 3;
    size_t first = strcspn(text, "\r\n");
    char separator = separator_of(text, first);
    const char *at = read_header(m, text, separator, &header);
    buf_init(&cell, 0);
    while (*at) {
        bool ends = false;
        if (strchr("\r\n", *at)) {
            at++;
            continue;
        }
        begin_item(m);
        for (size_t i = 0; !ends; i++) {
            at = read_cell(at, separator, &cell, &ends);
            if (i < header.count)
                add_cell(m, header.names[i], buf_text(&cell));
        }
    }
    buf_clear(&cell);
}

/* GeoJSON says longitude first. */
static void add_point(struct buf *out, const struct json *point)
{
    if (out->size)
        buf_puts(out, "; ");
    number_print(json_number(json_element(point, 1), 0), out);
    buf_putc(out, ' ');
    number_print(json_number(json_element(point, 0), 0), out);
    buf_puts(out, " 0 0");
}

static void add_geometry(struct maker *m, const struct json *feature)
{
    const struct json *geometry = json_member(feature, "geometry");
    const char *type = json_text(json_member(geometry, "type"), "");
    const struct json *points = json_member(geometry, "coordinates");
    struct buf out;

    buf_init(&out, 0);
    if (!strcmp(type, "Polygon"))
        points = json_element(points, 0);
    if (!strcmp(type, "Point")) {
        add_point(&out, points);
    } else {
        for (size_t i = 0; i < json_length(points); i++)
            add_point(&out, json_element(points, i));
    }
    add_cell(m, "geometry", buf_text(&out));
    buf_clear(&out);
}

/* Numbers print without a fraction that is not there: ids must match. */
static void add_value(struct maker *m, const char *name,
                      const struct json *value)
{
    const char *text = json_text(value, NULL);
    double number = json_number(value, NAN);
    struct buf out;

    if (text) {
        add_cell(m, name, text);
        return;
    }
    buf_init(&out, 0);
    if (!isnan(number))
        number_print(number, &out);
    else if (json_bool(value, true) == json_bool(value, false))
        buf_puts(&out, json_bool(value, false) ? "true" : "false");
    add_cell(m, name, buf_text(&out));
    buf_clear(&out);
}

static bool add_property(void *context, const char *name,
                         const struct json *value)
{
    add_value(context, name, value);
    return true;
}

static bool read_geojson(struct maker *m, const struct buf *data)
{
    struct json *document = NULL;

    if (json_read(buf_text(data), data->size, &document))
        return false;
    const struct json *features = json_member(document, "features");
    bool good = !strcmp(json_text(json_member(document, "type"), ""),
                        "FeatureCollection");
    for (size_t i = 0; good && i < json_length(features); i++) {
        const struct json *feature = json_element(features, i);
        const struct json *id = json_member(feature, "id");
        begin_item(m);
        add_geometry(m, feature);
        json_each(json_member(feature, "properties"), add_property, m);
        if (id)
            add_value(m, "id", id);
    }
    json_free(document);
    return good;
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), tail = strlen(end);

    return size >= tail && !strcmp(text + size - tail, end);
}

/* The kind is in the name, as in jr:// URIs. */
static bool parse_file(struct load *load, struct instance *instance,
                       const struct buf *data)
{
    struct xform *form = load->form;
    struct maker maker = {.form = form, .root = instance->root};
    struct xml_error why = {0};

    if (ends_with(instance->src, ".csv")) {
        read_csv(&maker, buf_text(data));
        return true;
    }
    if (ends_with(instance->src, ".geojson")) {
        if (read_geojson(&maker, data))
            return true;
        load_warning(load, 0, "%s is no GeoJSON feature collection",
                     instance->src);
        return false;
    }
    struct node *root;
    if (!tree_read(form->pool, form->names, form->arena, buf_text(data),
                   data->size, &root, &why) &&
        root) {
        instance->root = root;
        return true;
    }
    load_warning(load, 0, "%s, line %d: %s", instance->src, why.line,
                 why.reason);
    return false;
}

/* A missing list is no reason to refuse a form: it may come later. */
static void read_external(struct load *load, struct instance *instance)
{
    const struct xform_files *files = load->files;
    struct buf data;
    enum err err = ERR_MISSING;

    buf_init(&data, LARGEST_FILE);
    if (files && files->read)
        err = files->read(files->context, instance->src, &data);
    if (err || data.overflow)
        load_warning(load, 0,
                     "%s is not there; its lists stay empty until it is put "
                     "beside the form",
                     instance->src);
    else
        parse_file(load, instance, &data);
    buf_clear(&data);
}

void load_instances(struct load *load)
{
    struct xform *form = load->form;

    for (size_t i = 1; i < form->instances.count; i++) {
        struct instance *instance = form->instances.items[i];
        bool is_last_saved =
            instance->src && !strcmp(instance->src, LAST_SAVED);
        if (!instance->root)
            instance->root =
                node_new(form->pool, names_intern(form->names, "root", "", ""));
        instance->is_last_saved = is_last_saved;
        if (instance->src && !is_last_saved)
            read_external(load, instance);
    }
}

const struct instance *xform_instance(const struct xform *form, const char *id)
{
    for (size_t i = 0; i < form->instances.count; i++) {
        const struct instance *instance = form->instances.items[i];
        if (!strcmp(instance->id, id))
            return instance;
    }
    return NULL;
}
