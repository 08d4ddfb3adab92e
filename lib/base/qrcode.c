#include "base/qrcode.h"

#include "base/mem.h"

#include <qrencode.h>
#include <stdlib.h>

struct qrcode {
    QRcode *code;
};

enum err qrcode_new(struct qrcode **out, const char *text,
                    enum qrcode_level level)
{
    QRcode *code = QRcode_encodeString(
        text, 0, level == QRCODE_M ? QR_ECLEVEL_M : QR_ECLEVEL_L, QR_MODE_8, 1);

    if (!code)
        return ERR_LIMIT;
    *out = xcalloc(1, sizeof **out);
    (*out)->code = code;
    return ERR_NONE;
}

void qrcode_free(struct qrcode *code)
{
    if (!code)
        return;
    QRcode_free(code->code);
    free(code);
}

int qrcode_size(const struct qrcode *code)
{
    return code->code->width;
}

bool qrcode_is_dark(const struct qrcode *code, int x, int y)
{
    int size = code->code->width;

    if (x < 0 || y < 0 || x >= size || y >= size)
        return false;
    return (code->code->data[y * size + x] & 1) != 0;
}
