#include "form/value.h"

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
