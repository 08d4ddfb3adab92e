#include "image.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TONES = 256, MIDDLE = 128 };

/* What a file may begin with, and who reads it then. */
static const struct kind {
    const char *magic;
    size_t size;
    enum err (*read)(struct image *image, const void *bytes, size_t size);
} KINDS[] = {
    {"\x89PNG\r\n\x1a\n", 8, image_read_png},
    {"\xff\xd8\xff", 3, image_read_jpeg},
};

enum err image_read(struct image *image, const void *bytes, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (size >= KINDS[i].size &&
            memcmp(bytes, KINDS[i].magic, KINDS[i].size) == 0)
            return KINDS[i].read(image, bytes, size);
    return ERR_FORMAT;
}

/* The mean of the pixels from (x0, y0) to before (x1, y1). */
static unsigned char mean(const struct image *image, int x0, int y0, int x1,
                          int y1)
{
    uint64_t sum = 0;

    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            sum += image->grey[(size_t)y * (size_t)image->width + (size_t)x];
    return (unsigned char)(sum / ((uint64_t)(x1 - x0) * (uint64_t)(y1 - y0)));
}

/* Where the part begins when so many pixels are cut into so many parts. */
static int cut(int pixels, int part, int parts)
{
    return (int)((int64_t)pixels * part / parts);
}

void image_shrink(struct image *image, int most)
{
    int longer = image->width > image->height ? image->width : image->height;

    if (longer <= most)
        return;
    struct image small = {.width = cut(image->width, most, longer),
                          .height = cut(image->height, most, longer)};
    if (small.width < 1)
        small.width = 1;
    if (small.height < 1)
        small.height = 1;
    small.grey = xcalloc((size_t)small.width, (size_t)small.height);
    for (int y = 0; y < small.height; y++)
        for (int x = 0; x < small.width; x++)
            small.grey[(size_t)y * (size_t)small.width + (size_t)x] =
                mean(image, cut(image->width, x, small.width),
                     cut(image->height, y, small.height),
                     cut(image->width, x + 1, small.width),
                     cut(image->height, y + 1, small.height));
    free(image->grey);
    *image = small;
}

/* How a threshold parts the tones (N. Otsu, "A threshold selection method from
 * gray-level histograms", IEEE Trans. SMC 9(1), 1979). */
struct parting {
    int tone;
    double dark, light; /* means of what is below, and of the rest */
    double share;       /* of the variance that the parting explains */
};

static struct parting part_tones(const size_t counts[TONES])
{
    double all = 0, sum = 0, squares = 0, below = 0, sum_below = 0;
    struct parting best = {.tone = MIDDLE, .dark = 0, .light = TONES - 1};

    for (int i = 0; i < TONES; i++) {
        all += (double)counts[i];
        sum += (double)counts[i] * i;
        squares += (double)counts[i] * i * i;
    }
    double variance = squares / all - sum / all * (sum / all);
    for (int i = 0; i + 1 < TONES; i++) {
        below += (double)counts[i];
        sum_below += (double)counts[i] * i;
        if (below <= 0 || below >= all)
            continue;
        double dark = sum_below / below,
               light = (sum - sum_below) / (all - below);
        double between =
            below / all * (1 - below / all) * (light - dark) * (light - dark);
        if (between > best.share * variance)
            best = (struct parting){i + 1, dark, light, between / variance};
    }
    return best;
}

/* Below the parting from 0 to 127, above it from 128 to 255. */
static unsigned char stretched(const struct parting *p, int tone)
{
    double from = tone < p->tone ? p->dark : p->light;
    double at = tone < p->tone
                    ? MIDDLE - (p->tone - tone) * MIDDLE / (p->tone - from + 1)
                    : MIDDLE + (tone - p->tone) * MIDDLE / (from - p->tone + 1);

    if (at < 0)
        return 0;
    return at > TONES - 1 ? TONES - 1 : (unsigned char)at;
}

void image_ink(struct image *image)
{
    /* Drawings in flat colours explain nine tenths and more, photographs
     * seven or eight. */
    const double DRAWING = 0.88;
    size_t counts[TONES] = {0};
    size_t size = (size_t)image->width * (size_t)image->height;

    for (size_t i = 0; i < size; i++)
        counts[image->grey[i]]++;
    struct parting parting = part_tones(counts);
    for (size_t i = 0; i < size; i++) {
        int tone = image->grey[i];
        bool is_dark = tone < parting.tone;
        if (parting.share >= DRAWING)
            image->grey[i] = is_dark ? 0 : TONES - 1;
        else
            image->grey[i] = stretched(&parting, tone);
    }
}
