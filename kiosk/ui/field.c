#include "ui/field.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void field_init(struct field *f, size_t limit)
{
    *f = (struct field){.text = xstrdup(""), .limit = limit};
}

static void forget_undo(struct field *f)
{
    while (f->undo_count > 0)
        free(f->undo[--f->undo_count].text);
}

void field_clear(struct field *f)
{
    forget_undo(f);
    free(f->text);
    *f = (struct field){0};
}

size_t field_count(const struct field *f)
{
    return text_count(f->text);
}

void field_set(struct field *f, const char *text)
{
    size_t size = 0;
    for (size_t n = 0; n < f->limit && text[size]; n++)
        size = text_next(text, size);
    char *copy = xstrndup(text, size);
    forget_undo(f);
    free(f->text);
    f->text = copy;
    f->cursor = size;
}

/* The oldest state makes room. */
static void remember(struct field *f)
{
    if (f->undo_count == FIELD_UNDO) {
        free(f->undo[0].text);
        memmove(f->undo, f->undo + 1, (FIELD_UNDO - 1) * sizeof f->undo[0]);
        f->undo_count--;
    }
    f->undo[f->undo_count++] =
        (struct field_state){xstrdup(f->text), f->cursor};
}

static void replace(struct field *f, size_t from, size_t to, const char *with)
{
    char *text = xasprintf("%.*s%s%s", (int)from, f->text, with, f->text + to);
    remember(f);
    free(f->text);
    f->text = text;
    f->cursor = from + strlen(with);
}

bool field_insert(struct field *f, const char *text)
{
    char *after = xasprintf("%.*s%s%s", (int)f->cursor, f->text, text,
                            f->text + f->cursor);
    bool fits = text_count(after) <= f->limit;
    free(after);
    if (fits)
        replace(f, f->cursor, f->cursor, text);
    return fits;
}

bool field_erase(struct field *f)
{
    if (f->cursor == 0)
        return false;
    replace(f, text_previous(f->text, f->cursor), f->cursor, "");
    return true;
}

bool field_erase_all(struct field *f)
{
    if (!*f->text)
        return false;
    replace(f, 0, strlen(f->text), "");
    return true;
}

static bool delete_next(struct field *f)
{
    size_t end = text_next(f->text, f->cursor);
    if (end == f->cursor)
        return false;
    replace(f, f->cursor, end, "");
    return true;
}

bool field_key(struct field *f, enum nav key)
{
    switch (key) {
    case NAV_ERASE:
        return field_erase(f);
    case NAV_DELETE:
        return delete_next(f);
    case NAV_LEFT:
        f->cursor = text_previous(f->text, f->cursor);
        return true;
    case NAV_RIGHT:
        f->cursor = text_next(f->text, f->cursor);
        return true;
    case NAV_HOME:
        f->cursor = 0;
        return true;
    case NAV_END:
        f->cursor = strlen(f->text);
        return true;
    default:
        return false;
    }
}

bool field_undo(struct field *f)
{
    if (f->undo_count == 0)
        return false;
    struct field_state *last = &f->undo[--f->undo_count];
    free(f->text);
    f->text = last->text;
    f->cursor = last->cursor;
    return true;
}

/* What is shown: the text itself, or as many dots. The cursor goes along. */
static char *shown(const struct field *f, size_t *cursor)
{
    *cursor = f->cursor;
    if (!f->secret)
        return xstrdup(f->text);
    struct buf dots;
    buf_init(&dots, 0);
    for (size_t at = 0; f->text[at]; at = text_next(f->text, at)) {
        if (at == f->cursor)
            *cursor = dots.size;
        buf_puts(&dots, "•");
    }
    if (!f->text[f->cursor])
        *cursor = dots.size;
    return buf_steal(&dots);
}

/* The line and column of a byte of a wrapped text. */
static void locate(const char *text, size_t at, const struct text_line *lines,
                   size_t count, int *line, int *column)
{
    *line = 0;
    *column = 0;
    for (size_t i = 0; i < count; i++) {
        size_t start = (size_t)(lines[i].start - text);
        if (start > at)
            return;
        *line = (int)i;
        *column = text_width_n(lines[i].start, at - start);
    }
    /* Behind a line break at the end there is no line yet. */
    if (at && text[at - 1] == '\n' && *column) {
        *line += 1;
        *column = 0;
    }
}

static void draw_caret(struct canvas *canvas, struct rect inside, int line,
                       int column, enum caret caret)
{
    int x = inside.x + column;
    if (x >= inside.x + inside.width)
        x = inside.x + inside.width - 1;
    if (caret == CARET_CURSOR)
        canvas_set_caret(canvas, x, inside.y + line);
    else if (caret == CARET_DRAWN)
        canvas_restyle(canvas, (struct rect){x, inside.y + line, 1, 1},
                       ROLE_FOCUS);
}

enum caret field_caret(struct rack *rack)
{
    rack->is_tied = true; /* a walk turns the caret into a mark */
    return rack->types ? CARET_CURSOR : CARET_DRAWN;
}

void field_draw(const struct field *f, struct canvas *canvas, struct rect area,
                enum caret caret)
{
    struct rect inside = {area.x + 2, area.y + 1, area.width - 4,
                          area.height - 2};
    if (area.height < 3)
        inside = (struct rect){area.x + 1, area.y, area.width - 2, area.height};
    if (inside.width < 2 || inside.height < 1)
        return;
    canvas_fill(canvas, area, ROLE_TEXT | STYLE_SURFACE);
    if (area.height >= 3)
        canvas_box(canvas, area, ROLE_ACCENT | STYLE_SURFACE);

    size_t cursor;
    char *text = shown(f, &cursor);
    if (f->numbers) {
        char *marked = xasprintf(GLYPH_LEFT_TO_RIGHT "%s", text);
        free(text);
        text = marked;
        cursor += strlen(GLYPH_LEFT_TO_RIGHT);
    }
    /* One column stays free for the cursor behind the last letter. */
    size_t count = text_wrap(text, inside.width - 1, NULL, 0);
    struct text_line *lines = xcalloc(count + 1, sizeof *lines);
    text_wrap(text, inside.width - 1, lines, count);
    int line, column;
    locate(text, cursor, lines, count, &line, &column);
    int first = line >= inside.height ? line - inside.height + 1 : 0;
    struct rect written = inside;
    written.width--;
    canvas_wrap(canvas, written, first, ROLE_TEXT | STYLE_SURFACE, text);
    draw_caret(canvas, inside, line - first, column, caret);
    free(lines);
    free(text);
}
