/* Where the terminal's cursor stands, and the shortest way to elsewhere. */
#ifndef UI_CURSOR_H
#define UI_CURSOR_H

#include "ui/terminfo.h"

#include "base/buf.h"

enum { CURSOR_UNKNOWN = -1 };

struct cursor {
    const struct terminfo *terminfo;
    int x, y;                 /* CURSOR_UNKNOWN both, or neither */
    struct buf by_rows, flat; /* two ways to a place, to be compared */
};

/* Unknown, on a terminal of that kind. */
void cursor_init(struct cursor *cursor, const struct terminfo *terminfo);
/* Frees what it keeps. */
void cursor_clear(struct cursor *cursor);
/* It may stand anywhere now. */
void cursor_forget(struct cursor *cursor);
/* Appends what moves it to a cell. */
void cursor_move(struct cursor *cursor, int x, int y, struct buf *out);

#endif
