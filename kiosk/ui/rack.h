/* The rack: all that one can tap, press or walk to on the present screen.
 * Drawing a widget hangs its targets here; then the rack alone knows what an
 * input means. Press shows, release on the same target acts, dragging away
 * cancels; the same tap or key again within the guard time is ignored. */
#ifndef UI_RACK_H
#define UI_RACK_H

#include "ui/patch.h"
#include "ui/canvas.h"
#include "ui/input.h"

#include "base/attr.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct picture;

/* Ids below TARGET_FIRST are pad keys and stand for themselves: '0', '#'; a
 * chord's id is its letter, and acts only where it is hung: what a screen does
 * not show cannot be pressed. */
enum { TARGET_NONE = 0, TARGET_FIRST = 256, RACK_MAX = 120 };

/* What is different about a target while it has the focus, where that is no
 * more than the looks of a few cells (ui/light.h). The area holds all of them;
 * an empty one: it is drawn otherwise. */
struct glow {
    struct rect area, cap, key; /* the cap, and on it the key, are restyled */
    uint8_t style, key_style, sign_style;
    bool has_sign; /* GLYPH_FOCUS, above all else */
    int sign_x, sign_y;
};

enum { LIGHT_CELLS = 18 };

struct target {
    struct rect area;
    int id;
    char key;               /* the character that acts on it, or 0 */
    bool starred;           /* the key acts only after '*' (number screens) */
    bool typing;            /* types a letter: its guard is shorter */
    bool counting;          /* counts taps: it has no guard */
    bool chosen;            /* it is the answer, or part of it */
    bool aside;             /* tapped only: the focus passes over it */
    int cursor_x, cursor_y; /* where the terminal's cursor rests on focus */
    const struct picture *picture; /* beside its words; NULL: none */
    struct glow glow;
};

struct rack {
    struct target targets[RACK_MAX];
    size_t said[RACK_MAX]; /* offsets of what is said of each, in words */
    size_t count;
    struct buf words;
    struct patches patches; /* what the targets look like */
    int focus;              /* id, or TARGET_NONE */
    bool is_tied;           /* more than its light depends on the focus */
    struct {
        int id; /* of the target that it is on, TARGET_NONE: of none */
        struct rect area;
        struct cell under[LIGHT_CELLS];
    } light;
    int pressed;    /* id under the finger, or TARGET_NONE */
    bool star;      /* '*' was pressed and waits for its digit */
    bool types;     /* the last input was a letter for the screen */
    bool pad_moves; /* set by a screen: 2 4 6 8 walk and 5 chooses */
    int mark;       /* set by drawing: the id of the row on which a list of its
                       own focus has it; speech follows it */
    bool free_keys; /* set by a screen: arrows and Enter come as ACT_NAV */
    bool all_typed; /* set by a screen: no character acts, all are typed */
    bool breaks;    /* set by a screen: Enter after a letter is a letter */
    int enter;      /* set by a screen: the id that Enter chooses once a letter
                       was typed; 0: what has the focus, as ever */
    int guard_ms, typing_guard_ms;
    int repeat_ms; /* how long a key is held until it repeats; 0: at once */
    struct rack_held {
        int64_t since_ms, seen_ms; /* of its first press, of its last */
        struct input input;
    } held;
    bool mirrored;
    int width;
    struct rack_last {
        int64_t at_ms;
        int x, y; /* of the last tap */
        char key; /* of the last key, 0: it was a tap */
    } last;
};

enum act_kind {
    ACT_NONE,   /* nothing to do */
    ACT_REDRAW, /* focus or pressed state changed */
    ACT_TARGET, /* id was chosen: by tap, key or Enter */
    ACT_TEXT,   /* a character that is no target's key */
    ACT_NAV,    /* a key that the rack does not use itself: Backspace... */
};

struct act {
    enum act_kind kind;
    int id;
    enum nav nav;
    char text[8];
};

/* An empty rack with guards of 500 and 150 ms. */
void rack_init(struct rack *rack);
/* Frees what the rack holds. */
void rack_clear(struct rack *rack);
/* Before each drawing: forgets the targets, keeps focus and guard. */
void rack_begin(struct rack *rack, const struct canvas *canvas);
/* Hangs one target; say is what speech says of it (copied, may be NULL). */
void rack_add(struct rack *rack, const struct target *target, const char *say);
/* Adds to what is said of the target hung last; NULL or "" adds nothing. */
void rack_say_also(struct rack *rack, const char *before, const char *text);
/* After drawing. True when the focus was on nothing and went to the first
 * target: the screen is to be drawn once more. */
bool rack_end(struct rack *rack);

/* Moves the focus to an id, that may be drawn later. */
void rack_focus(struct rack *rack, int id);
/* Whether the focus is on that id; what is drawn then depends on it, and is
 * drawn anew when it moves. */
bool rack_has_focus(struct rack *rack, int id);
/* Whether a finger is on it. */
bool rack_is_pressed(const struct rack *rack, int id);
/* The target of that id, or NULL. */
const struct target *rack_find(const struct rack *rack, int id);
/* What is said of a target; "" when nothing is. */
const char *rack_say(const struct rack *rack, int id);

/* The same of the target at that place of the rack. */
const char *rack_said(const struct rack *rack, size_t index);

/* What an input means now. The clock is the caller's, in milliseconds. */
struct act rack_input(struct rack *rack, const struct input *input,
                      int64_t now_ms);

#endif
