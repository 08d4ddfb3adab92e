/* How the things that a screen says flow into lines of large print. */
#ifndef UI_LARGE_FLOW_H
#define UI_LARGE_FLOW_H

#include "ui/large.h"

/* A stretch of one line: columns and width are counted in letters. */
struct piece {
    size_t item;
    const char *text;
    size_t size;
    int line, column, width;
    bool is_key; /* the cap of a key, not its word */
};

struct flow {
    struct piece *pieces;
    size_t count, room;
    int width; /* of a line, in letters */
    int line, column;
    int block, block_lines; /* where the drawing stands */
};

/* Lays the items out in lines of so many letters, with some lines left free
 * for a drawing before the first target; the caller ends with flow_clear. */
void flow_fill(struct flow *flow, int width, int block_lines,
               const struct item *items, size_t count);
/* Frees the pieces. */
void flow_clear(struct flow *flow);
/* How many lines there are. */
int flow_lines(const struct flow *flow);

#endif
