/* Bitmap fonts: PSF (1 and 2, with their Unicode tables) as consoles have
 * them, and BDF as X has them, every letter in a box of one size. */
#ifndef BASE_TYPEFACE_H
#define BASE_TYPEFACE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct typeface;

/* The widest and the highest letter that is read. */
enum { TYPEFACE_WIDEST = 32, TYPEFACE_HIGHEST = 64 };

/* Reads a font; the caller frees it with typeface_free. ERR_FORMAT when the
 * bytes are none, ERR_LIMIT when its letters are too large; nothing is logged,
 * since only the caller knows the file. */
MUST_USE enum err typeface_read(struct typeface **out, const void *bytes,
                                size_t size);
/* NULL is accepted. */
void typeface_free(struct typeface *face);

/* Pixels of a letter's box. */
int typeface_width(const struct typeface *face);
/* The same, downwards. */
int typeface_height(const struct typeface *face);
/* Pixel rows from the top of the capital H to its foot; 0 when there is no H.
 */
int typeface_capital(const struct typeface *face);
/* The rows of a code point's letter, from the top; the highest bit is the
 * leftmost pixel. NULL when the font has none; borrowed from the font. */
const uint32_t *typeface_letter(const struct typeface *face, uint32_t code);

#endif
