/* A canvas as text, for golden files and for those who print pages. */
#include "ui/canvas.h"

#include "base/buf.h"

#include <string.h>

static void trim(struct buf *out, size_t from)
{
    while (out->size > from && out->data[out->size - 1] == ' ')
        buf_truncate(out, out->size - 1);
}

static void dump_line(const struct canvas *c, int y, struct buf *out)
{
    size_t start = out->size;
    for (int x = 0; x < canvas_width(c); x++)
        buf_puts(out, canvas_cell_text(c, canvas_cell(c, x, y)));
    trim(out, start);
    buf_putc(out, '\n');
}

char *canvas_dump(const struct canvas *c)
{
    struct buf out;
    buf_init(&out, 0);
    for (int y = 0; y < canvas_height(c); y++)
        dump_line(c, y, &out);
    return buf_steal(&out);
}

static char style_letter(const struct cell *cell)
{
    static const char LETTERS[ROLE_COUNT + 1] = "tmaswefcq";
    int style = cell->style;
    if (style & STYLE_REVERSE)
        return '*';
    char letter = LETTERS[style & STYLE_ROLE];
    if (style & STYLE_SURFACE)
        return (char)(letter - 'a' + 'A');
    return letter == 't' && strcmp(cell->text, " ") == 0 ? ' ' : letter;
}

char *canvas_dump_styles(const struct canvas *c)
{
    struct buf out;
    buf_init(&out, 0);
    for (int y = 0; y < canvas_height(c); y++) {
        dump_line(c, y, &out);
        size_t start = out.size;
        bool plain = true;
        for (int x = 0; x < canvas_width(c); x++) {
            char letter = style_letter(canvas_cell(c, x, y));
            plain = plain && (letter == 't' || letter == ' ');
            buf_putc(&out, letter);
        }
        if (plain)
            buf_truncate(&out, start);
        trim(&out, start);
        if (!plain)
            buf_putc(&out, '\n');
    }
    return buf_steal(&out);
}
