/* A key and its word: the slab with a key cap that every choice, command and
 * answer is drawn as. Three rows high, or two on the small grid. */
#ifndef UI_CAP_H
#define UI_CAP_H

#include "ui/canvas.h"
#include "ui/picture.h"
#include "ui/rack.h"

#include <stdbool.h>

struct cap {
    int id;
    const char *key;    /* what is on the cap: "1", "#", "←"; "" for none */
    char press;         /* the character that acts on it, or 0 */
    bool starred;       /* only after '*' */
    const char *sign;   /* of what it does, beside or below the key; or NULL */
    const char *mark;   /* before the label: "○", "[x]"; NULL for none */
    const char *label;  /* wrapped into the slab */
    const char *said;   /* in its place, aloud and in lines; NULL: the label */
    const char *note;   /* second line, muted; NULL for none */
    const char *state;  /* at the right end: "elegida"; NULL for none */
    const char *room;   /* a state that may come beside the label; or NULL */
    const char *detail; /* at the right end of the first row; NULL: none */
    const struct picture *picture; /* at the slab's end; NULL: none */
    int picture_width;             /* cells kept for it, over all rows */
    enum blocks blocks;            /* that it is drawn with */
    bool chosen;
    bool bare; /* on the page, without a slab: footers */
};

/* Draws the cap and hangs it on the rack; speech says label, key, state. */
void cap_draw(struct canvas *canvas, struct rack *rack, struct rect area,
              const struct cap *cap);
/* Draws the cap of a target again where it hangs, without the light of the
 * focus; it must have a slab. What is said of it stays until all is drawn. */
void cap_draw_again(struct canvas *canvas, const struct rack *rack,
                    struct target *target, const struct cap *cap);
/* Rows that label and note take in a slab of that width and kind. */
int cap_rows(const struct cap *cap, int width, bool small);

/* One of the footer's keys; label NULL leaves its place empty. */
struct footer_key {
    char key;          /* '0', '*', '8', '9', '#': also the target's id */
    const char *label; /* at most three short lines, parted by blanks */
    const char *shown; /* on the cap instead of the key, such as "←" */
    const char *sign;  /* of what it does, "→"; NULL: none */
    bool starred;
};

/* Draws the keys in places of equal width, each always in its own. */
void footer_draw(struct canvas *canvas, struct rack *rack, struct rect area,
                 const struct footer_key *keys, int count);

#endif
