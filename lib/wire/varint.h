/* Numbers of any size in few bytes: LEB128, signed ones in zigzag order. */
#ifndef WIRE_VARINT_H
#define WIRE_VARINT_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* What is left of a text that is being read. */
struct cursor {
    const unsigned char *at;
    const unsigned char *end;
};

/* Appends a number. */
void varint_add(struct buf *out, uint64_t number);
/* Appends one that may be negative. */
void varint_add_signed(struct buf *out, int64_t number);
/* Reads a number; false when there is none or it is too long. */
MUST_USE bool varint_read(struct cursor *in, uint64_t *out);
/* The same for one that may be negative. */
MUST_USE bool varint_read_signed(struct cursor *in, int64_t *out);
/* Reads a text that ends in NUL, borrowed; NULL when none ends there. */
const char *cursor_text(struct cursor *in);
/* Reads size bytes, borrowed; NULL when fewer are left. */
const void *cursor_bytes(struct cursor *in, uint64_t size);

#endif
