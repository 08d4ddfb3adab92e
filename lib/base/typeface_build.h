/* What the readers of the two formats fill in. */
#ifndef LIB_BASE_TYPEFACE_BUILD_H
#define LIB_BASE_TYPEFACE_BUILD_H

#include "base/typeface.h"

#include <stdbool.h>

/* No font has more code points than this. */
enum { TYPEFACE_MOST = 1 << 17 };

struct typeface {
    int width, height;
    uint32_t *rows; /* height rows a letter */
    size_t letters, letters_room;
    struct typeface_code {
        uint32_t code;
        uint32_t letter;
    } * codes; /* in order, once the font is read */
    size_t codes_count, codes_room;
};

/* Sets the size of all letters; false when none can have it. */
bool typeface_set_size(struct typeface *face, long width, long height);
/* A new blank letter; valid until the next one is added. */
uint32_t *typeface_add_letter(struct typeface *face);
/* Says that the code point is written with that letter; false when there are
 * too many. */
bool typeface_add_code(struct typeface *face, uint32_t code, size_t letter);

/* Each reads its format, to be told by its first bytes. */
MUST_USE enum err typeface_read_psf(struct typeface *face,
                                    const unsigned char *bytes, size_t size);
MUST_USE enum err typeface_read_bdf(struct typeface *face, const char *text,
                                    size_t size);

#endif
