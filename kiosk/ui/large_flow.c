#include "ui/large_flow.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* From this many letters a line on, words stand beside the keys' column. */
enum { WIDE = 16 };

static bool is_target(const struct item *item)
{
    return item->kind == ITEM_TARGET || item->kind == ITEM_KEY;
}

static void add(struct flow *f, const struct piece *piece)
{
    if (f->count == f->room) {
        f->room = f->room ? f->room * 2 : 64;
        f->pieces = xreallocarray(f->pieces, f->room, sizeof *f->pieces);
    }
    f->pieces[f->count++] = *piece;
}

static void begin_line(struct flow *f)
{
    if (f->column > 0)
        f->line++;
    f->column = 0;
}

/* Wraps a text behind what stands on the line; its further lines begin at
 * the column `hang`. */
static void add_text(struct flow *f, size_t item, const char *text, int hang)
{
    size_t at = 0, size = strlen(text);

    if (f->column >= f->width) {
        f->line++;
        f->column = hang;
    }
    int first = f->width - f->column, room = f->width - hang;
    while (at < size) {
        struct text_line line;
        text_wrap(text + at, first > 0 ? first : 1, &line, 1);
        add(f, &(struct piece){.item = item,
                               .text = line.start,
                               .size = line.size,
                               .line = f->line,
                               .column = f->column,
                               .width = line.width});
        f->column += line.width ? line.width : 1;
        at = (size_t)(line.start - text) + line.size;
        at += strspn(text + at, " \n");
        if (at < size) {
            f->line++;
            f->column = hang;
            first = room;
        }
    }
}

/* A place for the focus' mark, the key, a blank, the words. */
static void add_target(struct flow *f, size_t item, const struct item *it)
{
    int key = (int)strlen(it->key);

    begin_line(f);
    f->column = 1;
    if (key)
        add(f,
            &(struct piece){item, it->key, (size_t)key, f->line, 1, key, true});
    f->column += key + (key > 0);
    int hang = f->width >= WIDE ? f->column : 1;
    add_text(f, item, it->text, hang);
    begin_line(f);
}

/* Keys stand side by side, each with a place for the focus' mark. */
static void add_key(struct flow *f, size_t item, const struct item *it)
{
    int width = text_width(it->text);

    if (f->column + width + 1 > f->width)
        begin_line(f);
    f->column++;
    if (width >= f->width) {
        add_text(f, item, it->text, 1);
        return;
    }
    add(f, &(struct piece){item, it->text, strlen(it->text), f->line, f->column,
                           width, true});
    f->column += width;
}

static void add_drawing(struct flow *f, size_t item, int lines)
{
    begin_line(f);
    if (lines == 0 || f->drawings_count == LARGE_DRAWINGS)
        return;
    f->items[f->drawings_count] = item;
    f->drawings[f->drawings_count++] = (struct large_drawing){f->line, lines};
    f->line += lines;
}

void flow_fill(struct flow *f, int width, int lead_lines,
               const struct item *items, size_t count)
{
    bool is_before = true; /* the targets */

    *f = (struct flow){.width = width};
    for (size_t i = 0; i < count; i++) {
        if (is_before && is_target(&items[i])) {
            is_before = false;
            add_drawing(f, FLOW_LEAD, lead_lines);
        }
        if (items[i].kind == ITEM_KEY) {
            if (i > 0 && items[i - 1].kind != ITEM_KEY)
                begin_line(f);
            add_key(f, i, &items[i]);
            continue;
        }
        add_drawing(f, i, items[i].drawing_lines);
        if (is_target(&items[i]))
            add_target(f, i, &items[i]);
        else
            add_text(f, i, items[i].text, 0);
    }
    if (is_before)
        add_drawing(f, FLOW_LEAD, lead_lines);
    begin_line(f);
}

void flow_clear(struct flow *f)
{
    free(f->pieces);
    *f = (struct flow){0};
}

int flow_lines(const struct flow *f)
{
    int last = f->count ? f->pieces[f->count - 1].line + 1 : 0;
    const struct large_drawing *below = f->drawings + f->drawings_count - 1;
    int end = f->drawings_count ? below->line + below->lines : 0;

    return last > end ? last : end;
}
