#include "cells.h"

#include "base/buf.h"

#include <string.h>

enum { SEVEN = 0x7f, MORE = 0x80, LARGEST_SHIFT = 28 };

static void add_number(struct buf *out, size_t number)
{
    while (number > SEVEN) {
        buf_putc(out, (char)(unsigned char)((number & SEVEN) | MORE));
        number >>= 7;
    }
    buf_putc(out, (char)number);
}

void cells_add(struct buf *out, const char *text)
{
    size_t size = text ? strlen(text) : 0;

    add_number(out, text ? size + 1 : 0);
    buf_add(out, text ? text : "", size);
}

struct cells cells_read(const void *data, size_t size)
{
    const unsigned char *bytes = data;

    return (struct cells){.at = bytes, .end = bytes + size};
}

static bool read_number(struct cells *cells, size_t *out)
{
    *out = 0;
    for (unsigned shift = 0; shift <= LARGEST_SHIFT; shift += 7) {
        if (cells->at == cells->end)
            return false;
        unsigned char byte = *cells->at++;
        *out |= (size_t)(byte & SEVEN) << shift;
        if (!(byte & MORE))
            return true;
    }
    return false;
}

bool cells_next(struct cells *cells, struct cell *out)
{
    size_t number;

    if (!read_number(cells, &number))
        return false;
    *out = (struct cell){.text = NULL};
    if (number == 0)
        return true;
    if (number - 1 > (size_t)(cells->end - cells->at))
        return false;
    out->text = (const char *)cells->at;
    out->size = number - 1;
    cells->at += out->size;
    return true;
}

bool cell_has_word(struct cell cell, const char *word)
{
    size_t size = strlen(word);
    const char *at = cell.text, *end = cell.text + cell.size;

    while (at && at < end) {
        const char *blank = memchr(at, ' ', (size_t)(end - at));
        const char *stop = blank ? blank : end;
        if ((size_t)(stop - at) == size && memcmp(at, word, size) == 0)
            return true;
        at = stop + 1;
    }
    return false;
}
