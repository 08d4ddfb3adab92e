/* A code from a scanner that is a keyboard: its keys come faster than fingers
 * and end with Enter. Until it is clear whether they do, they are held back. */
#ifndef UI_BURST_H
#define UI_BURST_H

#include "ui/input.h"

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The largest symbols of a page hold some 4,300 characters (ISO/IEC 18004). */
enum { BURST_MOST = 4400, BURST_LEAST = 4 };

/* Zeroed, it holds nothing. */
struct burst {
    char text[BURST_MOST + 1]; /* held back */
    size_t size;
    size_t count; /* of characters */
    int64_t last_ms;
};

enum burst_said {
    BURST_HOLDS, /* the input is held back */
    BURST_CODE,  /* text is a whole code; burst_clear when it is used */
    BURST_ASIDE, /* no key: take the input, and go on holding */
    BURST_FREE,  /* take the held characters; if any were, ask about the input
                    again, else take it */
};

/* What an input means, when keys of one code are at most gap_ms apart. */
enum burst_said burst_take(struct burst *burst, const struct input *input,
                           int64_t now_ms, int64_t gap_ms);
/* Takes the next character that was held back; false when there is none. */
bool burst_release(struct burst *burst, struct input *out);
/* Forgets what is held. */
void burst_clear(struct burst *burst);
/* Milliseconds until what is held must be given; -1: nothing is. */
int burst_wait_ms(const struct burst *burst, int64_t now_ms, int64_t gap_ms);

#endif
