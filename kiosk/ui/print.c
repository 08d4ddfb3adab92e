#include "ui/print.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/typeface.h"

#include <stdlib.h>
#include <string.h>

enum { SIZES = PRINT_LARGEST - PRINT_SMALLEST + 1, FILE_MOST = 2 << 20 };

struct print {
    struct typeface *face;
    enum blocks blocks;
    bool is_missing;
};

struct prints {
    char *folder;
    enum blocks blocks;
    struct print print[SIZES][2]; /* plain, and with Arabic */
    struct print low;
};

/* Which font is drawn how. The fonts are Debian's own: misc-fixed of X, and
 * the console's VGA of eight rows, the smallest that has Arabic letters. The
 * smallest for text is the narrowest whose m and n cannot be taken for each
 * other; a lower one has digits and arrows only to show. */
#define LOW "4x6.bdf"
#define SMALL "5x8.bdf"
#define BOLD "VGA8.psf"
#define TALL "8x13B.bdf"
#define ARABIC "9x15B.bdf"
static const struct look {
    const char *file;
    enum blocks blocks;
} LOOKS[BLOCKS_COUNT][SIZES][2] = {
    [BLOCKS_HALF] =
        {
            {{SMALL, BLOCKS_HALF}, {BOLD, BLOCKS_HALF}},
            {{BOLD, BLOCKS_HALF}, {BOLD, BLOCKS_HALF}},
            {{TALL, BLOCKS_HALF}, {ARABIC, BLOCKS_HALF}},
        },
    [BLOCKS_QUADRANT] =
        {
            {{SMALL, BLOCKS_QUADRANT}, {BOLD, BLOCKS_QUADRANT}},
            {{BOLD, BLOCKS_QUADRANT}, {ARABIC, BLOCKS_QUADRANT}},
            {{TALL, BLOCKS_QUADRANT}, {BOLD, BLOCKS_HALF}},
        },
    [BLOCKS_SEXTANT] =
        {
            {{SMALL, BLOCKS_SEXTANT}, {BOLD, BLOCKS_SEXTANT}},
            {{BOLD, BLOCKS_SEXTANT}, {BOLD, BLOCKS_QUADRANT}},
            {{BOLD, BLOCKS_QUADRANT}, {ARABIC, BLOCKS_SEXTANT}},
        },
};

static const struct look LOW_LOOKS[BLOCKS_COUNT] = {
    [BLOCKS_HALF] = {LOW, BLOCKS_HALF},
    [BLOCKS_QUADRANT] = {LOW, BLOCKS_HALF},
    [BLOCKS_SEXTANT] = {LOW, BLOCKS_SEXTANT},
};

struct prints *prints_new(const char *folder, enum blocks blocks)
{
    struct prints *prints = xcalloc(1, sizeof *prints);

    prints->folder = xstrdup(folder);
    prints->blocks = blocks;
    return prints;
}

void prints_free(struct prints *prints)
{
    if (!prints)
        return;
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < 2; j++)
            typeface_free(prints->print[i][j].face);
    typeface_free(prints->low.face);
    free(prints->folder);
    free(prints);
}

static struct typeface *load(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    struct typeface *face = NULL;
    struct buf bytes;

    buf_init(&bytes, FILE_MOST);
    enum err err = file_read(path, &bytes);
    if (!err)
        err = typeface_read(&face, buf_text(&bytes), bytes.size);
    if (err)
        log_warn("%s: the font of a large print: %s", path, err_text(err));
    buf_clear(&bytes);
    free(path);
    return face;
}

static const struct print *ready(const struct prints *prints,
                                 struct print *print, const struct look *look)
{
    if (!print->face && !print->is_missing) {
        print->blocks = look->blocks;
        print->face = load(prints->folder, look->file);
        print->is_missing = !print->face;
    }
    return print->face ? print : NULL;
}

const struct print *prints_size(struct prints *prints, int size, bool arabic)
{
    int i = size - PRINT_SMALLEST;

    if (i < 0 || i >= SIZES)
        return NULL;
    return ready(prints, &prints->print[i][arabic],
                 &LOOKS[prints->blocks][i][arabic]);
}

const struct print *prints_low(struct prints *prints)
{
    return ready(prints, &prints->low, &LOW_LOOKS[prints->blocks]);
}

const struct print *prints_plain(void)
{
    static const struct print plain = {.face = NULL};

    return &plain;
}

static int cells(int pixels, int of_a_cell)
{
    return (pixels + of_a_cell - 1) / of_a_cell;
}

int print_width(const struct print *print)
{
    if (!print->face)
        return 1;
    return cells(typeface_width(print->face), blocks_across(print->blocks));
}

int print_height(const struct print *print)
{
    if (!print->face)
        return 1;
    return cells(typeface_height(print->face), blocks_down(print->blocks));
}

int print_capital(const struct print *print)
{
    return typeface_capital(print->face) * 1000 / blocks_down(print->blocks);
}

/* A bit for each filled part, from the upper left, row by row. */
static unsigned parts(const struct print *print, const uint32_t *letter, int x,
                      int y)
{
    int across = blocks_across(print->blocks),
        down = blocks_down(print->blocks);
    unsigned bits = 0;

    for (int row = 0; row < down; row++) {
        int at = y * down + row;
        uint32_t line =
            at < typeface_height(print->face) ? letter[at] << (x * across) : 0;
        for (int column = 0; column < across; column++)
            bits |= (line >> (31 - column) & 1) << (row * across + column);
    }
    return bits;
}

static void draw_letter(const struct print *print, struct canvas *canvas, int x,
                        int y, int style, const uint32_t *letter)
{
    int width = print_width(print), height = print_height(print);

    for (int row = 0; row < height; row++) {
        struct buf line;
        char room[BLOCKS_SIGN_SIZE];
        buf_init(&line, 0);
        for (int column = 0; column < width; column++)
            buf_puts(&line,
                     blocks_sign(print->blocks,
                                 parts(print, letter, column, row), room));
        canvas_art(canvas, x, y + row, style, buf_text(&line));
        buf_clear(&line);
    }
}

/* What stands for a letter that the font lacks. */
static uint32_t instead(uint32_t code)
{
    static const struct {
        uint32_t code, as;
    } ALIKE[] = {
        {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''},
        {0x201c, '"'}, {0x201d, '"'}, {0x2026, '.'},  {0x2212, '-'},
        {0x00a0, ' '}, {0x25b6, '>'}, {0x25c0, '<'},  {0x25b2, '^'},
        {0x25bc, 'v'}, {0x2190, '<'}, {0x2192, '>'},  {0x2191, '^'},
        {0x2193, 'v'}, {0x00d7, 'x'}, {0x25cb, 'o'},  {0x25cf, '*'},
        {0x2022, '*'}, {0x2713, '*'}, {0x2605, '*'},  {0x2606, '.'},
    };

    for (size_t i = 0; i < COUNT_OF(ALIKE); i++)
        if (ALIKE[i].code == code)
            return ALIKE[i].as;
    return '?';
}

/* A letter in the nearest form that the font has. */
static const uint32_t *letter_of(const struct print *print, const char *cluster,
                                 size_t size)
{
    const uint32_t *letter = NULL;
    char plain[TEXT_CLUSTER_SIZE] = "", ascii[3];
    uint32_t alike = instead(text_code(cluster, size, TEXT_JOINED));

    for (int form = 0; !letter && form < TEXT_FORMS; form++)
        letter = typeface_letter(
            print->face, text_code(cluster, size, (enum text_form)form));
    if (!letter && alike != '?')
        letter = typeface_letter(print->face, alike);
    if (letter)
        return letter;
    memcpy(plain, cluster, size < sizeof plain ? size : sizeof plain - 1);
    text_ascii(plain, 1, ascii);
    return typeface_letter(print->face, (unsigned char)ascii[0]);
}

/* Lam and alef are one sign where the font has it. Where it has not, the alef
 * stands at the lam's left; the two take the room that they were measured
 * with. */
static char *without_ligatures(const struct print *print, char *visual)
{
    static const struct {
        const char *joined, *alef;
        bool to_the_right; /* joined to the letter before it */
    } PAIRS[] = {
        {"\ufef5", "\ufe82", false}, {"\ufef6", "\ufe82", true},
        {"\ufef7", "\ufe84", false}, {"\ufef8", "\ufe84", true},
        {"\ufef9", "\ufe88", false}, {"\ufefa", "\ufe88", true},
        {"\ufefb", "\ufe8e", false}, {"\ufefc", "\ufe8e", true},
    };
    enum { LIGATURE = 0xfefb, SIZE = 3 };
    struct buf out;

    if (typeface_letter(print->face, LIGATURE))
        return visual;
    buf_init(&out, 0);
    for (const char *at = visual; *at;) {
        size_t i = 0;
        while (i < COUNT_OF(PAIRS) && strncmp(at, PAIRS[i].joined, SIZE) != 0)
            i++;
        bool is_pair = i < COUNT_OF(PAIRS);
        if (is_pair)
            buf_printf(&out, "%s%s", PAIRS[i].alef,
                       PAIRS[i].to_the_right ? "\ufee0" : "\ufedf");
        else
            buf_putc(&out, *at);
        at += is_pair ? SIZE : 1;
    }
    free(visual);
    return buf_steal(&out);
}

int print_text(const struct print *print, struct canvas *canvas, int x, int y,
               int style, const char *text, size_t size)
{
    bool mirrored = canvas_is_mirrored(canvas);

    if (!print->face) {
        char *line = xstrndup(text, size);
        int cells = canvas_text(canvas, x, y, style, line);
        free(line);
        return cells;
    }
    char *visual = without_ligatures(print, text_visual(text, size, mirrored));
    int width = print_width(print), letters = (int)text_count(visual);
    size_t at = 0;

    for (int i = 0; i < letters; i++) {
        size_t next = text_next(visual, at);
        const uint32_t *letter = letter_of(print, visual + at, next - at);
        /* The first of the visual order is leftmost on the glass. */
        int column = mirrored ? letters - 1 - i : i;
        if (letter)
            draw_letter(print, canvas, x + column * width, y, style, letter);
        at = next;
    }
    free(visual);
    return letters * width;
}
