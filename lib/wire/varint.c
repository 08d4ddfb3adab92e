#include "varint.h"

#include "base/buf.h"

#include <string.h>

void varint_add(struct buf *out, uint64_t number)
{
    while (number >= 0x80) {
        buf_putc(out, (char)(unsigned char)(number | 0x80));
        number >>= 7;
    }
    buf_putc(out, (char)(unsigned char)number);
}

void varint_add_signed(struct buf *out, int64_t number)
{
    uint64_t sign = number < 0 ? UINT64_MAX : 0;

    varint_add(out, ((uint64_t)number << 1) ^ sign);
}

bool varint_read(struct cursor *in, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; in->at < in->end && shift < 64; shift += 7) {
        unsigned char byte = *in->at++;
        uint64_t bits = byte & 0x7f;
        if (shift == 63 && bits > 1)
            return false;
        *out |= bits << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

bool varint_read_signed(struct cursor *in, int64_t *out)
{
    uint64_t number;
    bool read = varint_read(in, &number);

    *out = (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
    return read;
}

const char *cursor_text(struct cursor *in)
{
    const unsigned char *nul = memchr(in->at, '\0', (size_t)(in->end - in->at));
    const char *text = (const char *)in->at;

    if (!nul)
        return NULL;
    in->at = nul + 1;
    return text;
}

const void *cursor_bytes(struct cursor *in, uint64_t size)
{
    const void *bytes = in->at;

    if (size > (uint64_t)(in->end - in->at))
        return NULL;
    in->at += size;
    return bytes;
}
