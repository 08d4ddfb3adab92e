#include "ui/qr.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/qrcode.h"

#include <stdlib.h>

struct qr {
    struct qrcode *code;
    char *text;
    int margin;
};

/* What is tried, best first. Cameras want four modules of white; two are read
 * as well where nothing else is near. */
static const struct {
    enum qrcode_level level;
    int margin;
} WAYS[] = {{QRCODE_M, 4}, {QRCODE_L, 4}, {QRCODE_L, 2}};

struct qr *qr_new(const char *text, int width, int height)
{
    for (size_t i = 0; i < COUNT_OF(WAYS); i++) {
        struct qrcode *code;
        if (qrcode_new(&code, text, WAYS[i].level))
            continue;
        struct qr qr = {.code = code, .margin = WAYS[i].margin};
        if (qr_width(&qr) > width || qr_height(&qr) > height) {
            qrcode_free(code);
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
    qrcode_free(qr->code);
    free(qr->text);
    free(qr);
}

const char *qr_text(const struct qr *qr)
{
    return qr->text;
}

int qr_width(const struct qr *qr)
{
    return qrcode_size(qr->code) + 2 * qr->margin;
}

int qr_height(const struct qr *qr)
{
    return (qr_width(qr) + 1) / 2;
}

static bool is_light(const struct qr *qr, int x, int y)
{
    return !qrcode_is_dark(qr->code, x, y);
}

void qr_draw(const struct qr *qr, struct canvas *canvas, int x, int y)
{
    static const char *const HALVES[] = {" ", "▄", "▀", "█"};
    int size = qrcode_size(qr->code), margin = qr->margin;
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
