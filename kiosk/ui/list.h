/* A list of answers: one or several may be chosen. Few stand as caps in one
 * or two columns, or in as many as asked for; many are paged, and typed letters
 * find one or leave only those that hold them. */
#ifndef UI_LIST_H
#define UI_LIST_H

#include "ui/cap.h"

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct list_item {
    const char *label;
    const char *said; /* see struct cap */
    const char *note;
    const char *mark;              /* instead of the usual one, or NULL */
    const struct picture *picture; /* beside its words; NULL: none */
    bool chosen;
    bool hidden; /* does not hold the letters typed so far */
};

enum { TARGET_LIST = TARGET_FIRST, LIST_FOUND_SIZE = 32, LIST_MEASURES = 4 };
enum {
    TARGET_LIST_BACK = TARGET_FIRST + (1 << 20), /* beyond all items */
    TARGET_LIST_MORE,
    TARGET_LIST_SEARCH,
};
/* What parts the words of a label. */
#define LIST_GAPS " -'"
/* Columns: as many as the words leave room for. */
enum { LIST_PACKED = 8 };

/* Rows of the longest item in a slab of that width; none while rows is 0. */
struct list_measure {
    int width, rows;
    bool small;
};

/* The caller fills the upper part and owns the items; zero the rest. */
struct list {
    struct list_item *items;
    size_t count;
    bool many;    /* several may be chosen */
    size_t limit; /* how many at most; 0: all */
    bool narrows; /* typed letters hide what does not hold them */
    int columns; /* asked for: 1, some, LIST_PACKED; 0: one, or two if needed */
    bool plain;  /* commands: no marks, nothing stays chosen */
    const char *word_chosen, *word_back, *word_more;
    /* Of a list that narrows: a key that shows letters to tap, and theirs. */
    const char *word_search, *word_erase, *word_show;
    bool pad; /* a 12-key pad walks on them: 2 4 6 8, and 5 takes one */
    const struct cap *extra; /* one more cap after the last; NULL: none */
    bool fixed;         /* its words stay as they are: they are measured once */
    bool pictured;      /* some items may have pictures; then they are few */
    enum blocks blocks; /* that pictures are drawn with */
    bool crowded;       /* no pictures for which pages must be turned */

    size_t first;     /* of the page shown, among what is not hidden */
    size_t page_size; /* set by drawing */
    bool spells;      /* the letters are shown instead of the items */
    char typed[LIST_FOUND_SIZE];
    int64_t typed_at_ms;
    struct list_measure measured[LIST_MEASURES];
};

enum list_outcome {
    LIST_UNUSED,   /* the act was not for the list */
    LIST_CHANGED,  /* another choice */
    LIST_MOVED,    /* another page or focus */
    LIST_TOO_MANY, /* refused: take one away first */
    LIST_PICKED,   /* a command of a plain list: *picked is its index */
};

/* Draws the page that is shown; slot_height as in struct grid. */
void list_draw(struct list *list, struct canvas *canvas, struct rack *rack,
               struct rect area, int slot_height);
/* Draws again, on the page as it was last drawn, the items that were chosen or
 * are no longer, and moves the light to the focus. False where that is not all
 * that changed: then the page is to be drawn. */
bool list_touch_up(const struct list *list, struct canvas *canvas,
                   struct rack *rack);
/* Whether drawing it there shows pictures in its slabs. */
bool list_shows_pictures(struct list *list, struct rect area, int slot_height);
/* What the act does: toggles, turns the page, finds by typed letters. */
enum list_outcome list_act(struct list *list, struct rack *rack,
                           const struct act *act, int64_t now_ms,
                           size_t *picked);
/* Turns to the page that shows the item. Needs one drawing before. */
void list_reveal(struct list *list, size_t index);
/* How many are chosen. */
size_t list_chosen(const struct list *list);
/* Whether there are more pages than one. */
bool list_is_paged(const struct list *list);

#endif
