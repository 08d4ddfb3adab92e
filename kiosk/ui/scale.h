/* A scale of a few steps side by side, with faces where wanted: 1 to 5, very
 * bad to very good. */
#ifndef UI_SCALE_H
#define UI_SCALE_H

#include "ui/rack.h"

#include <stdbool.h>

enum { SCALE_MAX = 11, TARGET_SCALE = TARGET_FIRST };

struct scale {
    int count;                    /* 2 to SCALE_MAX */
    int first;                    /* number on the first step: 1, or 0 */
    int step;                     /* between two numbers; 0 counts as 1 */
    const char *label[SCALE_MAX]; /* NULL or "": none */
    bool faces;                   /* only with five steps */
    bool stars;                   /* filled up to the step chosen */
    int chosen;                   /* index, or -1 */
    const char *word_chosen;
};

/* Draws the steps side by side and hangs them on the rack. */
void scale_draw(const struct scale *scale, struct canvas *canvas,
                struct rack *rack, struct rect area);
/* True when the act chose a step (the same again: none). */
bool scale_act(struct scale *scale, const struct act *act);
/* Whether the steps and their words fit side by side in that width; else use
 * a list. */
bool scale_fits(const struct scale *scale, int width);

#endif
