/* The door to libjpeg-turbo. */
#include "image.h"

#include "base/mem.h"

#include <turbojpeg.h>

#include <stdlib.h>

/* Decoding an eighth of a photograph costs a tenth of decoding it. */
static tjscalingfactor scaled(int width, int height)
{
    enum { ENOUGH = 512 };
    tjscalingfactor best = {1, 1};
    int count, longer = width > height ? width : height;
    const tjscalingfactor *factors = tjGetScalingFactors(&count);

    for (int i = 0; factors && i < count; i++) {
        bool is_smaller =
            factors[i].num * best.denom < best.num * factors[i].denom;
        if (is_smaller && TJSCALED(longer, factors[i]) >= ENOUGH)
            best = factors[i];
    }
    return best;
}

static enum err decode(tjhandle reader, struct image *out,
                       const unsigned char *bytes, size_t size)
{
    int width, height, subsampling, colours;

    if (tjDecompressHeader3(reader, bytes, size, &width, &height, &subsampling,
                            &colours) ||
        width < 1 || height < 1)
        return ERR_FORMAT;
    if ((size_t)height > IMAGE_MOST_PIXELS / (size_t)width)
        return ERR_LIMIT;
    tjscalingfactor factor = scaled(width, height);
    width = TJSCALED(width, factor);
    height = TJSCALED(height, factor);
    *out =
        (struct image){width, height, xcalloc((size_t)width, (size_t)height)};
    /* A progressive picture may have scans without end. */
    if (tjDecompress2(reader, bytes, size, out->grey, width, 0, height,
                      TJPF_GRAY, TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING)) {
        free(out->grey);
        *out = (struct image){0};
        return ERR_FORMAT;
    }
    return ERR_NONE;
}

enum err image_read_jpeg(struct image *out, const void *bytes, size_t size)
{
    tjhandle reader = tjInitDecompress();

    if (!reader)
        return ERR_LIMIT;
    enum err err = decode(reader, out, bytes, size);
    tjDestroy(reader);
    return err;
}
