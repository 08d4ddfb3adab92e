/* The pad of digits for numbers, on the screen. */
#ifndef UI_PAD_H
#define UI_PAD_H

#include "ui/field.h"
#include "ui/rack.h"

#include <stdbool.h>

enum { TARGET_PAD = TARGET_FIRST };

struct pad {
    bool decimal;  /* with a decimal point */
    bool negative; /* a sign may be typed; its key stands beside the point */
    const char *word_erase, *word_clear;
};

/* 1 to 9, erase, 0, clear, with point or sign where asked. */
void pad_draw(const struct pad *pad, struct canvas *canvas, struct rack *rack,
              struct rect area);
/* Types and erases. False when the act was not for the pad; *refused is set
 * when the digit does not fit. */
bool pad_act(const struct pad *pad, const struct act *act, struct field *field,
             bool *refused);

#endif
