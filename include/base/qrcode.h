/* QR codes as squares that are dark or light; the door to libqrencode. */
#ifndef BASE_QRCODE_H
#define BASE_QRCODE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

struct qrcode;

/* How much of it may be damaged: 7 or 15 of a hundred squares. */
enum qrcode_level { QRCODE_L, QRCODE_M };

/* Encodes the text. ERR_LIMIT when it is too long for any QR code of that
 * level. The caller frees it with qrcode_free. */
MUST_USE enum err qrcode_new(struct qrcode **out, const char *text,
                             enum qrcode_level level);
/* NULL is accepted. */
void qrcode_free(struct qrcode *code);
/* Squares on a side, without a quiet zone. */
int qrcode_size(const struct qrcode *code);
/* Whether a square is dark; all outside is light. */
bool qrcode_is_dark(const struct qrcode *code, int x, int y);

#endif
