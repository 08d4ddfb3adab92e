#include "form/datatype.h"

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
