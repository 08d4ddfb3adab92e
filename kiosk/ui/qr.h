/* QR codes in half blocks, black on white in every theme, with the quiet zone
 * that cameras need. The door to libqrencode. */
#ifndef UI_QR_H
#define UI_QR_H

#include "ui/canvas.h"

#include "base/attr.h"
#include "base/err.h"

struct qr;

/* Encodes the text at error level L. ERR_LIMIT when it is too long for any
 * QR code. The caller frees it with qr_free. */
MUST_USE enum err qr_new(struct qr **out, const char *text);
/* NULL is accepted. */
void qr_free(struct qr *qr);
/* Cells with a quiet zone of `margin` modules (4, at the least 2). */
int qr_width(const struct qr *qr, int margin);
/* Rows: two modules each. */
int qr_height(const struct qr *qr, int margin);
/* Draws it; the set must have half blocks (not GLYPHS_ASCII). */
void qr_draw(const struct qr *qr, struct canvas *canvas, int x, int y,
             int margin);

#endif
