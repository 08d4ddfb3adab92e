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

/* Inks as Adobe's programs keep them, 255 for none, as brightness (the weights
 * of red, green and blue in ITU-R BT.601): four bytes a pixel become one, each
 * written behind where they were read. */
static void inks_to_grey(unsigned char *inks, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++) {
        const unsigned char *at = inks + 4 * i;
        unsigned light = 299U * at[0] + 587U * at[1] + 114U * at[2];
        inks[i] = (unsigned char)(light * at[3] / (1000U * 255U));
    }
}

/* To the size that out already has. */
static enum err decode_as(tjhandle reader, struct image *out,
                          const unsigned char *bytes, size_t size, bool is_ink)
{
    size_t pixels = (size_t)out->width * (size_t)out->height;
    int format = is_ink ? TJPF_CMYK : TJPF_GRAY;
    unsigned char *grey = xcalloc(pixels, is_ink ? 4 : 1);

    /* A progressive picture may have scans without end. */
    if (tjDecompress2(reader, bytes, size, grey, out->width, 0, out->height,
                      format, TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING)) {
        free(grey);
        return ERR_FORMAT;
    }
    if (is_ink)
        inks_to_grey(grey, pixels);
    out->grey = grey;
    return ERR_NONE;
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
    *out =
        (struct image){TJSCALED(width, factor), TJSCALED(height, factor), NULL};
    bool is_ink = colours == TJCS_CMYK || colours == TJCS_YCCK;
    enum err err = decode_as(reader, out, bytes, size, is_ink);
    if (err)
        *out = (struct image){0};
    return err;
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
