#include "ui/qr.h"

#include "base/buf.h"
#include "base/mem.h"

#include <qrencode.h>
#include <stdlib.h>

struct qr {
    QRcode *code;
    char *text;
    int margin;
};

/* What is tried, best first. Cameras want four modules of white; two are read
 * as well where nothing else is near. */
static const struct {
    QRecLevel level;
    int margin;
} WAYS[] = {{QR_ECLEVEL_M, 4}, {QR_ECLEVEL_L, 4}, {QR_ECLEVEL_L, 2}};

struct qr *qr_new(const char *text, int width, int height)
{
    for (size_t i = 0; i < COUNT_OF(WAYS); i++) {
        QRcode *code =
            QRcode_encodeString(text, 0, WAYS[i].level, QR_MODE_8, 1);
        struct qr qr = {.code = code, .margin = WAYS[i].margin};
        if (!code || qr_width(&qr) > width || qr_height(&qr) > height) {
            QRcode_free(code);
            continue;
        }
        qr.text = xstrdup(text);
        struct qr *out = xcalloc(1, sizeof *out);
        *out = qr;
        return out;
    }
    return NULL;
}

void qr_free(struct qr *qr)
{
    if (!qr)
        return;
    QRcode_free(qr->code);
    free(qr->text);
    free(qr);
}

const char *qr_text(const struct qr *qr)
{
    return qr->text;
}

int qr_width(const struct qr *qr)
{
    return qr->code->width + 2 * qr->margin;
}

int qr_height(const struct qr *qr)
{
    return (qr_width(qr) + 1) / 2;
}

static bool is_light(const struct qr *qr, int x, int y)
{
    int size = qr->code->width;
    if (x < 0 || y < 0 || x >= size || y >= size)
        return true;
    return !(qr->code->data[y * size + x] & 1);
}

void qr_draw(const struct qr *qr, struct canvas *canvas, int x, int y)
{
    static const char *const HALVES[] = {" ", "▄", "▀", "█"};
    int size = qr->code->width, margin = qr->margin;
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
