#include "wire/squeeze.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

/* 400 kB of answers: 40 bytes each at 19, 52 at 3. */
enum { LEVEL = 19, LARGEST_WINDOW_LOG = 23 };

/* Neither a checksum nor an id of a dictionary: TLS and the hash of each
 * response guard the bytes, and every byte travels over a SIM card. */
static size_t pack(ZSTD_CCtx *context, const void *data, size_t size, void *to,
                   size_t room)
{
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0);
    return ZSTD_compress2(context, to, room, data, size);
}

enum squeeze_kind squeeze_pack(const void *data, size_t size, struct buf *out)
{
    size_t room = ZSTD_compressBound(size);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    void *to = buf_reserve(out, room);

    if (!context || !to)
        abort();
    size_t packed = pack(context, data, size, to, room);
    ZSTD_freeCCtx(context);
    if (ZSTD_isError(packed) || packed >= size) {
        buf_add(out, data, size);
        return SQUEEZE_STORED;
    }
    buf_commit(out, packed);
    return SQUEEZE_ZSTD;
}

static enum err unpack(const void *data, size_t size, size_t raw_size,
                       struct buf *out)
{
    /* A frame that says another size, or none, or is followed by a second
     * one is not ours. */
    if (ZSTD_getFrameContentSize(data, size) != raw_size ||
        ZSTD_findFrameCompressedSize(data, size) != size)
        return ERR_FORMAT;
    ZSTD_DCtx *context = ZSTD_createDCtx();
    void *to = buf_reserve(out, raw_size);
    if (!context || !to) {
        ZSTD_freeDCtx(context);
        return ERR_LIMIT;
    }
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, LARGEST_WINDOW_LOG);
    size_t got = ZSTD_decompressDCtx(context, to, raw_size, data, size);
    ZSTD_freeDCtx(context);
    if (got != raw_size)
        return ERR_FORMAT;
    buf_commit(out, raw_size);
    return ERR_NONE;
}

enum err squeeze_unpack(enum squeeze_kind kind, const void *data, size_t size,
                        size_t raw_size, struct buf *out)
{
    if (kind == SQUEEZE_ZSTD)
        return unpack(data, size, raw_size, out);
    if (kind != SQUEEZE_STORED || size != raw_size)
        return ERR_FORMAT;
    buf_add(out, data, size);
    return out->overflow ? ERR_LIMIT : ERR_NONE;
}
