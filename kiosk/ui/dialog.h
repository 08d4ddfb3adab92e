/* A framed question over the screen: the idle warning, "erase and end?". */
#ifndef UI_DIALOG_H
#define UI_DIALOG_H

#include "ui/cap.h"

struct dialog {
    const char *title;
    const char *text; /* paragraphs parted by '\n' */
    int part, whole;  /* a bar of what is left; whole 0: none */
    const char *bar_text;
    const char *after; /* what happens then */
    const struct cap *caps;
    int caps_count;
};

/* Drawn in the middle of the area, which it fills on a small page. */
void dialog_draw(const struct dialog *dialog, struct canvas *canvas,
                 struct rack *rack, struct rect area);

#endif
