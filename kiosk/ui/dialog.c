#include "ui/dialog.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { FRAME_WIDTH = 64, BAR = 20, CAP_LARGE = 3, CAP_SMALL = 2 };

static int lines_of(const char *text, int width)
{
    return text && *text ? (int)text_wrap(text, width, NULL, 0) : 0;
}

static bool is_small(struct rect area)
{
    return area.width < FRAME_WIDTH || area.height < 18;
}

/* Rows of everything but the caps, and blanks between the parts. */
static int rows_of(const struct dialog *d, int width, int blank)
{
    int rows = lines_of(d->title, width) + blank;
    rows += lines_of(d->text, width) + blank;
    rows += (d->whole > 0 || d->bar_text) ? 1 : 0;
    return rows + lines_of(d->after, width) + blank;
}

static struct rect frame_of(const struct dialog *d, struct rect area)
{
    int rows = rows_of(d, FRAME_WIDTH - 8, 1) + CAP_LARGE + 3;
    if (rows > area.height)
        rows = area.height;
    return (struct rect){area.x + (area.width - FRAME_WIDTH) / 2,
                         area.y + (area.height - rows) / 2, FRAME_WIDTH, rows};
}

static int draw_bar(const struct dialog *d, struct canvas *canvas,
                    struct rect line)
{
    int style = ROLE_WARNING | STYLE_BOLD;
    int at = 0;
    if (d->bar_text)
        at = canvas_text(canvas, line.x, line.y, style, d->bar_text) + 2;
    int cells = d->whole > 0 ? BAR * d->part / d->whole : 0;
    for (int i = 0; i < cells && at + i < line.width; i++)
        canvas_text(canvas, line.x + at + i, line.y, style, GLYPH_FULL);
    return d->whole > 0 || d->bar_text ? 1 : 0;
}

static void advance(struct rect *place, int rows)
{
    place->y += rows;
    place->height -= rows;
}

static void draw_words(const struct dialog *d, struct canvas *canvas,
                       struct rect place, int blank)
{
    int used = canvas_wrap(canvas, place, 0, ROLE_ACCENT | STYLE_BOLD,
                           d->title ? d->title : "");
    advance(&place, used + blank);
    used = canvas_wrap(canvas, place, 0, ROLE_TEXT, d->text ? d->text : "");
    advance(&place, used + blank);
    advance(&place, draw_bar(d, canvas, place));
    if (d->after)
        canvas_wrap(canvas, place, 0, ROLE_TEXT, d->after);
}

static void draw_caps(const struct dialog *d, struct canvas *canvas,
                      struct rack *rack, struct rect row)
{
    for (int i = 0; i < d->caps_count; i++) {
        int x = row.width * i / d->caps_count;
        int end = row.width * (i + 1) / d->caps_count;
        struct rect place = {row.x + x, row.y, end - x - 1, row.height};
        cap_draw(canvas, rack, place, &d->caps[i]);
    }
}

void dialog_draw(const struct dialog *d, struct canvas *canvas,
                 struct rack *rack, struct rect area)
{
    bool small = is_small(area);
    struct rect frame = small ? area : frame_of(d, area);
    int margin = small ? 1 : 3;
    int cap = small ? CAP_SMALL : CAP_LARGE;
    int blank = !small || rows_of(d, area.width - 2, 1) + cap <= area.height;
    canvas_fill(canvas, frame, ROLE_TEXT);
    if (!small)
        canvas_box(canvas, frame, ROLE_ACCENT);
    int top = small ? 0 : 2;
    struct rect place = {frame.x + margin, frame.y + top,
                         frame.width - 2 * margin,
                         frame.height - top - cap - (small ? 0 : 1)};
    draw_words(d, canvas, place, blank);
    struct rect row = {frame.x + margin - 1,
                       frame.y + frame.height - cap - (small ? 0 : 1),
                       frame.width - 2 * margin + 2, cap};
    draw_caps(d, canvas, rack, row);
}
