#include "form/value.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "form/calendar.h"
#include "form/number.h"
#include "form/node.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Below this a number counts as zero, a difference as none. */
static const double TINY = 1e-12;

struct value value_text(const char *text)
{
    return (struct value){.kind = VALUE_TEXT, .as.text = text};
}

struct value value_number(double number)
{
    return (struct value){.kind = VALUE_NUMBER, .as.number = number};
}

struct value value_boolean(bool boolean)
{
    return (struct value){.kind = VALUE_BOOLEAN, .as.boolean = boolean};
}

struct value value_date(int64_t date_ms)
{
    return (struct value){.kind = VALUE_DATE, .as.date_ms = date_ms};
}

/* What a node holds under a type of dates or times. */
static struct value date_of_text(enum datatype type, const char *text,
                                 int64_t now_ms)
{
    int64_t ms;
    bool read = type == TYPE_TIME ? calendar_read_time(text, now_ms, &ms)
                                  : calendar_read(text, &ms);

    return read ? value_date(ms) : value_text(text);
}

struct value value_of_node_at(const struct node *node, int64_t now_ms)
{
    const char *text = node_text(node);

    if (!*text)
        return value_text("");
    switch ((enum datatype)node->type) {
    case TYPE_INT:
    case TYPE_LONG:
    case TYPE_DECIMAL:
        return value_number(strtod(text, NULL));
    case TYPE_BOOLEAN:
        return value_boolean(!strcmp(text, "1"));
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_DATETIME:
        return date_of_text(node->type, text, now_ms);
    default:
        return value_text(text);
    }
}

struct value value_of_node(const struct node *node)
{
    return value_of_node_at(node, stamp_wall_ms());
}

enum err value_unpack(const struct value *value, struct value *out)
{
    if (value->kind != VALUE_NODES)
        *out = *value;
    else if (value->as.nodes.count > 1)
        return ERR_FORMAT;
    else if (value->as.nodes.count == 0 ||
             node_has(value->as.nodes.items[0], NODE_IRRELEVANT))
        *out = value_text("");
    else
        *out = value_of_node(value->as.nodes.items[0]);
    return ERR_NONE;
}

const char *value_to_text(const struct value *value, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, 0);
    switch (value->kind) {
    case VALUE_TEXT:
        return value->as.text;
    case VALUE_BOOLEAN:
        return value->as.boolean ? "true" : "false";
    case VALUE_NUMBER:
        number_print(value->as.number, &buf);
        break;
    case VALUE_DATE:
        calendar_print_date(value->as.date_ms, &buf);
        break;
    case VALUE_NODES:
        return "";
    }
    const char *text = arena_strdup(arena, buf_text(&buf));
    buf_clear(&buf);
    return text;
}

double value_to_number(const struct value *value)
{
    switch (value->kind) {
    case VALUE_TEXT:
        return number_read(value->as.text);
    case VALUE_BOOLEAN:
        return value->as.boolean ? 1 : 0;
    case VALUE_NUMBER:
        return value->as.number;
    case VALUE_DATE:
        return (double)calendar_day(value->as.date_ms);
    case VALUE_NODES:
        break;
    }
    return NAN;
}

bool value_to_boolean(const struct value *value)
{
    switch (value->kind) {
    case VALUE_TEXT:
        return *value->as.text != '\0';
    case VALUE_BOOLEAN:
        return value->as.boolean;
    case VALUE_NUMBER:
        return fabs(value->as.number) > TINY; /* false for NaN too */
    case VALUE_DATE:
        return true;
    case VALUE_NODES:
        break;
    }
    return false;
}
