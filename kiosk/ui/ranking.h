/* Putting things in order: the first tapped is the first; tapped again, it
 * leaves the order and the rest moves up. */
#ifndef UI_RANKING_H
#define UI_RANKING_H

#include "ui/list.h"

#include <stddef.h>

enum { RANKING_MAX = 64 };

struct ranking {
    struct list list; /* filled by the caller: many, at most RANKING_MAX */
    size_t order[RANKING_MAX];  /* indices, best first */
    size_t count;               /* how many have a place */
    char marks[RANKING_MAX][8]; /* "[1]" as shown */
};

/* Draws the choices in rows with their places and hangs them on the rack. */
void ranking_draw(struct ranking *ranking, struct canvas *canvas,
                  struct rack *rack, struct rect area, int slot_height);
/* As list_act; LIST_CHANGED when the order changed. */
enum list_outcome ranking_act(struct ranking *ranking, struct rack *rack,
                              const struct act *act, int64_t now_ms);

#endif
