/* Values of the ODK XPath dialect. It is not XPath 1.0: numbers print as
 * Java's doubles do, dates are a type of their own and day numbers in
 * arithmetic, and a node-set used as a value must have at most one node. */
#ifndef FORM_VALUE_H
#define FORM_VALUE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct node;

enum value_kind {
    VALUE_TEXT,
    VALUE_NUMBER,
    VALUE_BOOLEAN,
    VALUE_DATE, /* date, time of day and dateTime: an instant */
    VALUE_NODES
};

struct value {
    enum value_kind kind;
    union {
        const char *text; /* never NULL; borrowed from tree or arena */
        double number;
        bool boolean;
        int64_t date_ms; /* since the epoch, UTC */
        struct {
            struct node **items; /* in an arena */
            size_t count;
        } nodes;
    } as;
};

struct value value_text(const char *text);
struct value value_number(double number);
struct value value_boolean(bool boolean);
struct value value_date(int64_t date_ms);

/* The typed value of one node: its text read as the type it is held under
 * (an empty one is the text ""). */
struct value value_of_node(const struct node *node);
/* *out is the value that a node-set stands for: its only node's, the text ""
 * when it has none; ERR_FORMAT when it has more. Other values unchanged. */
MUST_USE enum err value_unpack(const struct value *value, struct value *out);

/* The conversions of the dialect, for unpacked values; a text is borrowed
 * from the value or made in the arena. */
const char *value_to_text(const struct value *value, struct arena *arena);
double value_to_number(const struct value *value);
bool value_to_boolean(const struct value *value);

/* Appends a number as the dialect prints it: "7", "2.5", "1.0E21", "NaN". */
void value_print_number(double number, struct buf *out);
/* Appends a double as Java does: "7.0", "1.0E21". */
void value_print_double(double number, struct buf *out);
/* Reads a decimal number with blanks around it; NaN when it is none. */
double value_read_number(const char *text);

#endif
