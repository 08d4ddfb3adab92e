/* A text too long for one QR code, cut into pieces that a camera reads one by
 * one, in any order: "3/11 " and base32 (RFC 4648, section 6, without its
 * padding), so that a code needs its alphanumeric mode only. */
#ifndef PROOF_PIECES_H
#define PROOF_PIECES_H

#include "base/buf.h"

#include <stddef.h>

/* A piece's bytes: with them a code of version 5-L is full. */
enum { PIECE_SIZE = 90 };

/* How many pieces a text of that size has; at least one. */
size_t pieces_count(size_t size);
/* Appends the piece of that number, from 0, as it stands in its code. */
void pieces_write(const void *text, size_t size, size_t number,
                  struct buf *out);

#endif
