/* Turns a canvas into the bytes that change a terminal's page into it, as few
 * as possible: it knows what every cell shows, where the cursor stands and
 * which colours are set, and leaves them so. (curses sets all back after each
 * page and sends each line apart: four times the bytes of a typed letter.) */
#ifndef UI_PAINTER_H
#define UI_PAINTER_H

#include "ui/canvas.h"
#include "ui/terminfo.h"
#include "ui/theme.h"

#include "base/buf.h"

#include <stdbool.h>

struct painter;

/* For a terminal of that kind, which must outlive it. utf8: it takes more
 * than ASCII; console: its bold changes colours. The caller frees it with
 * painter_free. */
struct painter *painter_new(const struct terminfo *terminfo, bool utf8,
                            bool console);
/* NULL is accepted. */
void painter_free(struct painter *painter);

/* Another size; nothing is known of the page any more. */
void painter_resize(struct painter *painter, int width, int height);
/* Nothing is known of the page any more: the next one is sent whole. */
void painter_forget(struct painter *painter);
/* The theme's colours; appends what prepares the terminal for them. */
void painter_set_theme(struct painter *painter, const struct theme *theme,
                       struct buf *out);
/* Appends what makes the page look like the canvas. */
void painter_show(struct painter *painter, const struct canvas *canvas,
                  struct buf *out);
/* Composes what would make the page look like a canvas that is likely to come
 * next, while there is time for it; the page stays as it is. */
void painter_foresee(struct painter *painter, const struct canvas *canvas);
/* Appends what was composed, unless the page is another one since: then false,
 * and nothing is appended. */
bool painter_turn(struct painter *painter, struct buf *out);

#endif
