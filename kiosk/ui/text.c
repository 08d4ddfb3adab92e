#include "ui/text.h"

#include "base/mem.h"

#include <fribidi.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unilbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

static const uint8_t *bytes(const char *text)
{
    return (const uint8_t *)text;
}

static bool is_plain(char byte)
{
    return byte >= ' ' && byte < 0x7f;
}

/* Bytes of a simple character, 0 when it is none: ASCII, U+00A0 to U+02FF
 * but the soft hyphen, arrows, frames and blocks. */
static size_t simple_size(const unsigned char *at, size_t size)
{
    if (size == 0 || is_plain((char)at[0]))
        return size > 0;
    if (size > 1 && at[0] >= 0xc2 && at[0] <= 0xcb)
        return at[0] == 0xc2 && (at[1] < 0xa0 || at[1] == 0xad) ? 0 : 2;
    bool is_sign = size > 2 && at[0] == 0xe2 &&
                   (at[1] == 0x86 || (at[1] >= 0x94 && at[1] <= 0x97));
    return is_sign ? 3 : 0;
}

/* Bytes of the longest prefix of simple characters that stand alone, each one
 * cell wide: most texts are nothing else, and are quickly measured. The last
 * one belongs to it only at the end, since a mark may follow. */
static size_t simple_n(const char *text, size_t size, int *cells)
{
    const unsigned char *start = bytes(text);
    size_t at = 0, last = 0;
    *cells = 0;
    for (;;) {
        size_t plain = at;
        while (plain < size && is_plain(text[plain]))
            plain++;
        *cells += (int)(plain - at);
        last = plain > at ? 1 : last;
        at = plain;
        size_t n = simple_size(start + at, size - at);
        if (n == 0)
            break;
        *cells += 1;
        last = n;
        at += n;
    }
    if (at == size || last == 0)
        return at;
    *cells -= 1;
    return at - last;
}

size_t text_simple(const char *text, size_t at, size_t size)
{
    const unsigned char *start = bytes(text);
    size_t simple = at < size ? simple_size(start + at, size - at) : 0;
    bool is_alone = at + simple == size ||
                    simple_size(start + at + simple, size - at - simple);
    return is_alone ? simple : 0;
}

size_t text_next_n(const char *text, size_t at, size_t size)
{
    if (at >= size)
        return at;
    size_t simple = text_simple(text, at, size);
    if (simple)
        return at + simple;
    const uint8_t *end = u8_grapheme_next(bytes(text) + at, bytes(text) + size);
    return (size_t)(end - bytes(text));
}

/* Looking ahead is bounded, or long texts would take quadratic time. */
size_t text_next(const char *text, size_t at)
{
    enum { FAR = 64 };
    size_t ahead = strnlen(text + at, FAR);
    bool cut = ahead == FAR;
    while (cut && ahead > 1 && ((unsigned char)text[at + ahead] & 0xc0) == 0x80)
        ahead--;
    return text_next_n(text, at, at + ahead);
}

size_t text_previous(const char *text, size_t at)
{
    if (at == 0)
        return 0;
    const uint8_t *start = u8_grapheme_prev(bytes(text) + at, bytes(text));
    return (size_t)(start - bytes(text));
}

size_t text_count(const char *text)
{
    size_t size = strlen(text);
    size_t count = 0;
    for (size_t at = 0; at < size; at = text_next_n(text, at, size))
        count++;
    return count;
}

/* A grapheme is as wide as its widest code point. Control characters take a
 * cell, since the canvas shows them as blanks. */
static int cluster_width(const char *text, size_t size)
{
    if (size == 1 || simple_size(bytes(text), size) == size)
        return 1;
    int width = 0;
    for (size_t at = 0; at < size;) {
        ucs4_t code;
        at += (size_t)u8_mbtouc(&code, bytes(text) + at, size - at);
        int one = uc_width(code, "UTF-8");
        if (one < 0)
            one = code < ' ' || code == 0x7f;
        if (one > width)
            width = one;
    }
    return width;
}

int text_width_n(const char *text, size_t size)
{
    int width = 0;
    for (size_t at = 0; at < size;) {
        int cells;
        at += simple_n(text + at, size - at, &cells);
        width += cells;
        size_t end = text_next_n(text, at, size);
        if (end > at)
            width += cluster_width(text + at, end - at);
        at = end;
    }
    return width;
}

int text_width(const char *text)
{
    return text_width_n(text, strlen(text));
}

size_t text_fit(const char *text, int width)
{
    size_t size = strlen(text);
    size_t at = 0;
    while (at < size) {
        size_t end = text_next_n(text, at, size);
        width -= cluster_width(text + at, end - at);
        if (width < 0)
            return at;
        at = end;
    }
    return at;
}

/* Where a line that begins at `at` ends, and in *next where the line after
 * it begins. Blanks at a line's end do not count. */
static size_t line_end(const char *text, size_t at, size_t size,
                       const char *breaks, int width, size_t *next)
{
    size_t last_break = 0;
    int used = 0;
    for (size_t i = at; i < size;) {
        if (text[i] == '\n') {
            *next = i + 1;
            return i;
        }
        if (i > at && breaks[i] == UC_BREAK_POSSIBLE)
            last_break = i;
        size_t end = text_next_n(text, i, size);
        used += cluster_width(text + i, end - i);
        if (used > width && text[i] != ' ' && i > at) {
            *next = last_break ? last_break : i;
            return *next;
        }
        i = end;
    }
    *next = size;
    return size;
}

static struct text_line line_of(const char *text, size_t at, size_t end)
{
    while (end > at && text[end - 1] == ' ')
        end--;
    return (struct text_line){text + at, end - at,
                              text_width_n(text + at, end - at)};
}

size_t text_wrap(const char *text, int width, struct text_line *out, size_t max)
{
    size_t size = strlen(text);
    if (size == 0)
        return 0;
    if (width < 1)
        width = 1;
    int whole = strchr(text, '\n') ? width + 1 : text_width_n(text, size);
    if (whole <= width) {
        bool trailing = text[size - 1] == ' ';
        if (max > 0)
            out[0] = trailing ? line_of(text, 0, size)
                              : (struct text_line){text, size, whole};
        return 1;
    }
    char *breaks = xmalloc(size);
    u8_possible_linebreaks(bytes(text), size, "UTF-8", breaks);
    size_t count = 0;
    for (size_t at = 0; at < size; count++) {
        size_t next;
        size_t end = line_end(text, at, size, breaks, width, &next);
        if (count < max)
            out[count] = line_of(text, at, end);
        at = next;
    }
    free(breaks);
    return count;
}

bool text_is_rtl(const char *text)
{
    size_t size = strlen(text);
    for (size_t at = 0; at < size;) {
        ucs4_t code;
        at += (size_t)u8_mbtouc(&code, bytes(text) + at, size - at);
        FriBidiCharType type = fribidi_get_bidi_type(code);
        if (FRIBIDI_IS_STRONG(type))
            return FRIBIDI_IS_RTL(type);
    }
    return false;
}

/* By lead bytes, so that Latin texts pay next to nothing: Hebrew, Arabic and
 * their neighbours, their presentation forms, and direction marks. */
bool text_is_complex(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char lead = (unsigned char)text[i];
        if (lead < 0xd6)
            continue;
        unsigned char second = i + 1 < size ? (unsigned char)text[i + 1] : 0;
        if ((lead >= 0xd6 && lead <= 0xdf) ||
            (lead == 0xe0 && second >= 0xa0 && second <= 0xa3) ||
            (lead == 0xef && second >= 0xac && second <= 0xbb) ||
            (lead == 0xe2 && second == 0x80 && i + 2 < size &&
             (unsigned char)text[i + 2] >= 0x8e) ||
            (lead == 0xf0 && (second == 0x90 || second == 0x9e)))
            return true;
    }
    return false;
}

static FriBidiParType direction(const FriBidiChar *text, FriBidiStrIndex size,
                                bool mirrored)
{
    bool left = false, right = false, first_right = false;
    for (FriBidiStrIndex i = 0; i < size; i++) {
        FriBidiCharType type = fribidi_get_bidi_type(text[i]);
        if (!FRIBIDI_IS_STRONG(type))
            continue;
        if (!left && !right)
            first_right = FRIBIDI_IS_RTL(type);
        right = right || FRIBIDI_IS_RTL(type);
        left = left || !FRIBIDI_IS_RTL(type);
    }
    bool rtl = mirrored ? right || !left : first_right;
    return rtl ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
}

char *text_visual(const char *text, size_t size, bool mirrored)
{
    if (!mirrored && !text_is_complex(text, size))
        return xstrndup(text, size);

    FriBidiChar *logical = xcalloc(size + 1, sizeof *logical);
    FriBidiChar *visual = xcalloc(size + 1, sizeof *visual);
    char *out = xcalloc(size + 1, 4); /* no code point takes more bytes */
    FriBidiStrIndex count = fribidi_charset_to_unicode(
        FRIBIDI_CHAR_SET_UTF8, text, (FriBidiStrIndex)size, logical);
    FriBidiParType type = direction(logical, count, mirrored);
    if (fribidi_log2vis(logical, count, &type, visual, NULL, NULL, NULL)) {
        /* Ligatures leave fillers behind, which are no marks to show. */
        count = fribidi_remove_bidi_marks(visual, count, NULL, NULL, NULL);
        fribidi_unicode_to_charset(FRIBIDI_CHAR_SET_UTF8, visual, count, out);
    } else {
        memcpy(out, text, size);
    }
    free(logical);
    free(visual);
    return out;
}

/* What is plain ASCII already needs no tables. */
static char *lowered(const char *text)
{
    char *out = xstrdup(text);

    for (char *at = out; *at; at++) {
        if (*at & 0x80) {
            free(out);
            return NULL;
        }
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    return out;
}

char *text_fold(const char *text)
{
    size_t size;
    char *plain = lowered(text);
    if (plain)
        return plain;
    uint8_t *apart =
        u8_normalize(UNINORM_NFKD, bytes(text), strlen(text), NULL, &size);
    if (!apart)
        return xstrdup(text);
    char *out = xcalloc(size * 2 + 1, 2);
    size_t used = 0;
    for (size_t at = 0; at < size;) {
        ucs4_t code;
        at += (size_t)u8_mbtouc(&code, apart + at, size - at);
        if (uc_combining_class(code) != 0)
            continue;
        int n = u8_uctomb((uint8_t *)out + used, uc_tolower(code), 6);
        used += n > 0 ? (size_t)n : 0;
    }
    free(apart);
    return out;
}

bool text_begins(const char *text, const char *prefix)
{
    if (!*prefix)
        return false;
    char *whole = text_fold(text);
    char *start = text_fold(prefix);
    bool begins = strncmp(whole, start, strlen(start)) == 0;
    free(whole);
    free(start);
    return begins;
}

char *text_upper(const char *text)
{
    size_t size;
    uint8_t *upper =
        u8_toupper(bytes(text), strlen(text), NULL, NULL, NULL, &size);
    if (!upper)
        return xstrdup(text);
    char *out = xstrndup((const char *)upper, size);
    free(upper);
    return out;
}

uint32_t text_code(const char *cluster, size_t size, enum text_form form)
{
    const uninorm_t forms[] = {[TEXT_JOINED] = UNINORM_NFC,
                               [TEXT_ALONE] = UNINORM_NFKC,
                               [TEXT_BARE] = UNINORM_NFKD};
    uint8_t room[64];
    size_t count = sizeof room;
    ucs4_t code = 0;
    uint8_t *joined =
        u8_normalize(forms[form], bytes(cluster), size, room, &count);

    if (!joined)
        return 0;
    if (count)
        u8_mbtouc(&code, joined, count);
    if (joined != room)
        free(joined);
    return code;
}

static char ascii_of(ucs4_t code)
{
    static const struct {
        ucs4_t code;
        char ascii;
    } LIKE[] = {
        {0x00bf, '?'},  {0x00a1, '!'},  {0x00ab, '"'}, {0x00bb, '"'},
        {0x2018, '\''}, {0x2019, '\''}, {0x201c, '"'}, {0x201d, '"'},
        {0x2013, '-'},  {0x2014, '-'},  {0x2026, '.'}, {0x00b7, '.'},
        {0x00d7, 'x'},  {0x00df, 's'},  {0x00a0, ' '}, {0x00e6, 'a'},
        {0x0153, 'o'},  {0x00f8, 'o'},  {0x00c6, 'A'}, {0x0152, 'O'},
    };
    if (code < 0x80)
        return (char)code;
    for (size_t i = 0; i < COUNT_OF(LIKE); i++)
        if (LIKE[i].code == code)
            return LIKE[i].ascii;
    return '?';
}

void text_ascii(const char *cluster, int width, char out[3])
{
    ucs4_t code = 0;
    ucs4_t base = 0;
    size_t size = strlen(cluster);
    if (size > 0)
        u8_mbtouc(&code, bytes(cluster), size);
    base = code;
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    while (base >= 0x80 && uc_canonical_decomposition(base, parts) > 0)
        base = parts[0];
    memset(out, 0, 3);
    for (int i = 0; i < width && i < 2; i++)
        out[i] = ascii_of(base);
}

size_t text_symbol(const char *text)
{
    size_t size = text_next(text, 0);
    ucs4_t code = 0;

    /* Signs of ASCII, such as "+" or "$", are read as words. */
    if ((unsigned char)text[0] < 0x80 || text[size] != ' ' || !text[size + 1])
        return 0;
    u8_strmbtouc(&code, (const uint8_t *)text);
    return uc_is_general_category(code, UC_OTHER_SYMBOL) ? size + 1 : 0;
}
