/* The keyboard on the screen: the letters of a language, in easy reach. */
#ifndef UI_KEYBOARD_H
#define UI_KEYBOARD_H

#include "ui/field.h"
#include "ui/rack.h"

#include <stdbool.h>

enum { TARGET_KEYBOARD = TARGET_FIRST };

struct keyboard_words {
    const char *erase, *undo, *capitals, *signs, *letters, *space;
};

enum shift { SHIFT_NONE, SHIFT_ONCE, SHIFT_LOCK };

struct keyboard {
    const char *language; /* es, en, fr, pt, ar; others as en */
    enum shift shift;
    bool lines; /* several may be written: a key begins the next one */
    bool signs; /* digits and punctuation instead of letters */
    bool pad;   /* a 12-key pad drives it: 1 erases, 3 is a space, 7 capitals,
                   9 signs; set pad_moves of the rack as well. A letter typed
                   ends it */
    const struct keyboard_words *words;
};

/* Four rows of keys, best three cells high; one each on the small grid. */
void keyboard_draw(const struct keyboard *keyboard, struct canvas *canvas,
                   struct rack *rack, struct rect area);
/* Types, erases, shifts. False when the act was not for the keyboard;
 * *refused is set when the text is full. */
bool keyboard_act(struct keyboard *keyboard, const struct act *act,
                  struct field *field, bool *refused);

#endif
