#include "wire/squeeze.h"

#include "packer.h"

#include "base/buf.h"

static const struct packer *const PACKERS[] = {
#ifndef BARRIO_WITHOUT_ZSTD
    [SQUEEZE_ZSTD] = &PACKER_ZSTD,
#endif
    [SQUEEZE_ZLIB] = &PACKER_ZLIB,
};

static const struct packer *packer_of(enum squeeze_kind kind)
{
    return (size_t)kind < COUNT_OF(PACKERS) ? PACKERS[kind] : NULL;
}

bool squeeze_knows(enum squeeze_kind kind)
{
    return kind == SQUEEZE_STORED || packer_of(kind);
}

enum squeeze_kind squeeze_pack(enum squeeze_kind kind,
                               const struct buf *dictionary, const void *data,
                               size_t size, struct buf *out)
{
    const struct packer *packer = packer_of(kind);
    void *to = packer && size ? buf_reserve(out, size) : NULL;
    size_t packed = to ? packer->pack(dictionary, data, size, to, size) : 0;

    if (packed == 0 || packed >= size) {
        buf_add(out, data, size);
        return SQUEEZE_STORED;
    }
    buf_commit(out, packed);
    return kind;
}

enum err squeeze_unpack(enum squeeze_kind kind, const struct buf *dictionary,
                        const void *data, size_t size, size_t raw_size,
                        struct buf *out)
{
    const struct packer *packer = packer_of(kind);

    if (kind == SQUEEZE_STORED && size == raw_size) {
        buf_add(out, data, size);
        return out->overflow ? ERR_LIMIT : ERR_NONE;
    }
    if (!packer || raw_size == 0)
        return ERR_FORMAT;
    void *to = buf_reserve(out, raw_size);
    if (!to)
        return ERR_LIMIT;
    if (!packer->unpack(dictionary, data, size, to, raw_size))
        return ERR_FORMAT;
    buf_commit(out, raw_size);
    return ERR_NONE;
}
