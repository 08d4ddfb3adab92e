#include "packer.h"

#include "base/buf.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

enum { MOST_MEMORY = 9 };

static size_t pack(const struct buf *dictionary, const void *data, size_t size,
                   void *to, size_t room)
{
    z_stream z = {.next_in = (z_const Bytef *)(uintptr_t)data,
                  .avail_in = (uInt)size,
                  .next_out = to,
                  .avail_out = (uInt)room};

    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS, MOST_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    if (dictionary)
        deflateSetDictionary(&z, (const Bytef *)dictionary->data,
                             (uInt)dictionary->size);
    bool is_done = deflate(&z, Z_FINISH) == Z_STREAM_END;
    size_t packed = room - z.avail_out;
    deflateEnd(&z);
    return is_done ? packed : 0;
}

static int inflate_with(z_stream *z, const struct buf *dictionary)
{
    int result = inflate(z, Z_FINISH);

    if (result != Z_NEED_DICT || !dictionary)
        return result;
    result = inflateSetDictionary(z, (const Bytef *)dictionary->data,
                                  (uInt)dictionary->size);
    return result == Z_OK ? inflate(z, Z_FINISH) : result;
}

static bool unpack(const struct buf *dictionary, const void *data, size_t size,
                   void *to, size_t raw_size)
{
    z_stream z = {.next_in = (z_const Bytef *)(uintptr_t)data,
                  .avail_in = (uInt)size,
                  .next_out = to,
                  .avail_out = (uInt)raw_size};

    if (inflateInit(&z) != Z_OK)
        return false;
    int result = inflate_with(&z, dictionary);
    bool is_whole =
        result == Z_STREAM_END && z.avail_in == 0 && z.avail_out == 0;
    inflateEnd(&z);
    return is_whole;
}

const struct packer PACKER_ZLIB = {pack, unpack};
