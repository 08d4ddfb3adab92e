#include "ui/input.h"

#include <assert.h>
#include <string.h>

enum { ESC = 0x1b, DEL = 0x7f };

/* What is at the head of the buffer. */
enum found {
    FOUND_SHORT, /* more bytes are needed */
    FOUND_NOISE, /* means nothing */
    FOUND_INPUT,
};

size_t input_room(const struct input_parser *parser)
{
    return sizeof parser->bytes - parser->count;
}

void input_feed(struct input_parser *parser, const void *bytes, size_t size)
{
    assert(size <= input_room(parser));
    memcpy(parser->bytes + parser->count, bytes, size);
    parser->count += size;
}

static void drop(struct input_parser *parser, size_t size)
{
    assert(size <= parser->count);
    parser->count -= size;
    memmove(parser->bytes, parser->bytes + size, parser->count);
}

static enum found key_of(struct input *out, enum nav key)
{
    out->kind = INPUT_KEY;
    out->key = key;
    return key == NAV_NONE ? FOUND_NOISE : FOUND_INPUT;
}

/* CSI ... final, or SS3 final. */
static enum nav nav_of_final(unsigned char final)
{
    static const struct {
        unsigned char final;
        enum nav key;
    } KEYS[] = {
        {'A', NAV_UP},   {'B', NAV_DOWN}, {'C', NAV_RIGHT}, {'D', NAV_LEFT},
        {'H', NAV_HOME}, {'F', NAV_END},  {'M', NAV_ENTER}, {'Z', NAV_PREVIOUS},
    };
    for (size_t i = 0; i < COUNT_OF(KEYS); i++)
        if (KEYS[i].final == final)
            return KEYS[i].key;
    return NAV_NONE;
}

/* CSI number ~ */
static enum nav nav_of_number(int number)
{
    static const enum nav KEYS[] = {
        [1] = NAV_HOME,      [3] = NAV_DELETE, [4] = NAV_END, [5] = NAV_PAGE_UP,
        [6] = NAV_PAGE_DOWN, [7] = NAV_HOME,   [8] = NAV_END,
    };
    if (number < 0 || number >= (int)COUNT_OF(KEYS))
        return NAV_NONE;
    return KEYS[number];
}

enum { NUMBERS_MAX = 3, NUMBER_LIMIT = 100000 };

struct sequence {
    int numbers[NUMBERS_MAX];
    unsigned char prefix; /* '<', '?', '>' or 0 */
    unsigned char final;
    size_t size; /* all of it, from ESC */
};

/* Reads a CSI sequence that begins behind "ESC [". Returns false when it is
 * not complete; final 0 says that it is none. */
static bool read_csi(const struct input_parser *p, struct sequence *out)
{
    *out = (struct sequence){.size = 2};
    size_t field = 0;
    for (; out->size < p->count; out->size++) {
        unsigned char byte = p->bytes[out->size];
        if (byte >= '<' && byte <= '?') {
            out->prefix = byte;
        } else if (byte == ';') {
            field++;
        } else if (byte >= '0' && byte <= '9') {
            if (field < NUMBERS_MAX && out->numbers[field] < NUMBER_LIMIT)
                out->numbers[field] = out->numbers[field] * 10 + (byte - '0');
        } else if (byte >= 0x40 && byte <= 0x7e) {
            out->final = byte;
            out->size++;
            return true;
        } else if (byte < 0x20 || byte > 0x2f) {
            return true; /* no CSI: the byte is looked at again */
        }
    }
    return false;
}

/* SGR 1006: button, column, row; 'M' down, 'm' up. Only the left button,
 * which is what a finger is, and no movement or wheel. */
static enum found mouse(const struct sequence *s, struct input *out)
{
    enum { BUTTON = 0xc3, MOVED = 0x20 };
    if ((s->numbers[0] & (BUTTON | MOVED)) != 0)
        return FOUND_NOISE;
    if (s->numbers[1] < 1 || s->numbers[2] < 1)
        return FOUND_NOISE;
    out->kind = s->final == 'M' ? INPUT_PRESS : INPUT_RELEASE;
    out->x = s->numbers[1] - 1;
    out->y = s->numbers[2] - 1;
    return FOUND_INPUT;
}

static enum found csi(struct input_parser *p, struct input *out, size_t *size)
{
    /* The Linux console sends function keys as "ESC [ [ A". */
    if (p->count >= 3 && p->bytes[2] == '[') {
        *size = p->count < 4 ? 3 : 4;
        return p->count < 4 ? FOUND_SHORT : FOUND_NOISE;
    }
    struct sequence s;
    if (!read_csi(p, &s))
        return FOUND_SHORT;
    *size = s.size;
    if (s.prefix == '<' && (s.final == 'M' || s.final == 'm'))
        return mouse(&s, out);
    if (s.prefix)
        return FOUND_NOISE;
    if (s.final == '~' && s.numbers[0] == 200)
        p->in_paste = true;
    if (s.final == '~')
        return key_of(out, nav_of_number(s.numbers[0]));
    return key_of(out, s.final == 'M' ? NAV_NONE : nav_of_final(s.final));
}

static enum found escape(struct input_parser *p, struct input *out,
                         size_t *size)
{
    *size = 1;
    if (p->count < 2)
        return FOUND_SHORT;
    switch (p->bytes[1]) {
    case '[':
        return csi(p, out, size);
    case 'O':
        *size = 3;
        if (p->count < 3)
            return FOUND_SHORT;
        return key_of(out, nav_of_final(p->bytes[2]));
    case ']':
    case 'P':
    case 'X':
    case '^':
    case '_':
        *size = 2;
        p->in_string = true;
        return FOUND_NOISE;
    case ESC:
        return key_of(out, NAV_ESCAPE);
    default: /* Alt and a key: a chord, which no one here needs */
        *size = 2;
        return FOUND_NOISE;
    }
}

static size_t utf8_size(unsigned char first)
{
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* Overlong forms, surrogates and what is beyond U+10FFFF. */
static bool is_utf8(const unsigned char *b, size_t size)
{
    for (size_t i = 1; i < size; i++)
        if ((b[i] & 0xc0) != 0x80)
            return false;
    return !(b[0] == 0xe0 && b[1] < 0xa0) && !(b[0] == 0xed && b[1] > 0x9f) &&
           !(b[0] == 0xf0 && b[1] < 0x90) && !(b[0] == 0xf4 && b[1] > 0x8f) &&
           !(b[0] == 0xc2 && b[1] < 0xa0); /* C1 controls */
}

static enum found character(const struct input_parser *p, struct input *out,
                            size_t *size)
{
    size_t n = utf8_size(p->bytes[0]);
    *size = 1;
    if (n == 0)
        return FOUND_NOISE;
    if (p->count < n)
        return FOUND_SHORT;
    if (!is_utf8(p->bytes, n))
        return FOUND_NOISE;
    *size = n;
    out->kind = INPUT_TEXT;
    memcpy(out->text, p->bytes, n);
    return FOUND_INPUT;
}

static enum found control(unsigned char byte, struct input *out)
{
    switch (byte) {
    case '\r':
    case '\n':
        return key_of(out, NAV_ENTER);
    case '\t':
        return key_of(out, NAV_NEXT);
    case '\b':
    case DEL:
        return key_of(out, NAV_ERASE);
    default:
        break;
    }
    if (byte == 0 || byte > 'z' - 'a' + 1)
        return FOUND_NOISE;
    out->kind = INPUT_CHORD;
    out->text[0] = (char)('a' + byte - 1);
    return FOUND_INPUT;
}

static enum found look(struct input_parser *p, struct input *out, size_t *size)
{
    unsigned char first = p->bytes[0];
    if (first == ESC)
        return escape(p, out, size);
    *size = 1;
    if (first < 0x20 || first == DEL)
        return control(first, out);
    if (first >= 0x80)
        return character(p, out, size);
    out->kind = INPUT_TEXT;
    out->text[0] = (char)first;
    return FOUND_INPUT;
}

/* Swallows a paste up to "ESC [ 201 ~"; keeps a tail that may begin it. */
static void swallow_paste(struct input_parser *p)
{
    static const char END[] = "\033[201~";
    enum { END_SIZE = sizeof END - 1 };
    for (size_t i = 0; i + END_SIZE <= p->count; i++) {
        if (memcmp(p->bytes + i, END, END_SIZE) != 0)
            continue;
        p->in_paste = false;
        drop(p, i + END_SIZE);
        return;
    }
    if (p->count >= END_SIZE)
        drop(p, p->count - END_SIZE + 1);
}

/* Swallows an OSC or the like up to BEL or "ESC \". */
static void swallow_string(struct input_parser *p)
{
    for (size_t i = 0; i < p->count; i++) {
        bool bell = p->bytes[i] == '\a';
        bool end = p->bytes[i] == ESC && i + 1 < p->count;
        if (!bell && !end)
            continue;
        p->in_string = false;
        /* An ESC with anything else begins what comes next. */
        drop(p, bell ? i + 1 : p->bytes[i + 1] == '\\' ? i + 2 : i);
        return;
    }
    bool tail = p->count > 0 && p->bytes[p->count - 1] == ESC;
    drop(p, p->count - tail);
}

static bool swallow(struct input_parser *p)
{
    if (p->in_paste)
        swallow_paste(p);
    if (p->in_string)
        swallow_string(p);
    return p->in_paste || p->in_string;
}

bool input_next(struct input_parser *p, struct input *out)
{
    if (p->escape) {
        p->escape = false;
        *out = (struct input){.kind = INPUT_KEY, .key = NAV_ESCAPE};
        return true;
    }
    while (!swallow(p) && p->count > 0) {
        *out = (struct input){.kind = INPUT_NONE};
        size_t size = 0;
        enum found found = look(p, out, &size);
        if (found == FOUND_SHORT && p->count < sizeof p->bytes)
            return false;
        /* A sequence that fills the buffer is none. */
        drop(p, found == FOUND_SHORT ? p->count : size);
        if (found == FOUND_INPUT)
            return true;
    }
    return false;
}

/* Terminal programs and consoles hand a sequence over in one piece, so that a
 * lone Esc is known soon. A wire brings byte after byte, and its receiver may
 * hold some back: four bytes' time in a UART, 16 ms in a USB adapter. */
int input_patience_ms(const struct input_parser *p)
{
    enum { KEY_MS = 5, WIRE_MS = 20, WIRE_BYTES = 6, PASTE_MS = 500 };
    enum { MS_IN_US = 1000 };
    if (p->in_paste || p->in_string)
        return PASTE_MS;
    if (p->count == 0)
        return -1;
    return p->byte_us ? WIRE_MS + WIRE_BYTES * p->byte_us / MS_IN_US : KEY_MS;
}

void input_settle(struct input_parser *p)
{
    p->escape =
        p->count == 1 && p->bytes[0] == ESC && !p->in_paste && !p->in_string;
    p->in_paste = false;
    p->in_string = false;
    p->count = 0;
}
