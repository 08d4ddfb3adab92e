#include "proof/pieces.h"

#include <assert.h>

enum { GROUP_BITS = 5 };

size_t pieces_count(size_t size)
{
    return size ? (size + PIECE_SIZE - 1) / PIECE_SIZE : 1;
}

/* The last group is filled up with zero bits. */
static void write_base32(const unsigned char *data, size_t size,
                         struct buf *out)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned bits = 0, kept = 0;

    for (size_t i = 0; i < size; i++) {
        kept = (kept << 8 | data[i]) & 0xfff;
        for (bits += 8; bits >= GROUP_BITS; bits -= GROUP_BITS)
            buf_putc(out, DIGITS[kept >> (bits - GROUP_BITS) & 31]);
    }
    if (bits)
        buf_putc(out, DIGITS[kept << (GROUP_BITS - bits) & 31]);
}

void pieces_write(const void *text, size_t size, size_t number, struct buf *out)
{
    const unsigned char *bytes = text;
    size_t from = number * PIECE_SIZE;
    size_t count = pieces_count(size);

    assert(number < count);
    size_t length = size - from < PIECE_SIZE ? size - from : PIECE_SIZE;
    buf_printf(out, "%zu/%zu ", number + 1, count);
    write_base32(bytes + from, length, out);
}
