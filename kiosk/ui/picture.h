/* A picture drawn in the cells of a page: black on white paper in every theme,
 * as QR codes are, since a negative of a face is none. */
#ifndef UI_PICTURE_H
#define UI_PICTURE_H

#include "ui/blocks.h"
#include "ui/canvas.h"

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

/* The largest side, in pixels. */
enum { PICTURE_MOST = 128 };

/* Zeroed, it is still awaited: its place is kept free. */
struct picture {
    int width, height;   /* pixels; 0 while there is none */
    unsigned char *grey; /* a byte each, 0 is black; NULL while there is none */
    bool is_drawing;     /* nothing but black and white: never dithered */
    bool is_missing;     /* it cannot be had */
};

/* Fills it from so many bytes of brightness (copied). */
void picture_fill(struct picture *picture, int width, int height,
                  const unsigned char *grey);
/* Frees what it holds. */
void picture_clear(struct picture *picture);

/* Whether it is there or may still come; NULL is not. */
bool picture_is_shown(const struct picture *picture);
/* The cells that it takes, at most so many: its proportions stay, and a cell
 * is twice as high as wide. One that is awaited is square. */
struct rect picture_size(const struct picture *picture, int width, int height);
/* Draws it into the middle of an area; nothing while it is awaited. */
void picture_draw(const struct picture *picture, struct canvas *canvas,
                  struct rect area, enum blocks blocks);

#endif
