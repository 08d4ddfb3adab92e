/* One finger on a touch panel, from the kernel's input events: panels that
 * tell fingers apart, simple panels, and the tablets of virtual machines.
 * Only the first finger counts. */
#ifndef UI_FINGER_H
#define UI_FINGER_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

/* The ends of a panel's scale. */
struct finger_axis {
    int32_t least, most;
};

enum { FINGER_SLOTS = 16 }; /* more hands than that reach no station */

struct finger {
    struct finger_axis x, y;
    bool tells_apart; /* the panel numbers its fingers */
    int slot;         /* the finger spoken of */
    int first;        /* the one that counts, -1: none */
    int counted;      /* the one that did last: where it was lifted */
    bool is_down, was_down, is_lost;
    /* Where each was last: the kernel says of a place only what is new, also
     * when another finger comes there later. */
    struct finger_place {
        int32_t x, y;
    } at[FINGER_SLOTS];
};

/* Put down or lifted, at a place from 0 to 1 of the panel's own scale. */
struct finger_touch {
    bool is_down;
    double x, y;
};

/* A panel with nobody's finger on it. */
void finger_init(struct finger *finger, struct finger_axis x,
                 struct finger_axis y, bool tells_apart);
/* What the kernel remembers from before, or after it dropped events: the place
 * of each slot, and lastly the slot spoken of. A simple panel has slot 0. */
void finger_recall(struct finger *finger, int slot, int32_t x, int32_t y);
/* Takes one event of linux/input.h; true when a finger was put down or
 * lifted. */
MUST_USE bool finger_take(struct finger *finger, unsigned type, unsigned code,
                          int32_t value, struct finger_touch *out);

#endif
