/* Bitmap fonts: PSF and BDF. */
#include "base/typeface.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct typeface *face;
    uint32_t bits = 0;

    if (typeface_read(&face, data, size))
        return 0;
    assert(typeface_capital(face) <= typeface_height(face));
    for (uint32_t code = 0; code < 512; code++) {
        const uint32_t *letter = typeface_letter(face, code);
        for (int y = 0; letter && y < typeface_height(face); y++)
            bits |= letter[y];
    }
    assert(typeface_width(face) <= TYPEFACE_WIDEST && bits <= UINT32_MAX);
    typeface_free(face);
    return 0;
}
