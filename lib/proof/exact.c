#include "exact.h"

#include "base/buf.h"
#include "base/digest.h"

#include <assert.h>
#include <string.h>

enum { MOST_DIGITS = 18, MOST_BYTES = 128 };

bool exact_number(const char *text, uint64_t *out)
{
    size_t length = strlen(text);
    uint64_t n = 0;

    if (length == 0 || length > MOST_DIGITS || (text[0] == '0' && length > 1))
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        n = n * 10 + (uint64_t)(*text - '0');
    }
    *out = n;
    return true;
}

bool exact_base64(const char *text, size_t length, void *out, size_t size)
{
    struct buf bytes, again;

    assert(size <= MOST_BYTES);
    if (length != (size + 2) / 3 * 4)
        return false;
    buf_init(&bytes, size);
    buf_init(&again, length);
    bool good = base64_decode(text, length, &bytes) && bytes.size == size;
    if (good) {
        memcpy(out, bytes.data, size);
        /* Unused bits of the last digit must be zero. */
        base64_encode(out, size, &again);
        good = memcmp(again.data, text, length) == 0;
    }
    buf_clear(&bytes);
    buf_clear(&again);
    return good;
}

bool exact_hex(const char *text, void *out, size_t size)
{
    for (const char *p = text; *p; p++) {
        if (*p >= 'A' && *p <= 'F')
            return false;
    }
    return hex_decode(text, out, size);
}
