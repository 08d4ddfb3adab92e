/* The light of the focus on caps: it is put on what is already drawn and taken
 * off again, so that a walk from one to the next need not draw the page anew.
 */
#ifndef UI_LIGHT_H
#define UI_LIGHT_H

#include "ui/rack.h"

#include <stdbool.h>

/* Whether the focus is on that id, for whoever shows it by a light only. */
bool light_is_on(const struct rack *rack, int id);
/* Puts the light on a target that was just drawn without it, and the terminal's
 * cursor. */
void light_put(struct rack *rack, struct canvas *canvas,
               const struct target *target);
/* Takes it off again. False, and nothing is changed, where none is on the page
 * or where it has to go elsewhere and more depends on the focus. */
bool light_take(struct rack *rack, struct canvas *canvas);
/* Moves the light from one target of the page as it was last drawn to the one
 * that has the focus now. False, and nothing is changed, where more than the
 * cells of the two depends on the focus: then the page is to be drawn. */
bool light_move(struct rack *rack, struct canvas *canvas, int from);

#endif
