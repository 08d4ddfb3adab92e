/* Data types of questions, and the one canonical text of each value. A node
 * holds text in this form; what cannot be read as its type is kept as it is
 * and counts as a string. */
#ifndef FORM_DATATYPE_H
#define FORM_DATATYPE_H

#include "base/attr.h"
#include "base/buf.h"

#include <stdbool.h>

enum datatype {
    TYPE_STRING,
    TYPE_INT,
    TYPE_DECIMAL,
    TYPE_BOOLEAN,
    TYPE_DATE,
    TYPE_TIME,
    TYPE_DATETIME,
    TYPE_GEOPOINT,
    TYPE_GEOTRACE,
    TYPE_GEOSHAPE,
    TYPE_BINARY,
    TYPE_BARCODE,
    TYPE_INTENT,
    TYPE_SELECT, /* several choices, blank-separated */
    TYPE_SELECT1,
    TYPE_LONG
};

struct value;

/* The type named by a bind ("xsd:int", "geopoint"); TYPE_STRING for names
 * that are not known. */
enum datatype datatype_parse(const char *name);
/* "string", "int", ... */
const char *datatype_name(enum datatype type);

/* Appends the canonical text of a value typed or loaded as text ("007" as an
 * int is "7"). False, and nothing appended, when it is not of that type. */
MUST_USE bool datatype_canonical(enum datatype type, const char *text,
                                 struct buf *out);
/* Appends the text that a node of that type keeps when an expression's value
 * (a node-set must be unpacked before) is stored in it. *held is the type
 * under which it is kept: `type`, or TYPE_STRING when it could not be cast. */
void datatype_store(enum datatype type, const struct value *value,
                    struct buf *out, enum datatype *held);

#endif
