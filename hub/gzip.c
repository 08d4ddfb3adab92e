#include "gzip.h"

#include "base/buf.h"
#include "base/log.h"

#include <zlib.h>

/* 15 bits of window, and 16 for a gzip header, which zlib fills with no name
 * and no time. */
enum { ZLIB = 15, GZIP = 15 + 16, MEMORY = 9 };

static enum err pack(struct buf *out, const void *data, size_t size, int window)
{
    z_stream z = {.next_in = (Bytef *)data, .avail_in = (uInt)size};

    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, window, MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        log_error("zlib cannot begin");
        return ERR_IO;
    }
    uLong most = deflateBound(&z, (uLong)size);
    void *to = buf_reserve(out, most);
    z.next_out = to;
    z.avail_out = (uInt)most;
    int ended = to ? deflate(&z, Z_FINISH) : Z_MEM_ERROR;
    if (ended == Z_STREAM_END)
        buf_commit(out, z.total_out);
    deflateEnd(&z);
    return ended == Z_STREAM_END ? ERR_NONE : ERR_LIMIT;
}

enum err gzip_pack(struct buf *out, const void *data, size_t size)
{
    return pack(out, data, size, GZIP);
}

enum err gzip_pack_zlib(struct buf *out, const void *data, size_t size)
{
    return pack(out, data, size, ZLIB);
}
