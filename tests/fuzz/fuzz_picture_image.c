/* What a form offers as a picture: decoded, made small, made black and white.
 * The decoders themselves are other people's and are fuzzed by them; what is
 * looked at here is what we ask of them and make of what they give. */
#include "image.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned seed);
/* Of libFuzzer; where an input is only replayed there is none. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size,
                                              size_t most);

enum { MAGIC = 8, WORD = 4, CHUNK = 12, MOST = 128 };

static uint32_t number(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

/* Of changed bytes none but the first chunk would ever be read: each chunk of
 * a PNG ends with its checksum (W3C PNG, 5.3), which is made good again. */
static void mend(uint8_t *data, size_t size)
{
    size_t at = MAGIC;

    while (size >= CHUNK && at <= size - CHUNK &&
           number(data + at) <= size - at - CHUNK) {
        size_t length = number(data + at);
        uint8_t *sum = data + at + 2 * WORD + length;
        uint32_t crc =
            (uint32_t)crc32(0, data + at + WORD, (uInt)(length + WORD));
        for (int i = 0; i < WORD; i++)
            sum[i] = (uint8_t)(crc >> (24 - 8 * i));
        at += CHUNK + length;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned seed)
{
    enum { AS_THEY_ARE = 8 };

    size = LLVMFuzzerMutate(data, size, most);
    if (seed % AS_THEY_ARE && size > MAGIC && data[0] == 0x89)
        mend(data, size);
    return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image = {0};
    enum err err = image_read(&image, data, size);

    if (err) {
        assert(!image.grey && !image.width && !image.height);
        return 0;
    }
    assert(image.width > 0 && image.height > 0 &&
           (size_t)image.width * (size_t)image.height <= IMAGE_MOST_PIXELS);
    image_shrink(&image, MOST);
    assert(image.width > 0 && image.width <= MOST && image.height > 0 &&
           image.height <= MOST);
    image_ink(&image);
    unsigned sum = 0;
    for (int i = 0; i < image.width * image.height; i++)
        sum += image.grey[i];
    assert(sum <= 255U * MOST * MOST);
    free(image.grey);
    return 0;
}
