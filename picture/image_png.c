/* The door to libpng: its simplified reader, which bounds what it does and
 * turns every kind of PNG into the one that is asked for. */
#include "image.h"

#include "base/mem.h"

#include <png.h>

#include <stdlib.h>

enum err image_read_png(struct image *out, const void *bytes, size_t size)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    const png_color paper = {255, 255, 255};
    enum err err = ERR_NONE;

    if (!png_image_begin_read_from_memory(&png, bytes, size))
        return ERR_FORMAT;
    png.format = PNG_FORMAT_GRAY;
    if (png.height > IMAGE_MOST_PIXELS / png.width) {
        png_image_free(&png);
        return ERR_LIMIT;
    }
    *out = (struct image){(int)png.width, (int)png.height,
                          xcalloc(png.width, png.height)};
    if (!png_image_finish_read(&png, &paper, out->grey, 0, NULL)) {
        free(out->grey);
        *out = (struct image){0};
        err = ERR_FORMAT;
    }
    png_image_free(&png);
    return err;
}
