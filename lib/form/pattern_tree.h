/* A pattern as a tree, private to the patterns. */
#ifndef FORM_PATTERN_TREE_H
#define FORM_PATTERN_TREE_H

#include "base/err.h"
#include "set.h"

struct arena;

enum piece_kind {
    PIECE_EMPTY,
    PIECE_CHARS,  /* one character of a set */
    PIECE_BOTH,   /* a, then b */
    PIECE_EITHER, /* a or b */
    PIECE_REPEAT, /* a, from least to most times */
    PIECE_BORDER, /* matches no character, see enum border */
    PIECE_LOOK    /* a follows (or stands before), or does not */
};

enum border { BORDER_BEGIN, BORDER_END, BORDER_WORD, BORDER_NO_WORD };

enum { REPEAT_ENDLESS = -1 };

struct piece {
    enum piece_kind kind;
    struct piece *a, *b;
    struct range *ranges; /* of PIECE_CHARS, in the arena */
    size_t ranges_count;
    int least, most;
    enum border border;
    bool is_behind, is_negative;
};

/* Reads a pattern into the arena. ERR_FORMAT or ERR_LIMIT. */
MUST_USE enum err pattern_read(struct piece **out, struct arena *arena,
                               const char *pattern);

#endif
