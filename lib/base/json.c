#include "base/json.h"

#include "base/log.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static const double LARGEST_EXACT = 9007199254740991.0;

/* struct json is jansson's json_t under a name of ours. */
static json_t *inner(const struct json *value)
{
    return (json_t *)value;
}

enum err json_read(const char *text, size_t size, struct json **out)
{
    json_error_t error;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);

    if (!root) {
        log_error("JSON, line %d: %s", error.line, error.text);
        return ERR_FORMAT;
    }
    *out = (struct json *)root;
    return ERR_NONE;
}

void json_free(struct json *document)
{
    json_decref(inner(document));
}

struct json *json_member(const struct json *object, const char *name)
{
    return (struct json *)json_object_get(inner(object), name);
}

size_t json_length(const struct json *array)
{
    return json_array_size(inner(array));
}

struct json *json_element(const struct json *array, size_t i)
{
    return (struct json *)json_array_get(inner(array), i);
}

const char *json_text(const struct json *value, const char *fallback)
{
    const char *text = json_string_value(inner(value));

    return text ? text : fallback;
}

double json_number(const struct json *value, double fallback)
{
    return json_is_number(inner(value)) ? json_number_value(inner(value))
                                        : fallback;
}

int64_t json_whole(const struct json *value, int64_t fallback)
{
    double number = json_number(value, NAN);
    bool is_whole = fabs(number) <= LARGEST_EXACT && number == trunc(number);

    return is_whole ? (int64_t)number : fallback;
}

bool json_bool(const struct json *value, bool fallback)
{
    return json_is_boolean(inner(value)) ? json_is_true(inner(value))
                                         : fallback;
}

void json_each(const struct json *object,
               bool (*visit)(void *context, const char *name,
                             const struct json *value),
               void *context)
{
    const char *name;
    json_t *value;

    json_object_foreach(inner(object), name, value)
    {
        if (!visit(context, name, (const struct json *)value))
            return;
    }
}

static void escape_byte(struct buf *out, char c)
{
    if (c == '"' || c == '\\')
        buf_printf(out, "\\%c", c);
    else if (c == '\n')
        buf_puts(out, "\\n");
    else
        buf_printf(out, "\\u%04x", (unsigned)(unsigned char)c);
}

void json_escape(struct buf *out, const char *text)
{
    if (!text) {
        buf_puts(out, "null");
        return;
    }
    buf_putc(out, '"');
    const char *run = text;
    for (; *text; text++) {
        if ((unsigned char)*text >= ' ' && *text != '"' && *text != '\\')
            continue;
        buf_add(out, run, (size_t)(text - run));
        escape_byte(out, *text);
        run = text + 1;
    }
    buf_add(out, run, (size_t)(text - run));
    buf_putc(out, '"');
}
