/* What a person does at a terminal, read from its bytes. Whatever is not
 * understood (replies, unknown sequences, pastes) means nothing at all. */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum input_kind {
    INPUT_NONE,
    INPUT_TEXT,    /* one character: text */
    INPUT_KEY,     /* a key without a character: key */
    INPUT_CHORD,   /* Ctrl and a letter: text is the letter, small */
    INPUT_PRESS,   /* finger or left button down at x, y */
    INPUT_RELEASE, /* and up again */
    INPUT_RESIZE,  /* the window is now x by y cells */
    INPUT_TIMEOUT, /* nothing happened for as long as was asked */
    INPUT_OTHER,   /* one of the other descriptors is ready */
    INPUT_CLOSED,  /* the terminal is gone */
};

enum nav {
    NAV_NONE,
    NAV_UP,
    NAV_DOWN,
    NAV_LEFT,
    NAV_RIGHT,
    NAV_ENTER,
    NAV_ESCAPE,
    NAV_ERASE,  /* Backspace */
    NAV_DELETE, /* Delete */
    NAV_NEXT,   /* Tab */
    NAV_PREVIOUS,
    NAV_PAGE_UP,
    NAV_PAGE_DOWN,
    NAV_HOME,
    NAV_END,
};

/* One thing that happened. Cells count from 0. */
struct input {
    enum input_kind kind;
    enum nav key;
    char text[8]; /* UTF-8, one code point */
    int x, y;
    bool is_touch; /* from a panel: where, from 0 to 1 of its own scale */
    double touch_x, touch_y;
};

enum { INPUT_BUFFER_SIZE = 512 };

/* The bytes not yet understood. Zeroed, it is ready. */
struct input_parser {
    unsigned char bytes[INPUT_BUFFER_SIZE];
    size_t count;
    bool in_paste;
    bool in_string; /* OSC, DCS and the like: swallowed to their end */
    bool escape;    /* a lone ESC was settled */
    int byte_us;    /* what a byte takes on a serial line; 0: it is none */
};

/* Room for bytes that were read; 0 only until input_next took some out. */
size_t input_room(const struct input_parser *parser);
/* Adds bytes from the terminal, at most input_room of them. */
void input_feed(struct input_parser *parser, const void *bytes, size_t size);
/* Takes the next thing out; false when more bytes are needed. */
bool input_next(struct input_parser *parser, struct input *out);
/* How long to wait for the rest of what has begun before input_settle; -1
 * when nothing has. */
int input_patience_ms(const struct input_parser *parser);
/* Says that nothing came for a while: a lone ESC is the key, anything else
 * unfinished is dropped. */
void input_settle(struct input_parser *parser);

#endif
