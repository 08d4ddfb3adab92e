#include "packer.h"

#include "base/buf.h"

#include <stdlib.h>
#include <zstd.h>

/* 400 kB of answers: 40 bytes each at 19, 52 at 3. */
enum { LEVEL = 19, LARGEST_WINDOW_LOG = 23 };

/* Neither a checksum nor an id of a dictionary: TLS and the hash of each
 * response guard the bytes, and every byte travels over a SIM card. */
static size_t pack(const struct buf *dictionary, const void *data, size_t size,
                   void *to, size_t room)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();

    if (!context)
        abort();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0);
    if (dictionary)
        ZSTD_CCtx_refPrefix(context, dictionary->data, dictionary->size);
    size_t packed = ZSTD_compress2(context, to, room, data, size);
    ZSTD_freeCCtx(context);
    return ZSTD_isError(packed) ? 0 : packed;
}

static bool unpack(const struct buf *dictionary, const void *data, size_t size,
                   void *to, size_t raw_size)
{
    /* A frame that says another size, or none, or is followed by a second
     * one is not ours. */
    if (ZSTD_getFrameContentSize(data, size) != raw_size ||
        ZSTD_findFrameCompressedSize(data, size) != size)
        return false;
    ZSTD_DCtx *context = ZSTD_createDCtx();
    if (!context)
        return false;
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, LARGEST_WINDOW_LOG);
    if (dictionary)
        ZSTD_DCtx_refPrefix(context, dictionary->data, dictionary->size);
    size_t got = ZSTD_decompressDCtx(context, to, raw_size, data, size);
    ZSTD_freeDCtx(context);
    return got == raw_size;
}

const struct packer PACKER_ZSTD = {pack, unpack};
