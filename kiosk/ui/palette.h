/* A theme in the colours that a terminal has: exact ones where its palette
 * can be changed or it takes RGB, else the nearest of 256, else a few fixed
 * ones in bold, else none at all. */
#ifndef UI_PALETTE_H
#define UI_PALETTE_H

#include "ui/theme.h"

#include <stdbool.h>

enum { PALETTE_STYLES = 128, PALETTE_PAIRS = 64, PALETTE_SLOTS = 32 };

/* What a terminal can do. */
struct palette_ability {
    int colours; /* 0: none */
    int pairs;
    bool changeable; /* colours can be redefined */
    bool direct;     /* a colour's number is its RGB value */
    bool console;    /* bold would change the colour */
};

struct palette_slot {
    int number;
    struct rgb rgb;
};

struct palette {
    struct palette_slot slots[PALETTE_SLOTS]; /* to be redefined */
    int slots_count;
    struct {
        int ink, paper;
    } pairs[PALETTE_PAIRS]; /* pair 0 is the terminal's own */
    int pairs_count;
    int pair[PALETTE_STYLES]; /* of each style */
    bool bold[PALETTE_STYLES];
    bool reverse[PALETTE_STYLES];
};

/* Works out all styles of a theme for such a terminal. */
void palette_make(struct palette *out, const struct theme *theme,
                  const struct palette_ability *ability);

#endif
