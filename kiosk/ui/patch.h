/* Patches: cells kept from one drawing of a page to the next. On most inputs
 * all widgets but one or two draw what they drew before: they put it back
 * instead of measuring, wrapping and framing it again. */
#ifndef UI_PATCH_H
#define UI_PATCH_H

#include "ui/canvas.h"

#include <stdbool.h>
#include <stdint.h>

struct patch;

/* Zeroed, there are none. */
struct patches {
    struct patch *before;     /* of the page drawn last, those not used again */
    struct patch *now, *last; /* of the page being drawn, in order */
    struct patch *spare;      /* memory of some that were forgotten */
};

/* A page begins: what the last one did not draw is forgotten. */
void patches_begin(struct patches *patches);
/* Frees them all. */
void patches_clear(struct patches *patches);

/* The start of a key: how the canvas draws, and where. A key must hold all
 * that the cells of its patch depend on. */
uint64_t patch_key(const struct canvas *canvas, struct rect area);
/* The key with a text (or NULL) or a number in it. */
uint64_t patch_key_text(uint64_t key, const char *text);
/* See patch_key_text. */
uint64_t patch_key_number(uint64_t key, uint64_t number);

/* Puts the patch of that key back; false when the last page had none. */
bool patches_put(struct patches *patches, struct canvas *canvas,
                 struct rect area, uint64_t key);
/* Keeps what was just drawn in the area under that key. */
void patches_keep(struct patches *patches, const struct canvas *canvas,
                  struct rect area, uint64_t key);

#endif
