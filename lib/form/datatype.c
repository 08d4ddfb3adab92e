#include "form/datatype.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "form/calendar.h"
#include "form/number.h"
#include "form/value.h"
#include "geo.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const NAMES[] = {
    [TYPE_STRING] = "string",     [TYPE_INT] = "int",
    [TYPE_DECIMAL] = "decimal",   [TYPE_BOOLEAN] = "boolean",
    [TYPE_DATE] = "date",         [TYPE_TIME] = "time",
    [TYPE_DATETIME] = "dateTime", [TYPE_GEOPOINT] = "geopoint",
    [TYPE_GEOTRACE] = "geotrace", [TYPE_GEOSHAPE] = "geoshape",
    [TYPE_BINARY] = "binary",     [TYPE_BARCODE] = "barcode",
    [TYPE_INTENT] = "intent",     [TYPE_SELECT] = "select",
    [TYPE_SELECT1] = "select1",   [TYPE_LONG] = "long",
};

static const struct {
    const char *name;
    enum datatype type;
} ALIASES[] = {
    {"integer", TYPE_INT},         {"double", TYPE_DECIMAL},
    {"float", TYPE_DECIMAL},       {"datetime", TYPE_DATETIME},
    {"base64Binary", TYPE_BINARY},
};

enum datatype datatype_parse(const char *name)
{
    const char *colon = strchr(name, ':');

    if (colon)
        name = colon + 1;
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (!strcmp(NAMES[i], name))
            return (enum datatype)i;
    }
    for (size_t i = 0; i < COUNT_OF(ALIASES); i++) {
        if (!strcmp(ALIASES[i].name, name))
            return ALIASES[i].type;
    }
    return TYPE_STRING;
}

const char *datatype_name(enum datatype type)
{
    return NAMES[type];
}

/* Dates keep no time, times no date. */
static bool canonical_date(enum datatype type, const char *text,
                           struct buf *out)
{
    int64_t ms;

    if (type == TYPE_TIME) {
        if (!calendar_read_time(text, stamp_wall_ms(), &ms))
            return false;
        calendar_print_time(ms, out);
        return true;
    }
    if (!calendar_read(text, &ms))
        return false;
    if (type == TYPE_DATE)
        calendar_print_date(ms, out);
    else
        calendar_print_datetime(ms, out);
    return true;
}

static bool canonical_number(enum datatype type, const char *text,
                             struct buf *out)
{
    char *end;

    errno = 0;
    if (strpbrk(text, "xXpP")) /* strtod reads hexadecimal */
        return false;
    if (type == TYPE_DECIMAL) {
        double number = strtod(text, &end);
        if (end == text || *end)
            return false;
        number_print_double(number, out);
        return true;
    }
    long long number = strtoll(text, &end, 10);
    bool fits =
        type == TYPE_LONG || (number >= INT32_MIN && number <= INT32_MAX);
    if (end == text || *end || errno == ERANGE || !fits)
        return false;
    buf_printf(out, "%lld", number);
    return true;
}

/* A point is one of them; lines may have any number. */
static bool canonical_points(enum datatype type, const char *text,
                             struct buf *out)
{
    struct points points;

    if (!geo_read(text, &points))
        return false;
    bool fits = type == TYPE_GEOPOINT ? points.count == 1 : points.count > 0;
    if (fits)
        geo_print(&points, out);
    free(points.items);
    return fits;
}

/* Choices with single blanks between them. */
static bool canonical_choices(const char *text, struct buf *out)
{
    bool first = true;

    while (*(text += strspn(text, " "))) {
        size_t size = strcspn(text, " ");
        if (!first)
            buf_putc(out, ' ');
        buf_add(out, text, size);
        text += size;
        first = false;
    }
    return true;
}

static bool canonical(enum datatype type, const char *text, struct buf *out)
{
    switch (type) {
    case TYPE_INT:
    case TYPE_LONG:
    case TYPE_DECIMAL:
        return canonical_number(type, text, out);
    case TYPE_BOOLEAN:
        buf_putc(out, !strcmp(text, "1") || !strcmp(text, "t") ? '1' : '0');
        return true;
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_DATETIME:
        return canonical_date(type, text, out);
    case TYPE_GEOPOINT:
    case TYPE_GEOTRACE:
    case TYPE_GEOSHAPE:
        return canonical_points(type, text, out);
    default:
        return false;
    }
}

bool datatype_canonical(enum datatype type, const char *text, struct buf *out)
{
    bool is_free = type == TYPE_STRING || type == TYPE_BINARY ||
                   type == TYPE_BARCODE || type == TYPE_INTENT ||
                   type == TYPE_SELECT1;

    if (is_free) {
        buf_puts(out, text);
        return true;
    }
    if (type == TYPE_SELECT)
        return canonical_choices(text, out);
    char *copy = xstrdup(text + strspn(text, " \t\r\n"));
    size_t length = strlen(copy);
    while (length && strchr(" \t\r\n", copy[length - 1]))
        copy[--length] = '\0';
    bool fits = length > 0 && canonical(type, copy, out);
    free(copy);
    return fits;
}

/* Numbers without a fraction are held as whole numbers, whatever the bind
 * says: that is how the reference engine comes to print 3 and not 3.0. */
static enum datatype store_number(enum datatype type, double number,
                                  struct buf *out)
{
    double whole = trunc(number);
    bool is_whole = fabs(number - whole) < 1e-9 && fabs(whole) < 9.2e18;

    if (type == TYPE_INT || (is_whole && fabs(whole) <= INT32_MAX)) {
        double clamped = fmin(INT32_MAX, fmax(INT32_MIN, whole));
        buf_printf(out, "%d", (int)clamped);
        return TYPE_INT;
    }
    if (is_whole || type == TYPE_LONG) {
        double clamped = fmin(9.2233720368547748e18, fmax(-9.2e18, whole));
        buf_printf(out, "%lld", (long long)clamped);
        return TYPE_LONG;
    }
    number_print_double(number, out);
    return TYPE_DECIMAL;
}

/* Where the bind names no kind of date, the instant is kept whole. */
static enum datatype store_date(enum datatype type, int64_t ms, struct buf *out)
{
    if (type == TYPE_DATE) {
        calendar_print_date(ms, out);
        return TYPE_DATE;
    }
    if (type == TYPE_TIME) {
        calendar_print_time(ms, out);
        return TYPE_TIME;
    }
    calendar_print_datetime(ms, out);
    return TYPE_DATETIME;
}

static enum datatype store_text(enum datatype type, const char *text,
                                struct buf *out)
{
    bool is_cast = type == TYPE_GEOPOINT || type == TYPE_GEOTRACE ||
                   type == TYPE_GEOSHAPE || type == TYPE_SELECT ||
                   type == TYPE_SELECT1 || type == TYPE_DATE ||
                   type == TYPE_TIME || type == TYPE_DATETIME;

    if (is_cast && datatype_canonical(type, text, out))
        return type;
    buf_puts(out, text);
    return TYPE_STRING;
}

/* Truth comes first: a truth in a text question is kept as 1 or 0. */
void datatype_store(enum datatype type, const struct value *value,
                    struct buf *out, enum datatype *held)
{
    *held = type;
    if (value->kind == VALUE_NODES ||
        (value->kind == VALUE_TEXT && !*value->as.text) ||
        (value->kind == VALUE_NUMBER && isnan(value->as.number)))
        return;
    if (type == TYPE_BOOLEAN || value->kind == VALUE_BOOLEAN) {
        buf_putc(out, value_to_boolean(value) ? '1' : '0');
        *held = TYPE_BOOLEAN;
    } else if (value->kind == VALUE_NUMBER) {
        *held = store_number(type, value->as.number, out);
    } else if (value->kind == VALUE_DATE) {
        *held = store_date(type, value->as.date_ms, out);
    } else {
        *held = store_text(type, value->as.text, out);
    }
}
