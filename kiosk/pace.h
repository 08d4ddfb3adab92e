/* How answers follow one another at a station: the same ones twice at once, or
 * more than people can give. Such answers are flagged, never dropped. Only
 * hashes and times are remembered, and only until the station ends. */
#ifndef KIOSK_PACE_H
#define KIOSK_PACE_H

#include "base/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

enum { PACE_MANY = 6 };

struct pace {
    unsigned char next[SHA256_SIZE]; /* of the answers looked at last */
    unsigned char last[SHA256_SIZE]; /* of those kept last */
    int64_t last_ms;
    int64_t kept_ms[PACE_MANY]; /* when the last ones were kept, in a ring */
    size_t at;
};

/* Looks at the answers of a visit that ends about now, and gives its flags:
 * "", " same", " burst" or both. */
const char *pace_flags(struct pace *pace, struct session *session,
                       int64_t now_ms);
/* Remembers that the answers looked at last were kept. */
void pace_note(struct pace *pace, int64_t now_ms);

#endif
