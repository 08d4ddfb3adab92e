#include "text.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "base/attr.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

char *text_trim(char *text)
{
    while (*text && isspace((unsigned char)*text))
        text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    return text;
}

/* Typographic quotes, as word processors put them in, and what is meant. */
static const struct {
    const char *from;
    char to;
} PLAIN[] = {
    {"\xE2\x80\x98", '\''}, {"\xE2\x80\x99", '\''}, {"\xE2\x80\x9C", '"'},
    {"\xE2\x80\x9D", '"'},  {"\xEF\xBF\xBE", ' '}, /* U+FFFE and U+FFFF, */
    {"\xEF\xBF\xBF", ' '},                         /* which XML cannot hold */
};

static char plain_form(const char *p)
{
    for (size_t i = 0; i < COUNT_OF(PLAIN); i++)
        if (strncmp(p, PLAIN[i].from, 3) == 0)
            return PLAIN[i].to;
    return '\0';
}

/* What XML cannot hold. */
static bool is_control(char c)
{
    return (unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

char *text_clean(struct arena *arena, const char *text, bool collapse)
{
    char *copy = arena_strdup(arena, text);
    char *to = copy;
    for (const char *p = copy; *p; p++) {
        char plain = plain_form(p);
        if (plain) {
            *to++ = plain;
            p += 2;
        } else if (is_control(*p)) {
            *to++ = ' ';
        } else if (!collapse || *p != ' ' || to == copy || to[-1] != ' ') {
            *to++ = *p;
        }
    }
    *to = '\0';
    return collapse ? text_trim(copy) : copy;
}

char *text_lower(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return copy;
}

char *text_snake_case(struct arena *arena, const char *text)
{
    char *copy = text_trim(text_lower(arena, text));
    char *to = copy;
    for (const char *p = copy; *p; p++) {
        if (!isspace((unsigned char)*p))
            *to++ = *p;
        else if (to[-1] != '_' || !isspace((unsigned char)p[-1]))
            *to++ = '_';
    }
    *to = '\0';
    return copy;
}

char *text_replace(struct arena *arena, const char *text, const char *from,
                   const char *to)
{
    size_t hits = 0;
    for (const char *p = text; (p = strstr(p, from)); p += strlen(from))
        hits++;

    char *out = arena_alloc(arena, strlen(text) + hits * strlen(to) + 1);
    char *at = out;
    for (const char *hit; (hit = strstr(text, from));
         text = hit + strlen(from)) {
        memcpy(at, text, (size_t)(hit - text));
        at += hit - text;
        memcpy(at, to, strlen(to));
        at += strlen(to);
    }
    size_t rest = strlen(text);
    memcpy(at, text, rest);
    at[rest] = '\0';
    return out;
}

bool text_ends_with(const char *text, const char *ending)
{
    size_t size = strlen(text);
    size_t tail = strlen(ending);
    return size >= tail && strcmp(text + size - tail, ending) == 0;
}

bool text_begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

int text_yes_no(const char *text)
{
    static const char *const YES[] = {"yes",  "Yes",  "YES",   "true",
                                      "True", "TRUE", "true()"};
    static const char *const NO[] = {"no",    "No",    "NO",     "false",
                                     "False", "FALSE", "false()"};
    for (size_t i = 0; text && i < COUNT_OF(YES); i++) {
        if (strcmp(text, YES[i]) == 0)
            return 1;
        if (strcmp(text, NO[i]) == 0)
            return 0;
    }
    return -1;
}

bool text_number(const char *text, double *out)
{
    char *end;
    if (!*text || strpbrk(text, "xXpP"))
        return false;
    *out = strtod(text, &end);
    while (isspace((unsigned char)*end))
        end++;
    return *end == '\0' && isfinite(*out);
}

bool text_integer(const char *text, long *out)
{
    char *end;
    errno = 0;
    *out = strtol(text, &end, 10);
    return *text && *end == '\0' && errno == 0;
}

const char *text_extension(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot : "";
}

/* Longer than needed, half of a pair, or beyond Unicode. */
static bool is_wrong(unsigned c, size_t size)
{
    static const unsigned LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    return c < LEAST[size] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF);
}

static size_t size_by_lead(unsigned char lead)
{
    return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
}

size_t text_utf8(const char *text, unsigned *out)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t size = size_by_lead(p[0]);
    unsigned c = size == 1 ? p[0] : p[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *out = p[0];
            return 1;
        }
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (size > 1 && is_wrong(c, size)) {
        *out = p[0];
        return 1;
    }
    *out = c;
    return size;
}

const char *text_bad_byte(const char *text, size_t size)
{
    const char *end = text + size;
    for (const char *p = text; p < end;) {
        unsigned c;
        if (size_by_lead((unsigned char)*p) > (size_t)(end - p))
            return p;
        size_t step = text_utf8(p, &c);
        if (!utf8_is_valid(p, step))
            return p;
        p += step;
    }
    return NULL;
}
