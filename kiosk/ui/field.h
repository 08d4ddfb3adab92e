/* A text being written: edited by grapheme, bounded, with undo. */
#ifndef UI_FIELD_H
#define UI_FIELD_H

#include "ui/canvas.h"
#include "ui/input.h"
#include "ui/rack.h"

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

enum { FIELD_UNDO = 32 };

struct field {
    char *text;
    size_t cursor; /* byte offset between two graphemes */
    size_t limit;  /* graphemes */
    bool secret;   /* shown as dots */
    bool numbers;  /* several, read from left to right on every page */
    struct field_state {
        char *text;
        size_t cursor;
    } undo[FIELD_UNDO];
    size_t undo_count;
};

/* An empty text of at most limit graphemes. */
void field_init(struct field *field, size_t limit);
/* Frees the text and what undo remembers. */
void field_clear(struct field *field);
/* Replaces the text (cut to the limit), cursor at its end, undo forgotten. */
void field_set(struct field *field, const char *text);
/* Types a character or more; false when it would be too long. A combining
 * mark joins the grapheme before it. */
bool field_insert(struct field *field, const char *text);
/* Takes away the grapheme before the cursor. */
bool field_erase(struct field *field);
/* Takes away everything. */
bool field_erase_all(struct field *field);
/* Backspace, Delete, Left, Right, Home, End; false for other keys. */
bool field_key(struct field *field, enum nav key);
/* As it was before the last change; false when there is none. */
bool field_undo(struct field *field);
/* Graphemes written. */
size_t field_count(const struct field *field);
/* How one sees where the next letter goes. */
enum caret {
    CARET_NONE,
    CARET_DRAWN,  /* a coloured cell; the terminal's cursor is elsewhere */
    CARET_CURSOR, /* the terminal's cursor: two bytes a letter, not forty */
};

/* A framed box with the end of the text and the caret. */
void field_draw(const struct field *field, struct canvas *canvas,
                struct rect area, enum caret caret);
/* The caret of a field beside keys on the screen: whoever types needs it most,
 * whoever walks among the keys needs the cursor there. */
enum caret field_caret(struct rack *rack);

#endif
