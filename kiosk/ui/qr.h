/* QR codes in half blocks, black on white in every theme, with the quiet zone
 * that cameras need. */
#ifndef UI_QR_H
#define UI_QR_H

#include "ui/canvas.h"

#include "base/attr.h"

struct qr;

/* The text's code, with as much error correction and quiet zone as the room
 * of so many cells allows; NULL when no code of it fits. The caller frees it
 * with qr_free. */
struct qr *qr_new(const char *text, int width, int height);
/* NULL is accepted. */
void qr_free(struct qr *qr);
/* What it says. */
const char *qr_text(const struct qr *qr);
/* Cells, quiet zone included. */
int qr_width(const struct qr *qr);
/* Rows: two modules each. */
int qr_height(const struct qr *qr);
/* Draws it; the set must have half blocks (not GLYPHS_ASCII). */
void qr_draw(const struct qr *qr, struct canvas *canvas, int x, int y);

#endif
