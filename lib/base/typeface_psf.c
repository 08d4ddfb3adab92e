/* PC Screen Font, as the console of Linux loads it:
 * https://www.win.tue.nl/~aeb/linux/kbd/font-formats-1.html */
#include "typeface_build.h"

#include <string.h>

struct psf {
    const unsigned char *bytes;
    size_t size;
    size_t at; /* of the first letter, then of the table */
    size_t count, letter_size;
    bool has_table, is_first; /* version 1 */
};

enum { PSF1_HAS_512 = 1, PSF1_HAS_TABLE = 2 | 4, PSF2_HAS_TABLE = 1 };
enum { PSF1_SEPARATOR = 0xffff, PSF1_SEQUENCE = 0xfffe };
enum { PSF2_SEPARATOR = 0xff, PSF2_SEQUENCE = 0xfe };

static uint32_t little(const unsigned char *at, int count)
{
    uint32_t value = 0;

    while (count-- > 0)
        value = value << 8 | at[count];
    return value;
}

static enum err read_first(struct psf *psf, struct typeface *face)
{
    if (psf->size < 4 || psf->bytes[0] != 0x36 || psf->bytes[1] != 0x04)
        return ERR_FORMAT;
    psf->is_first = true;
    psf->at = 4;
    psf->count = psf->bytes[2] & PSF1_HAS_512 ? 512 : 256;
    psf->has_table = psf->bytes[2] & PSF1_HAS_TABLE;
    psf->letter_size = psf->bytes[3];
    return typeface_set_size(face, 8, psf->bytes[3]) ? ERR_NONE : ERR_LIMIT;
}

/* magic, version, size of the header, flags, letters, bytes a letter, height,
 * width: four bytes each. */
static enum err read_second(struct psf *psf, struct typeface *face)
{
    enum { HEADER = 32 };
    static const unsigned char MAGIC[] = {0x72, 0xb5, 0x4a, 0x86};

    if (psf->size < HEADER || memcmp(psf->bytes, MAGIC, sizeof MAGIC) != 0)
        return read_first(psf, face);
    const unsigned char *h = psf->bytes;
    uint32_t height = little(h + 24, 4), width = little(h + 28, 4);
    psf->at = little(h + 8, 4);
    psf->has_table = little(h + 12, 4) & PSF2_HAS_TABLE;
    psf->count = little(h + 16, 4);
    psf->letter_size = little(h + 20, 4);
    if (height > TYPEFACE_HIGHEST || width > TYPEFACE_WIDEST ||
        !typeface_set_size(face, width, height))
        return ERR_LIMIT;
    bool fits = psf->letter_size == (width + 7) / 8 * height;
    return fits ? ERR_NONE : ERR_FORMAT;
}

static void read_letter(struct typeface *face, const unsigned char *at)
{
    int bytes = (face->width + 7) / 8;
    uint32_t *rows = typeface_add_letter(face);

    for (int y = 0; y < face->height; y++)
        for (int i = 0; i < bytes; i++)
            rows[y] |= (uint32_t)*at++ << (24 - 8 * i);
}

/* Code points of 16 bits; what follows "sequence" is written with several. */
static bool read_first_table(const struct psf *psf, struct typeface *face)
{
    size_t letter = 0;
    bool in_sequence = false;

    for (size_t at = psf->at; at + 1 < psf->size && letter < psf->count;
         at += 2) {
        uint32_t code = little(psf->bytes + at, 2);
        if (code == PSF1_SEPARATOR) {
            letter++;
            in_sequence = false;
        } else if (code == PSF1_SEQUENCE) {
            in_sequence = true;
        } else if (!in_sequence && !typeface_add_code(face, code, letter)) {
            return false;
        }
    }
    return true;
}

/* One code point of UTF-8 at *at, which moves on; 0 for what is none. */
static uint32_t utf8(const struct psf *psf, size_t *at)
{
    unsigned char first = psf->bytes[(*at)++];
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    uint32_t code = more ? first & (0x3fU >> more) : first;

    if (!more)
        return first < 0x80 ? first : 0;
    for (; more > 0; more--) {
        if (*at == psf->size || (psf->bytes[*at] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (psf->bytes[(*at)++] & 0x3f);
    }
    return code;
}

static bool read_second_table(const struct psf *psf, struct typeface *face)
{
    size_t letter = 0, at = psf->at;
    bool in_sequence = false;

    while (at < psf->size && letter < psf->count) {
        unsigned char byte = psf->bytes[at];
        if (byte >= PSF2_SEQUENCE) {
            letter += byte == PSF2_SEPARATOR;
            in_sequence = byte == PSF2_SEQUENCE;
            at++;
            continue;
        }
        uint32_t code = utf8(psf, &at);
        if (code && !in_sequence && !typeface_add_code(face, code, letter))
            return false;
    }
    return true;
}

/* A font without a table has the letters of its place. */
static bool read_codes(const struct psf *psf, struct typeface *face)
{
    if (psf->has_table)
        return psf->is_first ? read_first_table(psf, face)
                             : read_second_table(psf, face);
    for (size_t i = 0; i < psf->count; i++)
        if (!typeface_add_code(face, (uint32_t)i, i))
            return false;
    return true;
}

enum err typeface_read_psf(struct typeface *face, const unsigned char *bytes,
                           size_t size)
{
    struct psf psf = {.bytes = bytes, .size = size};
    enum err err = read_second(&psf, face);

    if (err)
        return err;
    if (psf.at > size || psf.count > TYPEFACE_MOST ||
        psf.count > (size - psf.at) / psf.letter_size)
        return ERR_FORMAT;
    for (size_t i = 0; i < psf.count; i++, psf.at += psf.letter_size)
        read_letter(face, bytes + psf.at);
    return read_codes(&psf, face) ? ERR_NONE : ERR_LIMIT;
}
