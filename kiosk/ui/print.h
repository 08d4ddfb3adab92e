/* Large print: letters several cells high, drawn with half, quadrant or
 * sextant blocks from bitmap fonts. A size is chosen by number; what it looks
 * like depends on the blocks that the terminal has and on the script. */
#ifndef UI_PRINT_H
#define UI_PRINT_H

#include "ui/blocks.h"
#include "ui/canvas.h"

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/* 1 is the terminal's own print. */
enum { PRINT_USUAL = 1, PRINT_SMALLEST = 2, PRINT_LARGEST = 4 };

struct print; /* one size of one script */
struct prints;

/* The sizes that can be drawn with these blocks from the fonts in a folder,
 * read when they are first asked for; the caller frees them. */
struct prints *prints_new(const char *folder, enum blocks blocks);
/* NULL is accepted. */
void prints_free(struct prints *prints);
/* One size, for Arabic letters as well or not; borrowed. NULL when its font is
 * not there (the log names it, once). */
const struct print *prints_size(struct prints *prints, int size, bool arabic);

/* The lowest print there is, for digits and signs in a low window; as above. */
const struct print *prints_low(struct prints *prints);

/* The terminal's own letters, one cell each: for Braille displays, which read
 * a page best that is nothing but lines. */
const struct print *prints_plain(void);

/* Cells of one letter. */
int print_width(const struct print *print);
/* Rows of one line. */
int print_height(const struct print *print);
/* The height of a capital in thousandths of a row of cells. */
int print_capital(const struct print *print);

/* One line of letters at a cell of the layout, mirrored with the canvas, put
 * in visual order and joined. Returns the cells that it takes. */
int print_text(const struct print *print, struct canvas *canvas, int x, int y,
               int style, const char *text, size_t size);

#endif
