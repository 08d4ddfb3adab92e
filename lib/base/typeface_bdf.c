/* Glyph Bitmap Distribution Format 2.1 (Adobe, technical note 5005): lines of
 * words, the rows of a letter in hexadecimal. */
#include "typeface_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 128 };

struct bdf {
    struct typeface *face;
    const char *at, *end;
    long left, bottom; /* of the box that all letters share */
    long code;
    struct {
        long width, height, left, bottom;
    } box; /* of the letter that is read */
    uint32_t *rows;
    long row; /* in the shared box, of the line to come; below 0: none */
    bool is_sized;
};

/* The next line, cut to what any line that matters has. */
static bool next_line(struct bdf *b, char out[LINE_SIZE])
{
    if (b->at == b->end)
        return false;
    const char *stop = memchr(b->at, '\n', (size_t)(b->end - b->at));
    size_t size = (size_t)((stop ? stop : b->end) - b->at);
    size_t kept = size < LINE_SIZE ? size : LINE_SIZE - 1;

    memcpy(out, b->at, kept);
    out[kept] = '\0';
    b->at = stop ? stop + 1 : b->end;
    return true;
}

static bool starts(const char *line, const char *word, const char **rest)
{
    size_t size = strlen(word);

    *rest = line + size;
    return strncmp(line, word, size) == 0;
}

/* Four whole numbers of a few digits. */
static bool read_box(const char *text, long out[4])
{
    for (int i = 0; i < 4; i++) {
        char *end;
        out[i] = strtol(text, &end, 10);
        if (end == text || labs(out[i]) > 1000)
            return false;
        text = end;
    }
    return true;
}

static enum err set_size(struct bdf *b, const char *text)
{
    long box[4];

    if (b->is_sized || !read_box(text, box))
        return ERR_FORMAT;
    if (!typeface_set_size(b->face, box[0], box[1]))
        return ERR_LIMIT;
    b->left = box[2];
    b->bottom = box[3];
    b->is_sized = true;
    return ERR_NONE;
}

static enum err set_box(struct bdf *b, const char *text)
{
    long box[4];

    if (!read_box(text, box) || box[0] < 0 || box[1] < 0)
        return ERR_FORMAT;
    b->box.width = box[0];
    b->box.height = box[1];
    b->box.left = box[2];
    b->box.bottom = box[3];
    return ERR_NONE;
}

static enum err begin_rows(struct bdf *b)
{
    if (!b->is_sized)
        return ERR_FORMAT;
    b->rows = NULL;
    if (b->code < 0)
        return ERR_NONE;
    b->rows = typeface_add_letter(b->face);
    b->row = b->face->height + b->bottom - b->box.bottom - b->box.height;
    return typeface_add_code(b->face, (uint32_t)b->code, b->face->letters - 1)
               ? ERR_NONE
               : ERR_LIMIT;
}

/* One row: its leftmost pixel is where the letter's box begins. */
static void read_row(struct bdf *b, const char *line)
{
    long shift = b->box.left - b->left;
    uint64_t bits = 0;
    int digits = 0;

    for (; digits < 8 && strchr("0123456789abcdefABCDEF", *line) && *line;
         line++, digits++) {
        char digit[2] = {*line, '\0'};
        bits = bits << 4 | (uint64_t)strtoul(digit, NULL, 16);
    }
    bits <<= 4 * (8 - digits);
    if (shift < 0 || shift >= TYPEFACE_WIDEST)
        bits = 0;
    else
        bits >>= shift;
    if (b->row >= 0 && b->row < b->face->height)
        b->rows[b->row] = (uint32_t)bits;
    b->row++;
}

static enum err read_line(struct bdf *b, const char *line)
{
    const char *rest;

    if (starts(line, "FONTBOUNDINGBOX ", &rest))
        return set_size(b, rest);
    if (starts(line, "BBX ", &rest))
        return set_box(b, rest);
    if (starts(line, "ENCODING ", &rest)) {
        b->code = strtol(rest, NULL, 10);
        return b->code > 0x10ffff ? ERR_FORMAT : ERR_NONE;
    }
    if (starts(line, "BITMAP", &rest))
        return begin_rows(b);
    if (starts(line, "ENDCHAR", &rest))
        b->rows = NULL;
    else if (b->rows)
        read_row(b, line);
    return ERR_NONE;
}

enum err typeface_read_bdf(struct typeface *face, const char *text, size_t size)
{
    struct bdf b = {.face = face, .at = text, .end = text + size, .code = -1};
    char line[LINE_SIZE];
    enum err err = ERR_NONE;

    while (!err && next_line(&b, line))
        err = read_line(&b, line);
    return err;
}
