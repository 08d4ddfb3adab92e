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
    struct large_drawing drawings[LARGE_DRAWINGS];
    size_t items[LARGE_DRAWINGS]; /* that they belong to, see FLOW_LEAD */
    int drawings_count;
};

/* The drawing that belongs to the page, before its first target. */
#define FLOW_LEAD ((size_t)-1)

/* Lays the items out in lines of so many letters, with some lines left free
 * for the lead drawing and those of items; the caller ends with flow_clear. */
void flow_fill(struct flow *flow, int width, int lead_lines,
               const struct item *items, size_t count);
/* Frees the pieces. */
void flow_clear(struct flow *flow);
/* How many lines there are. */
int flow_lines(const struct flow *flow);

#endif
