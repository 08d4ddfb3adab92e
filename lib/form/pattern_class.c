#include "pattern_class.h"

#include <stdlib.h>
#include <string.h>

enum { NESTED_MOST = 20 };

uint32_t pattern_char(const char **at)
{
    const unsigned char *text = (const unsigned char *)*at;
    uint32_t c = *text;
    int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;

    c = more ? c & (0x3Fu >> more) : c;
    ++*at;
    for (; more && (**at & 0xC0) == 0x80; more--, ++*at)
        c = c << 6 | (uint32_t)(**at & 0x3F);
    return c > CHAR_LAST ? 0xFFFD : c;
}

static bool read_hex(const char **at, int digits, struct set *set)
{
    char text[9] = "";

    if (strspn(*at, "0123456789abcdefABCDEF") < (size_t)digits)
        return false;
    memcpy(text, *at, (size_t)digits);
    *at += digits;
    uint32_t c = (uint32_t)strtoul(text, NULL, 16);
    set_add(set, c, c);
    return true;
}

static bool read_property(const char **at, bool inverted, struct set *set)
{
    char name[32] = "";
    struct set own = {0};
    size_t size = 1;

    if (**at == '{') {
        ++*at;
        size = strcspn(*at, "}");
        if (!(*at)[size])
            return false;
    }
    if (!**at || size >= sizeof name)
        return false;
    memcpy(name, *at, size);
    *at += size + ((*at)[size] == '}');
    bool known = set_add_property(&own, name);
    if (inverted)
        set_invert(&own);
    set_join(set, &own);
    set_clear(&own);
    return known;
}

/* \d and \D and their like. */
static bool read_letter(char letter, struct set *set)
{
    struct set own = {0};
    bool inverted = letter >= 'A' && letter <= 'Z';
    bool known =
        set_add_escape(&own, (char)(inverted ? letter - 'A' + 'a' : letter));

    if (inverted)
        set_invert(&own);
    if (known)
        set_join(set, &own);
    set_clear(&own);
    return known;
}

bool pattern_escape(const char **at, struct set *set)
{
    static const char PLAIN[] = "ntrfae", MEANT[] = "\n\t\r\f\a\033";
    char letter = **at;
    const char *plain;

    if (!letter)
        return false;
    if (letter == 'p' || letter == 'P' || letter == 'x' || letter == 'u')
        ++*at;
    if (letter == 'p' || letter == 'P')
        return read_property(at, letter == 'P', set);
    if (letter == 'x' || letter == 'u')
        return read_hex(at, letter == 'x' ? 2 : 4, set);
    if ((plain = strchr(PLAIN, letter))) {
        uint32_t c = (uint32_t)MEANT[plain - PLAIN];
        set_add(set, c, c);
        ++*at;
        return true;
    }
    bool is_letter =
        (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    if (is_letter || (letter >= '0' && letter <= '9')) {
        ++*at;
        return is_letter && read_letter(letter, set);
    }
    uint32_t c = pattern_char(at);
    set_add(set, c, c);
    return true;
}

static bool read_class(const char **at, struct set *set, int depth);

/* One character, escape or inner class; *single is the character when the
 * item may begin or end a range. */
static bool read_item(const char **at, struct set *set, int depth,
                      uint32_t *single)
{
    struct set own = {0};
    bool reads = true;

    *single = 0;
    if (**at == '[') {
        ++*at;
        reads = read_class(at, &own, depth + 1);
    } else if (**at == '\\') {
        ++*at;
        bool is_class = strchr("dDwWsShHvVpP", **at) != NULL;
        reads = pattern_escape(at, &own);
        if (reads && !is_class)
            *single = own.ranges[0].low;
    } else {
        *single = pattern_char(at);
        set_add(&own, *single, *single);
    }
    set_join(set, &own);
    set_clear(&own);
    return reads;
}

static bool read_range(const char **at, struct set *set, int depth)
{
    uint32_t low, high;

    if (!read_item(at, set, depth, &low))
        return false;
    if (**at != '-' || !low || (*at)[1] == ']' || (*at)[1] == '[' || !(*at)[1])
        return true;
    ++*at;
    if (!read_item(at, set, depth, &high) || high < low)
        return false;
    set_add(set, low, high);
    return true;
}

/* The rest behind "&&", up to the closing bracket, which stays. */
static bool read_meeting(const char **at, struct set *set, int depth)
{
    struct set other = {0};
    bool reads = true;

    while (reads && **at && **at != ']' && strncmp(*at, "&&", 2) != 0)
        reads = read_range(at, &other, depth);
    set_meet(set, &other);
    set_clear(&other);
    return reads;
}

static bool read_class(const char **at, struct set *set, int depth)
{
    bool inverted = **at == '^', reads = depth < NESTED_MOST;
    const char *first = *at += inverted;

    while (reads && **at && (**at != ']' || *at == first)) {
        if (!strncmp(*at, "&&", 2)) {
            *at += 2;
            reads = read_meeting(at, set, depth);
        } else {
            reads = read_range(at, set, depth);
        }
    }
    if (!reads || **at != ']')
        return false;
    ++*at;
    if (inverted)
        set_invert(set);
    return true;
}

bool pattern_class(const char **at, struct set *set)
{
    return read_class(at, set, 0);
}
