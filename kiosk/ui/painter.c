#define _XOPEN_SOURCE 700 /* wcwidth */

#include "ui/painter.h"

#include "ui/palette.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { UNKNOWN = -1, COLOUR_SIZE = 28, FAR = 6 };

/* What a style is on this terminal. */
struct look {
    bool bold, reverse;
    char ink[COLOUR_SIZE], paper[COLOUR_SIZE]; /* the sequences */
};

struct painter {
    const struct terminfo *terminfo;
    bool utf8, console, erases;
    struct look looks[PALETTE_STYLES];
    int width, height;
    struct cell *shown;
    bool is_known;            /* what is shown; else it is cleared first */
    int x, y;                 /* where the terminal's cursor stands */
    const struct look *pen;   /* what is set, NULL: unknown */
    int cursor_shows;         /* 1, 0, UNKNOWN */
    int caret_shows;          /* 1: as a block; likewise */
    struct buf by_rows, flat; /* two ways to a place, to be compared */
};

struct painter *painter_new(const struct terminfo *terminfo, bool utf8,
                            bool console)
{
    struct painter *p = xcalloc(1, sizeof *p);

    p->terminfo = terminfo;
    p->utf8 = utf8;
    p->console = console;
    p->erases = terminfo_erases_in_colour(terminfo);
    buf_init(&p->by_rows, 0);
    buf_init(&p->flat, 0);
    painter_resize(p, 1, 1);
    return p;
}

void painter_free(struct painter *p)
{
    if (!p)
        return;
    buf_clear(&p->by_rows);
    buf_clear(&p->flat);
    free(p->shown);
    free(p);
}

void painter_forget(struct painter *p)
{
    memset(p->shown, 0,
           (size_t)p->width * (size_t)p->height * sizeof *p->shown);
    p->is_known = false;
    p->pen = NULL;
    p->x = p->y = UNKNOWN;
    p->cursor_shows = p->caret_shows = UNKNOWN;
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

static void colour(const struct painter *p, enum form_name form, int number,
                   char out[COLOUR_SIZE])
{
    struct buf text;

    buf_init(&text, COLOUR_SIZE - 1);
    terminfo_print(p->terminfo, form, number, 0, &text);
    memcpy(out, buf_text(&text), text.size + 1);
    buf_clear(&text);
}

void painter_set_theme(struct painter *p, const struct theme *theme,
                       struct buf *out)
{
    struct palette_ability ability = terminfo_ability(p->terminfo);
    struct palette palette;

    ability.console = p->console;
    palette_make(&palette, theme, &ability);
    for (int i = 0; i < palette.slots_count; i++)
        terminfo_print_slot(p->terminfo, &palette.slots[i], out);
    for (int i = 0; i < PALETTE_STYLES; i++) {
        struct look *look = &p->looks[i];
        int pair = palette.pair[i];
        *look = (struct look){palette.bold[i], palette.reverse[i], "", ""};
        if (pair == 0)
            continue;
        colour(p, FORM_INK, palette.pairs[pair].ink, look->ink);
        colour(p, FORM_PAPER, palette.pairs[pair].paper, look->paper);
    }
    painter_forget(p);
}

/* "ESC [ 1 m ESC [ 97 m" is "ESC [ 1 ; 97 m". */
static void join_sequences(struct buf *out, size_t from)
{
    size_t to = from;

    for (size_t i = from; i < out->size; i++) {
        bool joins = out->data[i] == 'm' && i + 2 < out->size &&
                     out->data[i + 1] == '\033' && out->data[i + 2] == '[';
        out->data[to++] = joins ? (char)';' : out->data[i];
        i += joins ? 2 : 0;
    }
    buf_truncate(out, to);
}

static void set_pen(struct painter *p, int style, struct buf *out)
{
    static const struct look NOTHING = {0};
    const struct look *from = p->pen, *to = &p->looks[style];
    size_t start = out->size;

    if (from == to)
        return;
    p->pen = to;
    if (!from || from->bold > to->bold || from->reverse > to->reverse) {
        buf_puts(out, sequence(p, SEQUENCE_PLAIN));
        from = &NOTHING;
    }
    if (to->bold > from->bold)
        buf_puts(out, sequence(p, SEQUENCE_BOLD));
    if (to->reverse > from->reverse)
        buf_puts(out, sequence(p, SEQUENCE_REVERSE));
    if (strcmp(from->ink, to->ink) != 0)
        buf_puts(out, to->ink);
    if (strcmp(from->paper, to->paper) != 0)
        buf_puts(out, to->paper);
    join_sequences(out, start);
}

static void repeat(struct buf *out, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        buf_puts(out, text);
}

/* Up or down within the column; false when one cannot. */
static bool by_row(const struct painter *p, int from, int to, struct buf *out)
{
    const char *step = sequence(p, to > from ? SEQUENCE_DOWN : SEQUENCE_UP);
    int steps = abs(to - from);

    if (steps == 0)
        return true;
    if (*step && steps * (int)strlen(step) <= FAR)
        repeat(out, step, steps);
    else if (terminfo_has(p->terminfo, FORM_ROW))
        terminfo_print(p->terminfo, FORM_ROW, to, 0, out);
    else
        return false;
    return true;
}

/* Left or right within the row; false when one cannot. */
static bool by_column(const struct painter *p, int from, int to,
                      struct buf *out)
{
    const char *left = sequence(p, SEQUENCE_LEFT);

    if (to == from)
        return true;
    if (to == 0)
        buf_putc(out, '\r');
    else if (to < from && *left && from - to <= FAR / (int)strlen(left))
        repeat(out, left, from - to);
    else if (to > from && terminfo_has(p->terminfo, FORM_RIGHT))
        terminfo_print(p->terminfo, FORM_RIGHT, to - from, 0, out);
    else if (terminfo_has(p->terminfo, FORM_COLUMN))
        terminfo_print(p->terminfo, FORM_COLUMN, to, 0, out);
    else
        return false;
    return true;
}

static void move(struct painter *p, int x, int y, struct buf *out)
{
    const struct buf *best = &p->flat;

    if (p->x == x && p->y == y)
        return;
    buf_reset(&p->flat);
    buf_reset(&p->by_rows);
    terminfo_print(p->terminfo, FORM_PLACE, x, y, &p->flat);
    if (p->x != UNKNOWN && by_row(p, p->y, y, &p->by_rows) &&
        by_column(p, p->x, x, &p->by_rows) && p->by_rows.size < p->flat.size)
        best = &p->by_rows;
    buf_add(out, best->data, best->size);
    p->x = x;
    p->y = y;
}

static bool is_blank(const struct cell *cell)
{
    return cell->text[0] == ' ' && cell->text[1] == '\0';
}

/* Whether a blank of that style looks alike in what is set: ink does not
 * show. */
static bool is_paper(const struct painter *p, const struct cell *cell)
{
    const struct look *look = &p->looks[cell->style % PALETTE_STYLES];

    return p->pen && !p->pen->reverse && !look->reverse &&
           strcmp(p->pen->paper, look->paper) == 0;
}

static void set_paper(struct painter *p, const struct cell *blank,
                      struct buf *out)
{
    if (!is_paper(p, blank))
        set_pen(p, blank->style % PALETTE_STYLES, out);
}

static bool is_ascii(const struct cell *cell)
{
    return (unsigned char)cell->text[0] < 0x80 && cell->text[1] == '\0';
}

/* Whether the terminal will give the cell the room that we did. */
static bool is_measured_alike(const struct cell *cell, bool *is_cluster)
{
    wchar_t first;
    size_t size = strlen(cell->text);
    mbstate_t state = {0};
    size_t n = mbrtowc(&first, cell->text, size, &state);

    *is_cluster = n < size;
    return n <= size && wcwidth(first) == cell->width;
}

/* What the terminal would measure otherwise becomes '?'; where its opinion
 * on marks may differ, the next cell is placed anew. */
static void put_cell(struct painter *p, const struct cell *cell,
                     struct buf *out)
{
    bool is_cluster = false;
    char ascii[3];

    if (is_blank(cell))
        set_paper(p, cell, out);
    else
        set_pen(p, cell->style % PALETTE_STYLES, out);
    if (is_ascii(cell)) {
        buf_putc(out, cell->text[0]);
    } else if (p->utf8 && is_measured_alike(cell, &is_cluster)) {
        buf_puts(out, cell->text);
    } else {
        text_ascii(cell->text, cell->width, ascii);
        buf_puts(out, ascii);
    }
    p->x += cell->width;
    if (is_cluster || p->x >= p->width)
        p->x = p->y = UNKNOWN;
}

/* The canvas pads its texts with zeros, so cells compare as bytes. */
static bool is_same(const struct cell *a, const struct cell *b)
{
    return memcmp(a, b, sizeof *a) == 0;
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
    int style = row[x].style % PALETTE_STYLES;
    int news, n = blanks_from(row, old, x, width, &news);

    if (!p->erases || p->looks[style].reverse)
        return 0;
    if (x + n == p->width && news > LINE_WORTH) {
        set_paper(p, &row[x], out);
        buf_puts(out, sequence(p, SEQUENCE_ERASE_LINE));
        return *sequence(p, SEQUENCE_ERASE_LINE) ? n : 0;
    }
    if (news <= WORTH || !terminfo_has(p->terminfo, FORM_ERASE))
        return 0;
    set_paper(p, &row[x], out);
    terminfo_print(p->terminfo, FORM_ERASE, n, 0, out);
    return n;
}

/* Whether the cell can be written with what is set. */
static bool is_set(const struct painter *p, const struct cell *cell)
{
    return is_ascii(cell) &&
           (&p->looks[cell->style % PALETTE_STYLES] == p->pen ||
            (is_blank(cell) && is_paper(p, cell)));
}

/* Writing a few cells again may be shorter than passing over them. */
static void reach(struct painter *p, const struct cell *row, int x, int y,
                  struct buf *out)
{
    size_t bytes = 0;
    bool is_worth = p->y == y && p->x < x && x - p->x < FAR;

    for (int i = p->x; is_worth && i < x; i++) {
        bytes += strlen(row[i].text);
        is_worth = bytes < 4 && is_set(p, &row[i]);
    }
    while (is_worth && p->x < x)
        put_cell(p, &row[p->x], out);
    move(p, x, y, out);
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
    for (int x = 0; x < width; x++) {
        if (is_same(&row[x], &old[x]) || is_forbidden(p, x, y))
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

    set_pen(p, ROLE_TEXT, out);
    buf_puts(out, sequence(p, SEQUENCE_CLEAR));
    p->is_known = true;
    p->x = p->y = UNKNOWN;
    for (int i = 0; p->erases && i < p->width * p->height; i++)
        p->shown[i] = BLANK;
}

static void show_cursor(struct painter *p, const struct canvas *canvas,
                        struct buf *out)
{
    int x, y;
    int wanted = canvas_cursor(canvas, &x, &y) && x < p->width && y < p->height;

    if (wanted)
        move(p, x, y, out);
    if (p->cursor_shows != wanted)
        buf_puts(out, sequence(p, wanted ? SEQUENCE_SHOW : SEQUENCE_HIDE));
    p->cursor_shows = wanted;
    if (!wanted || p->caret_shows == canvas_has_caret(canvas))
        return;
    p->caret_shows = canvas_has_caret(canvas);
    buf_puts(out, sequence(p, p->caret_shows ? SEQUENCE_BLOCK : SEQUENCE_LINE));
}

void painter_show(struct painter *p, const struct canvas *canvas,
                  struct buf *out)
{
    int width = canvas_width(canvas), height = canvas_height(canvas);

    if (!p->is_known)
        start_page(p, out);
    for (int y = 0; y < height && y < p->height; y++)
        show_row(p, canvas_cell(canvas, 0, y),
                 width < p->width ? width : p->width, y, out);
    show_cursor(p, canvas, out);
}
