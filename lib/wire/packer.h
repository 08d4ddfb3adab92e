/* One way of packing, with its library behind it. */
#ifndef WIRE_PACKER_H
#define WIRE_PACKER_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

struct packer {
    /* Packs into room bytes; how many it took, 0 when they did not do. */
    size_t (*pack)(const struct buf *dictionary, const void *data, size_t size,
                   void *to, size_t room);
    /* Unpacks exactly raw_size bytes, with nothing left over on either side;
     * false when it is anything else. */
    bool (*unpack)(const struct buf *dictionary, const void *data, size_t size,
                   void *to, size_t raw_size);
};

extern const struct packer PACKER_ZLIB;
#ifndef BARRIO_WITHOUT_ZSTD
extern const struct packer PACKER_ZSTD;
#endif

#endif
