#define _XOPEN_SOURCE 700 /* wcwidth */

#include "ui/painter.h"

#include "ui/cursor.h"
#include "ui/pen.h"

#include "base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { UNKNOWN = -1, MEASURED = 64 };

/* What the C library says of a cell's text. */
struct measured {
    char text[CLUSTERS_SIGN_SIZE];
    uint8_t width; /* of the cell; 0: nothing is here yet */
    bool is_alike, is_cluster;
};

/* All that is known of the terminal once bytes were sent. */
struct page {
    struct cell *cells;
    const struct pen_look *set;
    int x, y; /* of the cursor */
    bool is_known;
    int cursor_shows, caret_shows;
};

struct painter {
    struct measured measured[MEASURED];
    const struct terminfo *terminfo;
    const struct canvas *canvas; /* that is being painted */
    bool utf8, console, erases;
    struct pen pen;
    struct cursor cursor;
    int width, height;
    struct cell *shown;
    bool is_known;    /* what is shown; else it is cleared first */
    int cursor_shows; /* 1, 0, UNKNOWN */
    int caret_shows;  /* 1: as a block; likewise */
    struct page ahead;
    struct buf way; /* from what is shown to the page ahead */
    bool is_ahead;  /* it still leads there */
};

struct painter *painter_new(const struct terminfo *terminfo, bool utf8,
                            bool console)
{
    struct painter *p = xcalloc(1, sizeof *p);

    p->terminfo = terminfo;
    p->utf8 = utf8;
    p->console = console;
    p->erases = terminfo_erases_in_colour(terminfo);
    p->pen.terminfo = terminfo;
    cursor_init(&p->cursor, terminfo);
    buf_init(&p->way, 0);
    painter_resize(p, 1, 1);
    return p;
}

void painter_free(struct painter *p)
{
    if (!p)
        return;
    cursor_clear(&p->cursor);
    buf_clear(&p->way);
    free(p->ahead.cells);
    free(p->shown);
    free(p);
}

void painter_forget(struct painter *p)
{
    memset(p->shown, 0,
           (size_t)p->width * (size_t)p->height * sizeof *p->shown);
    p->is_known = false;
    p->pen.set = NULL;
    cursor_forget(&p->cursor);
    p->cursor_shows = p->caret_shows = UNKNOWN;
    p->is_ahead = false;
}

void painter_resize(struct painter *p, int width, int height)
{
    p->width = width;
    p->height = height;
    p->shown = xreallocarray(p->shown, (size_t)width * (size_t)height,
                             sizeof *p->shown);
    painter_forget(p);
}

static const char *sequence(const struct painter *p, enum sequence_name name)
{
    return terminfo_sequence(p->terminfo, name);
}

void painter_set_theme(struct painter *p, const struct theme *theme,
                       struct buf *out)
{
    pen_set_theme(&p->pen, theme, p->console, out);
    painter_forget(p);
}

static bool is_blank(const struct cell *cell)
{
    return cell->text[0] == ' ' && cell->text[1] == '\0';
}

static bool is_ascii(const struct cell *cell)
{
    return (unsigned char)cell->text[0] < 0x80 && cell->text[1] == '\0';
}

static void measure(const struct cell *cell, const char *text,
                    struct measured *out)
{
    wchar_t first;
    size_t size = strlen(text);
    mbstate_t state = {0};
    size_t n = mbrtowc(&first, text, size, &state);

    *out = (struct measured){.width = cell->width, .is_cluster = n < size};
    memcpy(out->text, cell->text, sizeof out->text);
    out->is_alike = n <= size && wcwidth(first) == cell->width;
}

/* Whether the terminal will give the cell the room that we did. A page has
 * few signs, and most of them many times. */
static const struct measured *measured(struct painter *p,
                                       const struct cell *cell)
{
    const unsigned char *at = (const unsigned char *)cell->text;
    struct measured *m = &p->measured[(at[1] * 7u + at[2]) % MEASURED];

    if (m->width != cell->width ||
        memcmp(m->text, cell->text, sizeof m->text) != 0)
        measure(cell, canvas_cell_text(p->canvas, cell), m);
    return m;
}

/* What the terminal would measure otherwise becomes '?'; where its opinion
 * on marks may differ, the next cell is placed anew. */
static void put_cell(struct painter *p, const struct cell *cell,
                     struct buf *out)
{
    const struct measured *m = NULL;
    char ascii[3];

    if (is_blank(cell))
        pen_set_paper(&p->pen, cell->style, out);
    else
        pen_set(&p->pen, cell->style, out);
    if (p->utf8 && !is_ascii(cell))
        m = measured(p, cell);
    if (is_ascii(cell)) {
        buf_putc(out, cell->text[0]);
    } else if (m && m->is_alike) {
        buf_puts(out, canvas_cell_text(p->canvas, cell));
    } else {
        text_ascii(canvas_cell_text(p->canvas, cell), cell->width, ascii);
        buf_puts(out, ascii);
    }
    p->cursor.x += cell->width;
    if ((m && m->is_cluster) || p->cursor.x >= p->width)
        cursor_forget(&p->cursor);
}

static uint64_t word_of(const struct cell *cell)
{
    uint64_t word;

    static_assert(sizeof *cell == sizeof word, "a cell is one word");
    memcpy(&word, cell, sizeof word);
    return word;
}

/* The canvas pads its texts with zeros, so cells compare as bytes; this is
 * asked of every cell of a changed row. */
static bool is_same(const struct cell *a, const struct cell *b)
{
    return word_of(a) == word_of(b);
}

/* How many cells from x on are blank and of one style, and in *news how many
 * of them are not yet shown so. */
static int blanks_from(const struct cell *row, const struct cell *old, int x,
                       int width, int *news)
{
    int end = x;

    *news = 0;
    for (; end < width && is_blank(&row[end]); end++) {
        if (row[end].style != row[x].style)
            break;
        *news += !is_same(&row[end], &old[end]);
    }
    return end - x;
}

/* Erases blanks where that takes fewer bytes than writing them; returns how
 * many cells that were. */
static int erase(struct painter *p, const struct cell *row,
                 const struct cell *old, int x, int width, struct buf *out)
{
    enum { LINE_WORTH = 3, WORTH = 10 };
    int style = row[x].style;
    int news, n = blanks_from(row, old, x, width, &news);

    if (!p->erases || !pen_erases(&p->pen, style))
        return 0;
    if (x + n == p->width && news > LINE_WORTH) {
        pen_set_paper(&p->pen, style, out);
        buf_puts(out, sequence(p, SEQUENCE_ERASE_LINE));
        return *sequence(p, SEQUENCE_ERASE_LINE) ? n : 0;
    }
    if (news <= WORTH || !terminfo_has(p->terminfo, FORM_ERASE))
        return 0;
    pen_set_paper(&p->pen, style, out);
    terminfo_print(p->terminfo, FORM_ERASE, n, 0, out);
    return n;
}

/* Writing a few cells again may be shorter than passing over them. */
static void reach(struct painter *p, const struct cell *row, int x, int y,
                  struct buf *out)
{
    enum { MOST = 4 };
    struct cursor *c = &p->cursor;
    bool is_worth = c->y == y && c->x < x && x - c->x < MOST;

    for (int i = c->x; is_worth && i < x; i++)
        is_worth = is_ascii(&row[i]) &&
                   pen_suits(&p->pen, row[i].style, is_blank(&row[i]));
    while (is_worth && c->x < x)
        put_cell(p, &row[c->x], out);
    cursor_move(c, x, y, out);
}

/* The next cell from x on that differs. */
static int next_news(const struct cell *row, const struct cell *old, int x,
                     int width)
{
    while (x < width && is_same(&row[x], &old[x]))
        x++;
    return x;
}

/* The last cell of all, where writing it would roll the page. */
static bool is_forbidden(const struct painter *p, int x, int y)
{
    return x == p->width - 1 && y == p->height - 1 &&
           terminfo_rolls_at_corner(p->terminfo);
}

static void show_row(struct painter *p, const struct cell *row, int width,
                     int y, struct buf *out)
{
    struct cell *old = p->shown + (size_t)y * (size_t)p->width;

    if (memcmp(row, old, (size_t)width * sizeof *row) == 0)
        return;
    for (int x = 0; (x = next_news(row, old, x, width)) < width; x++) {
        if (is_forbidden(p, x, y))
            continue;
        int erased = 0;
        if (row[x].width > 0) {
            reach(p, row, x, y, out);
            erased = is_blank(&row[x]) ? erase(p, row, old, x, width, out) : 0;
        }
        if (erased > 0) {
            memcpy(old + x, row + x, (size_t)erased * sizeof *row);
            x += erased - 1;
            continue;
        }
        old[x] = row[x];
        if (row[x].width > 0)
            put_cell(p, &row[x], out);
    }
}

/* A page of nothing but background: what is blank need not be sent. */
static void start_page(struct painter *p, struct buf *out)
{
    static const struct cell BLANK = {" ", 1, ROLE_TEXT};

    pen_set(&p->pen, ROLE_TEXT, out);
    buf_puts(out, sequence(p, SEQUENCE_CLEAR));
    p->is_known = true;
    cursor_forget(&p->cursor);
    for (int i = 0; p->erases && i < p->width * p->height; i++)
        p->shown[i] = BLANK;
}

static void show_cursor(struct painter *p, const struct canvas *canvas,
                        struct buf *out)
{
    int x, y;
    int wanted = canvas_cursor(canvas, &x, &y) && x < p->width && y < p->height;

    if (wanted)
        cursor_move(&p->cursor, x, y, out);
    if (p->cursor_shows != wanted)
        buf_puts(out, sequence(p, wanted ? SEQUENCE_SHOW : SEQUENCE_HIDE));
    p->cursor_shows = wanted;
    if (!wanted || p->caret_shows == canvas_has_caret(canvas))
        return;
    p->caret_shows = canvas_has_caret(canvas);
    buf_puts(out, sequence(p, p->caret_shows ? SEQUENCE_BLOCK : SEQUENCE_LINE));
}

static void paint(struct painter *p, const struct canvas *canvas,
                  struct buf *out)
{
    int width = canvas_width(canvas), height = canvas_height(canvas);

    p->canvas = canvas;
    if (!p->is_known)
        start_page(p, out);
    for (int y = 0; y < height && y < p->height; y++)
        show_row(p, canvas_cell(canvas, 0, y),
                 width < p->width ? width : p->width, y, out);
    show_cursor(p, canvas, out);
}

void painter_show(struct painter *p, const struct canvas *canvas,
                  struct buf *out)
{
    size_t before = out->size;

    paint(p, canvas, out);
    p->is_ahead = p->is_ahead && out->size == before;
}

static struct page page_of(const struct painter *p)
{
    return (struct page){
        .cells = p->shown,
        .set = p->pen.set,
        .x = p->cursor.x,
        .y = p->cursor.y,
        .is_known = p->is_known,
        .cursor_shows = p->cursor_shows,
        .caret_shows = p->caret_shows,
    };
}

static void turn_to(struct painter *p, const struct page *page)
{
    p->shown = page->cells;
    p->pen.set = page->set;
    p->cursor.x = page->x;
    p->cursor.y = page->y;
    p->is_known = page->is_known;
    p->cursor_shows = page->cursor_shows;
    p->caret_shows = page->caret_shows;
}

/* It is painted as always, and then taken back: the terminal saw nothing. */
void painter_foresee(struct painter *p, const struct canvas *canvas)
{
    struct page here = page_of(p), ahead = here;
    size_t count = (size_t)p->width * (size_t)p->height;

    ahead.cells = xreallocarray(p->ahead.cells, count, sizeof *ahead.cells);
    memcpy(ahead.cells, here.cells, count * sizeof *ahead.cells);
    turn_to(p, &ahead);
    buf_reset(&p->way);
    paint(p, canvas, &p->way);
    p->ahead = page_of(p);
    turn_to(p, &here);
    p->is_ahead = true;
}

bool painter_turn(struct painter *p, struct buf *out)
{
    struct page here = page_of(p);

    if (!p->is_ahead)
        return false;
    buf_add(out, buf_text(&p->way), p->way.size);
    turn_to(p, &p->ahead);
    p->ahead = here;
    p->is_ahead = false;
    return true;
}
