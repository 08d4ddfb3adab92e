#include "ui/cursor.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* More bytes than that a step at a time are never the shortest way. */
enum { FAR = 6 };

void cursor_init(struct cursor *c, const struct terminfo *terminfo)
{
    *c = (struct cursor){.terminfo = terminfo};
    buf_init(&c->by_rows, 0);
    buf_init(&c->flat, 0);
    cursor_forget(c);
}

void cursor_clear(struct cursor *c)
{
    buf_clear(&c->by_rows);
    buf_clear(&c->flat);
}

void cursor_forget(struct cursor *c)
{
    c->x = c->y = CURSOR_UNKNOWN;
}

static void repeat(struct buf *out, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        buf_puts(out, text);
}

/* Up or down within the column; false when one cannot. */
static bool by_row(const struct terminfo *t, int from, int to, struct buf *out)
{
    const char *step =
        terminfo_sequence(t, to > from ? SEQUENCE_DOWN : SEQUENCE_UP);
    int steps = abs(to - from);

    if (steps == 0)
        return true;
    if (*step && steps * (int)strlen(step) <= FAR)
        repeat(out, step, steps);
    else if (terminfo_has(t, FORM_ROW))
        terminfo_print(t, FORM_ROW, to, 0, out);
    else
        return false;
    return true;
}

/* Left or right within the row; false when one cannot. */
static bool by_column(const struct terminfo *t, int from, int to,
                      struct buf *out)
{
    const char *left = terminfo_sequence(t, SEQUENCE_LEFT);

    if (to == from)
        return true;
    if (to == 0)
        buf_putc(out, '\r');
    else if (to < from && *left && from - to <= FAR / (int)strlen(left))
        repeat(out, left, from - to);
    else if (to > from && terminfo_has(t, FORM_RIGHT))
        terminfo_print(t, FORM_RIGHT, to - from, 0, out);
    else if (terminfo_has(t, FORM_COLUMN))
        terminfo_print(t, FORM_COLUMN, to, 0, out);
    else
        return false;
    return true;
}

/* From where it is; false where that is not known or there is no such way. */
static bool by_steps(struct cursor *c, int x, int y)
{
    buf_reset(&c->by_rows);
    return c->x != CURSOR_UNKNOWN &&
           by_row(c->terminfo, c->y, y, &c->by_rows) &&
           by_column(c->terminfo, c->x, x, &c->by_rows);
}

void cursor_move(struct cursor *c, int x, int y, struct buf *out)
{
    if (c->x == x && c->y == y)
        return;
    bool steps = by_steps(c, x, y);
    const struct buf *best = &c->by_rows;
    /* The other way is made only where it may be the shorter one. */
    if (!steps || best->size >= terminfo_place_size(c->terminfo)) {
        buf_reset(&c->flat);
        terminfo_print(c->terminfo, FORM_PLACE, x, y, &c->flat);
        if (!steps || c->flat.size <= best->size)
            best = &c->flat;
    }
    buf_add(out, best->data, best->size);
    c->x = x;
    c->y = y;
}
