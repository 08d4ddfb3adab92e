#include "http.h"

#include "base/attr.h"
#include "base/utf8.h"

#include <string.h>

enum method http_method(const char *name)
{
    static const char *const NAMES[] = {
        [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD", [METHOD_POST] = "POST"};

    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (strcmp(name, NAMES[i]) == 0)
            return (enum method)i;
    }
    return METHOD_OTHER;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool url_decode(char *text)
{
    char *to = text;

    for (const char *at = text; *at; at++) {
        if (*at != '%') {
            *to++ = *at;
            continue;
        }
        int high = digit(at[1]);
        int low = high < 0 ? -1 : digit(at[2]);
        if (low < 0 || (high == 0 && low == 0))
            return false;
        *to++ = (char)(high * 16 + low);
        at += 2;
    }
    *to = '\0';
    return utf8_is_valid(text, (size_t)(to - text));
}
