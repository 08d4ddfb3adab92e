#include "ui/canvas.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct canvas {
    int width, height;
    struct cell *cells;
    struct clusters clusters; /* texts of theirs that are long */
    uint64_t serial;
    enum glyphs glyphs;
    enum bidi bidi;
    bool mirrored;
    struct rect clip; /* in the terminal's columns */
    int cursor_x, cursor_y;
    bool has_cursor, is_caret;
};

enum { FEW_LINES = 12 }; /* most texts; they need no memory of their own */
/* Long texts that are kept from page to page, so that cells of one may be put
 * into the next. */
enum { CLUSTERS_KEPT = 1024 };

static const struct cell BLANK = {" ", 1, ROLE_TEXT};

static struct rect whole(const struct canvas *c)
{
    return (struct rect){0, 0, c->width, c->height};
}

static struct cell *at(struct canvas *c, int x, int y)
{
    return &c->cells[y * c->width + x];
}

static uint64_t next_serial(void)
{
    static uint64_t last;

    return ++last;
}

struct canvas *canvas_new(int width, int height)
{
    struct canvas *c = xcalloc(1, sizeof *c);
    c->serial = next_serial();
    canvas_resize(c, width, height);
    return c;
}

void canvas_free(struct canvas *c)
{
    if (!c)
        return;
    clusters_clear(&c->clusters);
    free(c->cells);
    free(c);
}

void canvas_resize(struct canvas *c, int width, int height)
{
    c->width = width < 1 ? 1 : width;
    c->height = height < 1 ? 1 : height;
    size_t count = (size_t)c->width * (size_t)c->height;
    c->cells = xreallocarray(c->cells, count, sizeof *c->cells);
    canvas_wipe(c);
}

void canvas_wipe(struct canvas *c)
{
    for (int x = 0; x < c->width; x++)
        c->cells[x] = BLANK;
    for (int y = 1; y < c->height; y++)
        memcpy(at(c, 0, y), c->cells, (size_t)c->width * sizeof *c->cells);
    c->clip = whole(c);
    c->has_cursor = false;
    if (c->clusters.count <= CLUSTERS_KEPT)
        return;
    clusters_clear(&c->clusters);
    c->serial = next_serial();
}

uint64_t canvas_serial(const struct canvas *c)
{
    return c->serial;
}

int canvas_width(const struct canvas *c)
{
    return c->width;
}

int canvas_height(const struct canvas *c)
{
    return c->height;
}

void canvas_set_glyphs(struct canvas *c, enum glyphs set)
{
    c->glyphs = set;
}

enum glyphs canvas_glyphs(const struct canvas *c)
{
    return c->glyphs;
}

void canvas_set_mirrored(struct canvas *c, bool mirrored)
{
    c->mirrored = mirrored;
}

bool canvas_is_mirrored(const struct canvas *c)
{
    return c->mirrored;
}

void canvas_set_bidi(struct canvas *c, enum bidi bidi)
{
    c->bidi = bidi;
}

enum bidi canvas_bidi(const struct canvas *c)
{
    return c->bidi;
}

static struct rect placed(const struct canvas *c, struct rect area)
{
    if (c->mirrored)
        area.x = c->width - area.x - area.width;
    return area;
}

int canvas_layout_x(const struct canvas *c, int x)
{
    return c->mirrored ? c->width - 1 - x : x;
}

static struct rect intersection(struct rect a, struct rect b)
{
    int left = a.x > b.x ? a.x : b.x;
    int top = a.y > b.y ? a.y : b.y;
    int right = a.x + a.width < b.x + b.width ? a.x + a.width : b.x + b.width;
    int bottom =
        a.y + a.height < b.y + b.height ? a.y + a.height : b.y + b.height;
    return (struct rect){left, top, right > left ? right - left : 0,
                         bottom > top ? bottom - top : 0};
}

void canvas_set_clip(struct canvas *c, const struct rect *area)
{
    c->clip = area ? intersection(whole(c), placed(c, *area)) : whole(c);
}

static void blank_text(struct cell *cell)
{
    memcpy(cell->text, BLANK.text, sizeof BLANK.text);
    cell->width = 1;
}

/* Halves of a wide character never stand alone. */
static void split_wide(struct canvas *c, int x, int y)
{
    int width = at(c, x, y)->width;
    if (width == 0 && x > 0)
        blank_text(at(c, x - 1, y));
    if (width == 2 && x + 1 < c->width)
        blank_text(at(c, x + 1, y));
}

static bool is_inside(struct rect area, int x, int y)
{
    return x >= area.x && x < area.x + area.width && y >= area.y &&
           y < area.y + area.height;
}

/* Most cells are one simple character: they are written without detours. */
static void set_simple(struct canvas *c, int x, int y, int style,
                       const char *text, size_t size)
{
    struct cell *cell = at(c, x, y);
    if (cell->width != 1)
        split_wide(c, x, y);
    *cell = (struct cell){{text[0]}, 1, (uint8_t)style};
    for (size_t i = 1; i < size; i++)
        cell->text[i] = text[i];
}

static void set_cell(struct canvas *c, int x, int y, int width, int style,
                     const char *text, size_t size)
{
    split_wide(c, x, y);
    struct cell *cell = at(c, x, y);
    memset(cell->text, 0, sizeof cell->text);
    if (size < sizeof cell->text)
        memcpy(cell->text, text, size);
    else
        clusters_sign(&c->clusters, text, size, cell->text);
    cell->width = (uint8_t)width;
    cell->style = (uint8_t)style;
}

static void put(struct canvas *c, int x, int y, int width, int style,
                const char *text, size_t size)
{
    if (!is_inside(c->clip, x, y) || !is_inside(c->clip, x + width - 1, y))
        return;
    unsigned char first = (unsigned char)text[0];
    if (first < ' ' || first == 0x7f) {
        text = " ";
        size = 1;
    }
    size = utf8_cut(text, size, TEXT_CLUSTER_SIZE - 1);
    set_cell(c, x, y, width, style, text, size);
    if (width == 2)
        set_cell(c, x + 1, y, 0, style, "", 0);
    if (first < 0x80 || c->glyphs == GLYPHS_ROUND)
        return;
    const char *mark = glyph_in(c->glyphs, at(c, x, y)->text);
    if (mark != at(c, x, y)->text)
        set_cell(c, x, y, width, style, mark, strlen(mark));
}

void canvas_fill(struct canvas *c, struct rect area, int style)
{
    const struct cell blank = {" ", 1, (uint8_t)style};

    area = intersection(c->clip, placed(c, area));
    for (int y = area.y; area.width && y < area.y + area.height; y++) {
        struct cell *row = at(c, area.x, y), *first = at(c, area.x, area.y);
        split_wide(c, area.x, y);
        split_wide(c, area.x + area.width - 1, y);
        for (int x = 0; row == first && x < area.width; x++)
            row[x] = blank;
        if (row != first)
            memcpy(row, first, (size_t)area.width * sizeof *row);
    }
}

void canvas_restyle(struct canvas *c, struct rect area, int style)
{
    area = intersection(c->clip, placed(c, area));
    for (int y = area.y; y < area.y + area.height; y++)
        for (int x = area.x; x < area.x + area.width; x++)
            at(c, x, y)->style = (uint8_t)style;
}

/* Places graphemes from column x of the terminal to the right; returns the
 * column behind them. */
static int put_all(struct canvas *c, int x, int y, int style, const char *text,
                   size_t size)
{
    for (size_t i = 0; i < size;) {
        size_t simple = text_simple(text, i, size);
        bool is_own = simple == 1 || c->glyphs == GLYPHS_ROUND;
        if (simple && is_own && is_inside(c->clip, x, y)) {
            set_simple(c, x++, y, style, text + i, simple);
            i += simple;
            continue;
        }
        size_t end = simple ? i + simple : text_next_n(text, i, size);
        int width = simple ? 1 : text_width_n(text + i, end - i);
        if (width > 0)
            put(c, x, y, width, style, text + i, end - i);
        x += width;
        i = end;
    }
    return x;
}

static int draw_as_it_is(struct canvas *c, int x, int y, int style,
                         const char *text, size_t size)
{
    if (!c->mirrored)
        return put_all(c, x, y, style, text, size) - x;
    int width = text_width_n(text, size);
    put_all(c, c->width - x - width, y, style, text, size);
    return width;
}

static int draw(struct canvas *c, int x, int y, int style, const char *text,
                size_t size)
{
    if (!c->mirrored &&
        (c->bidi == BIDI_BY_TERMINAL || !text_is_complex(text, size)))
        return draw_as_it_is(c, x, y, style, text, size);
    char *line = c->bidi == BIDI_HERE ? text_visual(text, size, c->mirrored)
                                      : xstrndup(text, size);
    const char *turned = c->mirrored ? glyph_mirrored(line) : line;
    int width = draw_as_it_is(c, x, y, style, turned, strlen(turned));
    free(line);
    return width;
}

int canvas_text(struct canvas *c, int x, int y, int style, const char *text)
{
    return draw(c, x, y, style, text, strlen(text));
}

void canvas_line(struct canvas *c, struct rect area, enum align align,
                 int style, const char *text)
{
    char *cut = NULL;
    int width = text_width(text);
    if (width > area.width && area.width > 0) {
        size_t size = text_fit(text, area.width - 1);
        /* Behind Latin letters the sign belongs to them on any page. */
        cut = xasprintf("%.*s" GLYPH_ELLIPSIS "%s", (int)size, text,
                        c->mirrored ? GLYPH_LEFT_TO_RIGHT : "");
        text = cut;
        width = text_width(cut);
    }
    int rest = area.width - width;
    int x = area.x + (align == ALIGN_END      ? rest
                      : align == ALIGN_CENTRE ? rest / 2
                                              : 0);
    if (area.width > 0 && area.height > 0)
        canvas_text(c, x, area.y, style, text);
    free(cut);
}

int canvas_wrap(struct canvas *c, struct rect area, int first, int style,
                const char *text)
{
    struct text_line few[FEW_LINES], *lines = few;
    size_t count = text_wrap(text, area.width, few, FEW_LINES);
    if (count > FEW_LINES) {
        lines = xcalloc(count, sizeof *lines);
        text_wrap(text, area.width, lines, count);
    }
    for (int i = 0; i < area.height && first + i < (int)count; i++)
        draw(c, area.x, area.y + i, style, lines[first + i].start,
             lines[first + i].size);
    if (lines != few)
        free(lines);
    return (int)count;
}

void canvas_art(struct canvas *c, int x, int y, int style, const char *text)
{
    draw_as_it_is(c, x, y, style, text, strlen(text));
}

/* A mark as the canvas shows it; all of a frame's take one cell. */
static struct cell mark_of(const struct canvas *c, int style, const char *mark)
{
    struct cell cell = {"", 1, (uint8_t)style};
    const char *text =
        glyph_in(c->glyphs, c->mirrored ? glyph_mirrored(mark) : mark);

    memcpy(cell.text, text, strlen(text));
    return cell;
}

static void put_mark(struct canvas *c, int x, int y, struct cell mark)
{
    x = canvas_layout_x(c, x);
    if (!is_inside(c->clip, x, y))
        return;
    if (at(c, x, y)->width != 1)
        split_wide(c, x, y);
    *at(c, x, y) = mark;
}

void canvas_box(struct canvas *c, struct rect area, int style)
{
    int right = area.x + area.width - 1;
    int bottom = area.y + area.height - 1;
    struct cell level = mark_of(c, style, "─"),
                upright = mark_of(c, style, "│");

    for (int x = area.x + 1; x < right; x++) {
        put_mark(c, x, area.y, level);
        put_mark(c, x, bottom, level);
    }
    for (int y = area.y + 1; y < bottom; y++) {
        put_mark(c, area.x, y, upright);
        put_mark(c, right, y, upright);
    }
    put_mark(c, area.x, area.y, mark_of(c, style, "╭"));
    put_mark(c, right, area.y, mark_of(c, style, "╮"));
    put_mark(c, area.x, bottom, mark_of(c, style, "╰"));
    put_mark(c, right, bottom, mark_of(c, style, "╯"));
}

bool canvas_has_room(const struct canvas *c, struct rect area)
{
    area = placed(c, area);
    return area.width > 0 && area.height > 0 &&
           is_inside(c->clip, area.x, area.y) &&
           is_inside(c->clip, area.x + area.width - 1,
                     area.y + area.height - 1);
}

void canvas_get_cells(const struct canvas *c, struct rect area,
                      struct cell *out)
{
    size_t width = (size_t)area.width;

    area = placed(c, area);
    for (int y = 0; y < area.height; y++)
        memcpy(out + (size_t)y * width, canvas_cell(c, area.x, area.y + y),
               width * sizeof *out);
}

void canvas_put_cells(struct canvas *c, struct rect area,
                      const struct cell *cells)
{
    size_t width = (size_t)area.width;

    area = placed(c, area);
    for (int y = 0; y < area.height; y++) {
        split_wide(c, area.x, area.y + y);
        split_wide(c, area.x + area.width - 1, area.y + y);
        memcpy(at(c, area.x, area.y + y), cells + (size_t)y * width,
               width * sizeof *cells);
    }
}

void canvas_set_cursor(struct canvas *c, int x, int y)
{
    c->cursor_x = canvas_layout_x(c, x);
    c->cursor_y = y;
    c->has_cursor = is_inside(whole(c), c->cursor_x, y);
    c->is_caret = false;
}

void canvas_set_caret(struct canvas *c, int x, int y)
{
    canvas_set_cursor(c, x, y);
    c->is_caret = true;
}

bool canvas_has_caret(const struct canvas *c)
{
    return c->has_cursor && c->is_caret;
}

bool canvas_cursor(const struct canvas *c, int *x, int *y)
{
    *x = c->cursor_x;
    *y = c->cursor_y;
    return c->has_cursor;
}

const struct cell *canvas_cell(const struct canvas *c, int x, int y)
{
    assert(is_inside(whole(c), x, y));
    return &c->cells[y * c->width + x];
}

const char *canvas_cell_text(const struct canvas *c, const struct cell *cell)
{
    return clusters_is_sign(cell->text)
               ? clusters_text(&c->clusters, cell->text)
               : cell->text;
}
