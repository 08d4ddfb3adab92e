/* For machines without ISA-L. */
#include "deflater.h"

#include "base/mem.h"

#include <stdlib.h>
#include <zlib.h>

enum { LEVEL = 1, NO_HEADER = -15, MEMORY = 8 };

struct deflater {
    z_stream stream;
    int flush;
};

struct deflater *deflater_new(void)
{
    struct deflater *d = xcalloc(1, sizeof *d);

    if (deflateInit2(&d->stream, LEVEL, Z_DEFLATED, NO_HEADER, MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        abort(); /* out of memory */
    return d;
}

void deflater_free(struct deflater *deflater)
{
    if (deflater)
        deflateEnd(&deflater->stream);
    free(deflater);
}

void deflater_reset(struct deflater *deflater)
{
    deflateReset(&deflater->stream);
}

void deflater_give(struct deflater *deflater, const void *data, size_t size,
                   bool is_last)
{
    deflater->stream.next_in = (unsigned char *)(uintptr_t)data;
    deflater->stream.avail_in = (uInt)size;
    deflater->flush = is_last ? Z_FINISH : Z_NO_FLUSH;
}

size_t deflater_take(struct deflater *deflater, void *out, size_t room)
{
    deflater->stream.next_out = out;
    deflater->stream.avail_out = (uInt)room;
    deflate(&deflater->stream, deflater->flush);
    return room - deflater->stream.avail_out;
}

uint32_t deflater_checksum(uint32_t before, const void *data, size_t size)
{
    return (uint32_t)crc32(before, data, (uInt)size);
}
