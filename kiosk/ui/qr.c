#include "ui/qr.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

struct qr {
    QRcode *code;
};

enum err qr_new(struct qr **out, const char *text)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
    if (!code) {
        log_error("%zu bytes do not fit a QR code: %s", strlen(text),
                  strerror(errno));
        return ERR_LIMIT;
    }
    *out = xcalloc(1, sizeof **out);
    (*out)->code = code;
    return ERR_NONE;
}

void qr_free(struct qr *qr)
{
    if (!qr)
        return;
    QRcode_free(qr->code);
    free(qr);
}

int qr_width(const struct qr *qr, int margin)
{
    return qr->code->width + 2 * margin;
}

int qr_height(const struct qr *qr, int margin)
{
    return (qr_width(qr, margin) + 1) / 2;
}

static bool is_light(const struct qr *qr, int x, int y)
{
    int size = qr->code->width;
    if (x < 0 || y < 0 || x >= size || y >= size)
        return true;
    return !(qr->code->data[y * size + x] & 1);
}

void qr_draw(const struct qr *qr, struct canvas *canvas, int x, int y,
             int margin)
{
    static const char *const HALVES[] = {" ", "▄", "▀", "█"};
    int size = qr->code->width;
    for (int top = -margin; top < size + margin; top += 2) {
        struct buf line;
        buf_init(&line, 0);
        for (int column = -margin; column < size + margin; column++)
            buf_puts(&line, HALVES[is_light(qr, column, top) * 2 +
                                   is_light(qr, column, top + 1)]);
        canvas_art(canvas, x, y++, ROLE_QR, buf_text(&line));
        buf_clear(&line);
    }
}
