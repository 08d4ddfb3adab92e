/* Where an incremental export stopped: an opaque text, the same whichever hub
 * of an archive gives it or gets it back. */
#ifndef HUB_CURSOR_H
#define HUB_CURSOR_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;

enum { CURSOR_TEXT_SIZE = 32 };

/* Behind which response, and behind which change of one (changes.h). */
struct cursor {
    int64_t number, change;
};

/* Writes it as a text. */
void cursor_print(struct cursor cursor, char out[CURSOR_TEXT_SIZE]);
/* Reads one back; "" is the beginning. False when it is none of ours. */
MUST_USE bool cursor_parse(const char *text, struct cursor *out);
/* The cursor behind all that there is now. */
MUST_USE enum err cursor_now(struct archive *archive, struct cursor *out);
/* Whether it is behind what `now` says there is: then it was given by this
 * archive before it was restored from an older copy, or by another one. */
bool cursor_is_ahead(struct cursor cursor, struct cursor now);

#endif
