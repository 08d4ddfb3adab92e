/* Keyboards on the screen: letters of a language, and a pad of digits. */
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
    bool signs; /* digits and punctuation instead of letters */
    const struct keyboard_words *words;
};

/* Rows that the keyboard takes at best: 4 of 3, or of 1 on the small grid. */
void keyboard_draw(const struct keyboard *keyboard, struct canvas *canvas,
                   struct rack *rack, struct rect area);
/* Types, erases, shifts. False when the act was not for the keyboard;
 * *refused is set when the text is full. */
bool keyboard_act(struct keyboard *keyboard, const struct act *act,
                  struct field *field, bool *refused);

/* The pad of digits for numbers. */
struct pad {
    bool decimal; /* with a decimal point */
    bool negative;
    const char *word_erase, *word_clear;
};

/* 1 to 9, erase, 0, clear, with point or sign where asked. */
void pad_draw(const struct pad *pad, struct canvas *canvas, struct rack *rack,
              struct rect area);
/* As keyboard_act. */
bool pad_act(const struct pad *pad, const struct act *act, struct field *field,
             bool *refused);

#endif
