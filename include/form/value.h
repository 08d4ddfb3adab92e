/* Values of the ODK XPath dialect. It is not XPath 1.0: numbers print as
 * Java's doubles do, dates are a type of their own and day numbers in
 * arithmetic, and a node-set used as a value must have at most one node. */
#ifndef FORM_VALUE_H
#define FORM_VALUE_H

#include "base/attr.h"
#include "base/err.h"
#include "form/number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
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

/* The text itself, borrowed. */
struct value value_text(const char *text);
/* A number; NaN is nothing. */
struct value value_number(double number);
/* A truth. */
struct value value_boolean(bool boolean);
/* An instant. */
struct value value_date(int64_t date_ms);

/* The typed value of one node: its text read as the type it is held under
 * (an empty one is the text ""). */
struct value value_of_node(const struct node *node);
/* The same, where a time of day means that time on the day of now_ms. */
struct value value_of_node_at(const struct node *node, int64_t now_ms);
/* *out is the value that a node-set stands for: its only node's, the text ""
 * when it has none; ERR_FORMAT when it has more. Other values unchanged. */
MUST_USE enum err value_unpack(const struct value *value, struct value *out);

/* As a text (this and the next are for unpacked values), borrowed from the
 * value or made in the arena. */
const char *value_to_text(const struct value *value, struct arena *arena);
/* As a number; NaN when it is none. Dates count days. */
double value_to_number(const struct value *value);
/* As a truth: false are "", 0 and NaN. */
bool value_to_boolean(const struct value *value);

#endif
