#include "base/utf8.h"

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"

#include <stdint.h>
#include <string.h>

/* Ranges of the first and the second byte by length (RFC 3629, section 4);
 * all further bytes are 80 to BF. */
static const struct {
    unsigned char first, last;
    unsigned char second_first, second_last;
    unsigned char size;
} FORMS[] = {
    {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2},
    {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
    {0xf4, 0xf4, 0x80, 0x8f, 4},
};

/* The length of the character that begins here, 0 when none does. */
static size_t size_of(const unsigned char *p, size_t left)
{
    size_t i = 0;

    while (i < COUNT_OF(FORMS) && (*p < FORMS[i].first || *p > FORMS[i].last))
        i++;
    if (i == COUNT_OF(FORMS) || FORMS[i].size > left)
        return 0;
    for (size_t at = 1; at < FORMS[i].size; at++) {
        unsigned char low = at == 1 ? FORMS[i].second_first : 0x80;
        unsigned char high = at == 1 ? FORMS[i].second_last : 0xbf;
        if (p[at] < low || p[at] > high)
            return 0;
    }
    return FORMS[i].size;
}

/* How many of the bytes are ASCII before the first that may not be: most text
 * is, so eight are looked at together. */
static size_t ascii_run(const unsigned char *p, size_t size)
{
    const uint64_t high_bits = UINT64_C(0x8080808080808080);
    size_t at = 0;

    for (uint64_t eight; at + sizeof eight <= size; at += sizeof eight) {
        memcpy(&eight, p + at, sizeof eight);
        if (eight & high_bits)
            break;
    }
    return at;
}

bool utf8_is_valid(const char *text, size_t size)
{
    const unsigned char *p = (const unsigned char *)text;

    for (size_t at = ascii_run(p, size); at < size;) {
        size_t step = p[at] < 0x80 ? 1 : size_of(p + at, size - at);
        if (!step)
            return false;
        at += step;
    }
    return true;
}

size_t utf8_cut(const char *text, size_t size, size_t most)
{
    if (size <= most)
        return size;
    while (most && ((unsigned char)text[most] & 0xc0) == 0x80)
        most--;
    return most;
}

/* The length of the character of XML that begins here, 0 when none does. */
static size_t character(const unsigned char *p, size_t left)
{
    if (*p >= ' ')
        return left >= 3 && memcmp(p, "\xef\xbf", 2) == 0 && p[2] >= 0xbe
                   ? 0
                   : size_of(p, left);
    return *p == '\t' || *p == '\n' || *p == '\r';
}

const char *utf8_mend(struct arena *arena, const char *text, size_t size)
{
    static const char INSTEAD[] = "\xef\xbf\xbd";
    struct buf out;
    size_t step;

    buf_init(&out, 0);
    for (size_t at = 0; at < size; at += step ? step : 1) {
        step = character((const unsigned char *)text + at, size - at);
        buf_add(&out, step ? text + at : INSTEAD,
                step ? step : strlen(INSTEAD));
    }
    const char *copy = arena_strndup(arena, buf_text(&out), out.size);
    buf_clear(&out);
    return copy;
}
