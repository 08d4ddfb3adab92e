/* A grid of styled cells, where screens are drawn before a terminal shows
 * them. Coordinates are those of a left-to-right layout: a mirrored canvas
 * turns them round itself, so that one layout code serves every script. */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include "ui/clusters.h"
#include "ui/glyph.h"
#include "ui/text.h"

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a cell is there for; a theme says what it looks like. */
enum role {
    ROLE_TEXT,
    ROLE_MUTED,  /* hints, dates */
    ROLE_ACCENT, /* headings, key caps, progress */
    ROLE_SUCCESS,
    ROLE_WARNING,
    ROLE_ERROR,
    ROLE_FOCUS,  /* the cap that has the focus */
    ROLE_CHOSEN, /* the cap of a chosen answer */
    ROLE_QR,     /* black on white in every theme */
    ROLE_COUNT,
};

/* A style is a role and any of these. */
enum {
    STYLE_ROLE = 0x0f,
    STYLE_SURFACE = 0x10, /* on the slab of a target, not on the page */
    STYLE_BOLD = 0x20,
    STYLE_REVERSE = 0x40, /* while a finger is on it */
};

struct rect {
    int x, y, width, height;
};

/* One cell: eight bytes, since a whole page of them is touched on each input.
 * Its text is padded with zeros; a long one is a sign, see canvas_cell_text.
 * The right half of a wide character has width 0 and no text. */
struct cell {
    char text[CLUSTERS_SIGN_SIZE];
    uint8_t width;
    uint8_t style;
};

enum align { ALIGN_START, ALIGN_CENTRE, ALIGN_END };

/* Who puts right-to-left text in visual order. */
enum bidi { BIDI_HERE, BIDI_BY_TERMINAL };

struct canvas;

/* An empty page, at least one cell; the caller frees it with canvas_free. */
struct canvas *canvas_new(int width, int height);
/* NULL is accepted. */
void canvas_free(struct canvas *canvas);
/* Another size; the page is wiped. */
void canvas_resize(struct canvas *canvas, int width, int height);
/* Back to blanks on the page's background, no clip, no cursor. */
void canvas_wipe(struct canvas *canvas);

/* Its size in cells. */
/* Columns. */
int canvas_width(const struct canvas *canvas);
/* Rows. */
int canvas_height(const struct canvas *canvas);

/* Which marks the terminal can show; GLYPHS_ROUND at first. */
void canvas_set_glyphs(struct canvas *canvas, enum glyphs set);
/* The set given last. */
enum glyphs canvas_glyphs(const struct canvas *canvas);
/* Whether what is drawn from now on is mirrored, text right-to-left. */
void canvas_set_mirrored(struct canvas *canvas, bool mirrored);
/* What was set last. */
bool canvas_is_mirrored(const struct canvas *canvas);
/* BIDI_HERE at first. */
void canvas_set_bidi(struct canvas *canvas, enum bidi bidi);
/* What was set last. */
enum bidi canvas_bidi(const struct canvas *canvas);
/* Cells outside the area stay as they are; NULL ends it. */
void canvas_set_clip(struct canvas *canvas, const struct rect *area);

/* Blanks in one style. */
void canvas_fill(struct canvas *canvas, struct rect area, int style);
/* Changes the style of what is there. */
void canvas_restyle(struct canvas *canvas, struct rect area, int style);
/* One line of text; control characters become blanks. Returns its width. */
int canvas_text(struct canvas *canvas, int x, int y, int style,
                const char *text);
/* One line within the area's first row, cut with an ellipsis if need be. */
void canvas_line(struct canvas *canvas, struct rect area, enum align align,
                 int style, const char *text);
/* Wraps into the area, beginning with line `first`; returns how many lines
 * the text has, so that the caller sees what did not fit. */
int canvas_wrap(struct canvas *canvas, struct rect area, int first, int style,
                const char *text);
/* One line cell by cell: no reordering, nothing mirrored inside it. */
void canvas_art(struct canvas *canvas, int x, int y, int style,
                const char *text);
/* A frame with rounded corners; the inside stays as it is. */
void canvas_box(struct canvas *canvas, struct rect area, int style);

/* Whether an area, not an empty one, lies wholly on the page and within the
 * clip. */
bool canvas_has_room(const struct canvas *canvas, struct rect area);
/* The cells of an area that has room, row by row. */
void canvas_get_cells(const struct canvas *canvas, struct rect area,
                      struct cell *out);
/* Such cells put back where they were taken from, while the canvas has the
 * same serial. */
void canvas_put_cells(struct canvas *canvas, struct rect area,
                      const struct cell *cells);

/* Where the terminal's cursor rests: on the focus, for Braille. */
void canvas_set_cursor(struct canvas *canvas, int x, int y);
/* The same where a letter is about to be written: it is shown as a block. */
void canvas_set_caret(struct canvas *canvas, int x, int y);
/* Whether the cursor is such a caret. */
bool canvas_has_caret(const struct canvas *canvas);
/* In the terminal's coordinates; false when there is none. */
bool canvas_cursor(const struct canvas *canvas, int *x, int *y);

/* Its canvas and what it keeps beside its cells: another number when long
 * texts of earlier pages were forgotten. */
uint64_t canvas_serial(const struct canvas *canvas);

/* The cell of the terminal's column and row. */
const struct cell *canvas_cell(const struct canvas *canvas, int x, int y);
/* The text of a cell of this canvas, whatever its length. */
const char *canvas_cell_text(const struct canvas *canvas,
                             const struct cell *cell);
/* The layout's column of a terminal's column, and the other way. */
int canvas_layout_x(const struct canvas *canvas, int x);

/* The page as lines of text without blanks at their ends; the caller frees
 * it. This is what golden files hold. */
char *canvas_dump(const struct canvas *canvas);
/* The same with a line of style letters below each line that has any other
 * than plain text: t m a s w e f c q, capitals
 * on surface, * for reverse. */
char *canvas_dump_styles(const struct canvas *canvas);

#endif
