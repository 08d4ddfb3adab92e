/* Where an incremental export stopped: an opaque text, the same whichever hub
 * of an archive gives it or gets it back. */
#ifndef HUB_CURSOR_H
#define HUB_CURSOR_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

enum { CURSOR_TEXT_SIZE = 24 };

/* The cursor after the response of this number. */
void cursor_print(int64_t number, char out[CURSOR_TEXT_SIZE]);
/* Reads one back; "" is the beginning. False when it is none of ours. */
MUST_USE bool cursor_parse(const char *text, int64_t *number);

#endif
