#include "ui/picture.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { WHITE = 255, MIDDLE = 128 };

/* The picture at the size it is drawn in, and where. */
struct raster {
    struct rect cells;
    int across, down;  /* pixels of a cell */
    int width, height; /* pixels of it all */
    int *grey;         /* beyond black and white while errors are spread */
};

void picture_fill(struct picture *p, int width, int height,
                  const unsigned char *grey)
{
    size_t size = (size_t)width * (size_t)height;

    picture_clear(p);
    p->width = width;
    p->height = height;
    p->grey = xmalloc(size);
    memcpy(p->grey, grey, size);
    p->is_drawing = true;
    for (size_t i = 0; i < size && p->is_drawing; i++)
        p->is_drawing = grey[i] == 0 || grey[i] == WHITE;
}

void picture_clear(struct picture *p)
{
    free(p->grey);
    *p = (struct picture){0};
}

bool picture_is_shown(const struct picture *p)
{
    return p && !p->is_missing;
}

struct rect picture_size(const struct picture *p, int width, int height)
{
    int across = p->grey ? p->width : 1, down = p->grey ? p->height : 1;
    /* In half cells down, so that a pixel is square. */
    int w = width, h = (width * down + across - 1) / across;

    if (h > 2 * height) {
        h = 2 * height;
        w = (h * across + down - 1) / down;
    }
    return (struct rect){0, 0, w < 1 ? 1 : w, h < 2 ? 1 : (h + 1) / 2};
}

static int cut(int pixels, int part, int parts)
{
    return pixels * part / parts;
}

/* The mean of what falls into a pixel of the drawing: one at least. */
static int mean(const struct picture *p, const struct raster *r, int x, int y)
{
    int x0 = cut(p->width, x, r->width), x1 = cut(p->width, x + 1, r->width);
    int y0 = cut(p->height, y, r->height),
        y1 = cut(p->height, y + 1, r->height);
    int sum = 0;

    x1 += x1 == x0;
    y1 += y1 == y0;
    for (int row = y0; row < y1; row++)
        for (int column = x0; column < x1; column++)
            sum += p->grey[row * p->width + column];
    return sum / ((x1 - x0) * (y1 - y0));
}

static void spread(struct raster *r, int x, int y, int error)
{
    if (x >= 0 && x < r->width && y < r->height)
        r->grey[y * r->width + x] += error;
}

/* Greys as a pattern of black and white (R. Floyd and L. Steinberg, "An
 * adaptive algorithm for spatial greyscale", 1976). */
static void dither(struct raster *r)
{
    for (int y = 0; y < r->height; y++)
        for (int x = 0; x < r->width; x++) {
            int *at = &r->grey[y * r->width + x];
            int now = *at < MIDDLE ? 0 : WHITE, error = *at - now;
            *at = now;
            spread(r, x + 1, y, error * 7 / 16);
            spread(r, x - 1, y + 1, error * 3 / 16);
            spread(r, x, y + 1, error * 5 / 16);
            spread(r, x + 1, y + 1, error / 16);
        }
}

static void scale(struct raster *r, const struct picture *p)
{
    r->grey = xcalloc((size_t)r->width * (size_t)r->height, sizeof *r->grey);
    for (int y = 0; y < r->height; y++)
        for (int x = 0; x < r->width; x++)
            r->grey[y * r->width + x] = mean(p, r, x, y);
    if (!p->is_drawing)
        dither(r);
}

/* A bit for each black part of a cell, from the upper left, row by row. */
static unsigned ink(const struct raster *r, int x, int y)
{
    unsigned bits = 0;

    for (int i = 0; i < r->across * r->down; i++) {
        int row = y * r->down + i / r->across;
        int column = x * r->across + i % r->across;
        bits |= (unsigned)(r->grey[row * r->width + column] < MIDDLE) << i;
    }
    return bits;
}

/* The letter whose ink is where the cell's is, by its quarters. */
static char letter(unsigned quarters)
{
    return " `'\".[/F.\\]7_LJ#"[quarters];
}

/* Ink is the sign and paper the ground, which has no gaps between rows in a
 * font whose blocks are lower than its lines. */
static void draw_row(const struct raster *r, struct canvas *canvas, int y,
                     enum blocks blocks)
{
    bool plain = canvas_glyphs(canvas) == GLYPHS_ASCII;
    char room[BLOCKS_SIGN_SIZE];
    struct buf line;

    buf_init(&line, 0);
    for (int x = 0; x < r->cells.width; x++) {
        unsigned parts = ink(r, x, y);
        if (plain)
            buf_putc(&line, letter(parts));
        else
            buf_puts(&line, blocks_sign(blocks, parts, room));
    }
    canvas_art(canvas, r->cells.x, r->cells.y + y,
               plain ? ROLE_TEXT : ROLE_QR | STYLE_REVERSE, buf_text(&line));
    buf_clear(&line);
}

void picture_draw(const struct picture *p, struct canvas *canvas,
                  struct rect area, enum blocks blocks)
{
    /* Where there are letters only, each stands for a cell in quarters. */
    if (canvas_glyphs(canvas) == GLYPHS_ASCII)
        blocks = BLOCKS_QUADRANT;
    if (!p->grey || area.width < 1 || area.height < 1)
        return;
    struct raster r = {.cells = picture_size(p, area.width, area.height),
                       .across = blocks_across(blocks),
                       .down = blocks_down(blocks)};
    r.cells.x = area.x + (area.width - r.cells.width) / 2;
    r.cells.y = area.y + (area.height - r.cells.height) / 2;
    r.width = r.cells.width * r.across;
    r.height = r.cells.height * r.down;
    scale(&r, p);
    for (int y = 0; y < r.cells.height; y++)
        draw_row(&r, canvas, y, blocks);
    free(r.grey);
}
