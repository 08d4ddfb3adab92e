/* Deflate (RFC 1951) at its fastest, and the checksum of zip files: whoever
 * waits for an export waits for the processor, not for the wire. One of two
 * doors is built: ISA-L where the machine has it, otherwise zlib. */
#ifndef HUB_DEFLATER_H
#define HUB_DEFLATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deflater;

/* Begins a stream; the caller frees it. */
struct deflater *deflater_new(void);
/* NULL is accepted. */
void deflater_free(struct deflater *deflater);
/* Begins anew. */
void deflater_reset(struct deflater *deflater);
/* Packs size bytes, at most 4 GiB, that deflater_take then hands out; they
 * must stay until it has. The last ones end the stream. */
void deflater_give(struct deflater *deflater, const void *data, size_t size,
                   bool is_last);
/* Writes some of what is packed, how much it returns; what was given is used
 * up when that is less than the room. */
size_t deflater_take(struct deflater *deflater, void *out, size_t room);

/* The CRC-32 of bytes that follow those of this one, from 0. */
uint32_t deflater_checksum(uint32_t before, const void *data, size_t size);

#endif
