/* The letters with which a finger narrows a long list: only those with which a
 * word of what is left goes on, so that no tap leads nowhere. Private to the
 * list. */
#ifndef UI_LETTERS_H
#define UI_LETTERS_H

#include "ui/list.h"

enum { TARGET_LETTERS = TARGET_FIRST + (1 << 21) };

/* Draws the letters that may follow what is typed, below them the keys that
 * take one back and that show what is left. */
void letters_draw(const struct list *list, struct canvas *canvas,
                  struct rack *rack, struct rect area);
/* Takes a letter, or one back. The list is shown again when few items are
 * left, or when asked for. */
enum list_outcome letters_act(struct list *list, struct rack *rack,
                              const struct act *act);

#endif
