/* A picture in memory: a byte of brightness a pixel, row by row from the upper
 * left, 0 is black. What was transparent is white, as paper is. */
#ifndef PICTURE_IMAGE_H
#define PICTURE_IMAGE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

struct image {
    int width, height;
    unsigned char *grey;
};

/* Pixels of the largest picture that is decoded: a phone's photograph has
 * 12 million. */
#define IMAGE_MOST_PIXELS ((size_t)16 * 1000 * 1000)

/* Decodes whichever of the two it is; see below. */
MUST_USE enum err image_read(struct image *image, const void *bytes,
                             size_t size);
/* Decodes a PNG (W3C, Portable Network Graphics). ERR_FORMAT for what is none,
 * ERR_LIMIT for one too large; on success the caller frees image->grey. */
MUST_USE enum err image_read_png(struct image *image, const void *bytes,
                                 size_t size);
/* The same for a JPEG (ITU-T T.81), in inks too, as Adobe's programs write
 * them; a large one comes smaller, by the decoder's own scaling. */
MUST_USE enum err image_read_jpeg(struct image *image, const void *bytes,
                                  size_t size);
/* Makes it fit into a square of so many pixels by averaging, never larger; the
 * proportions stay. */
void image_shrink(struct image *image, int most);
/* Stretches the contrast so that the value that parts drawing from ground best
 * becomes 128; a drawing in few tones comes out as black and white, and only
 * a photograph keeps its greys. */
void image_ink(struct image *image);

#endif
