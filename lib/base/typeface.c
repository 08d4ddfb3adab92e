#include "base/typeface.h"

#include "typeface_build.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

bool typeface_set_size(struct typeface *face, long width, long height)
{
    if (width < 1 || width > TYPEFACE_WIDEST || height < 1 ||
        height > TYPEFACE_HIGHEST)
        return false;
    face->width = (int)width;
    face->height = (int)height;
    return true;
}

uint32_t *typeface_add_letter(struct typeface *face)
{
    size_t height = (size_t)face->height;

    if (face->letters == face->letters_room) {
        face->letters_room = face->letters_room ? face->letters_room * 2 : 256;
        face->rows = xreallocarray(face->rows, face->letters_room,
                                   height * sizeof *face->rows);
    }
    uint32_t *letter = face->rows + face->letters++ * height;
    memset(letter, 0, height * sizeof *letter);
    return letter;
}

bool typeface_add_code(struct typeface *face, uint32_t code, size_t letter)
{
    if (face->codes_count == TYPEFACE_MOST)
        return false;
    if (face->codes_count == face->codes_room) {
        face->codes_room = face->codes_room ? face->codes_room * 2 : 512;
        face->codes =
            xreallocarray(face->codes, face->codes_room, sizeof *face->codes);
    }
    face->codes[face->codes_count++] =
        (struct typeface_code){code, (uint32_t)letter};
    return true;
}

static int by_code(const void *a, const void *b)
{
    const struct typeface_code *x = a, *y = b;

    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return x->letter < y->letter ? -1 : x->letter > y->letter;
}

enum err typeface_read(struct typeface **out, const void *bytes, size_t size)
{
    static const char BDF[] = "STARTFONT";
    struct typeface *face = xcalloc(1, sizeof *face);
    bool is_bdf = size > sizeof BDF && memcmp(bytes, BDF, sizeof BDF - 1) == 0;
    enum err err = is_bdf ? typeface_read_bdf(face, bytes, size)
                          : typeface_read_psf(face, bytes, size);

    if (!err && face->codes_count == 0)
        err = ERR_FORMAT;
    if (err) {
        typeface_free(face);
        *out = NULL;
        return err;
    }
    qsort(face->codes, face->codes_count, sizeof *face->codes, by_code);
    *out = face;
    return ERR_NONE;
}

void typeface_free(struct typeface *face)
{
    if (!face)
        return;
    free(face->rows);
    free(face->codes);
    free(face);
}

int typeface_width(const struct typeface *face)
{
    return face->width;
}

int typeface_height(const struct typeface *face)
{
    return face->height;
}

const uint32_t *typeface_letter(const struct typeface *face, uint32_t code)
{
    size_t low = 0, high = face->codes_count;

    /* The first of the code: what a font names twice is its first letter. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (face->codes[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == face->codes_count || face->codes[low].code != code)
        return NULL;
    return face->rows + (size_t)face->codes[low].letter * (size_t)face->height;
}

int typeface_capital(const struct typeface *face)
{
    const uint32_t *letter = typeface_letter(face, 'H');
    int rows = 0;

    for (int y = 0; letter && y < face->height; y++)
        rows += letter[y] != 0;
    return rows;
}
