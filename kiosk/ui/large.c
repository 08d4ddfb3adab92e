#include "ui/large.h"

#include "ui/large_flow.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Cells of everything that is drawn. */
struct sheet {
    const struct large_look *look;
    struct canvas *canvas;
    struct rack *rack;
    const struct item *items;
    int letter, line; /* cells of a letter across, of a line down */
    int text_rows;    /* cells above the bar */
    int width;        /* of the window */
};

static int step_of(const struct large *large)
{
    return large->rows > 2 ? large->rows - 1 : large->rows;
}

static int last_first(const struct large *large)
{
    return large->lines > large->rows ? large->lines - large->rows : 0;
}

bool large_is_at_top(const struct large *large)
{
    return large->first <= 0;
}

bool large_is_at_end(const struct large *large)
{
    return large->first >= last_first(large);
}

static void keep_within(struct large *large)
{
    if (large->first > last_first(large))
        large->first = last_first(large);
    if (large->first < 0)
        large->first = 0;
}

static bool shows_drawing(const struct large *large,
                          const struct large_drawing *d)
{
    return d->line >= large->first &&
           d->line + d->lines <= large->first + large->rows;
}

/* Where a drawing would be cut, the page begins or ends with it; false where
 * that would be no step at all. */
static bool keep_whole(struct large *large, const struct large_drawing *d,
                       int before)
{
    int end = d->line + d->lines;
    bool is_in_part = d->line < large->first + large->rows &&
                      end > large->first && !shows_drawing(large, d);
    bool down = large->first > before;

    if (!is_in_part)
        return false;
    if (down && d->line > before)
        large->first = d->line;
    else if (!down && end - large->rows < before)
        large->first = end - large->rows;
    else
        return false;
    return true;
}

/* Going down, a page is cut short by the first drawing that it would cut at its
 * end; going up, by the last at its beginning. */
static void keep_drawings_whole(struct large *large, int before)
{
    bool down = large->first > before;
    int count = large->drawings_count;

    for (int i = 0; i < count; i++)
        if (keep_whole(large, &large->drawings[down ? i : count - 1 - i],
                       before))
            return;
}

void large_turn(struct large *large, bool down)
{
    int before = large->first;

    large->first += down ? step_of(large) : -step_of(large);
    keep_drawings_whole(large, before);
    keep_within(large);
}

bool large_turn_towards(struct large *large, const struct target *target)
{
    /* Of the words: a picture above them may be out of sight. */
    int y = target->cursor_y;
    bool above = y < 0, below = y >= large->height;

    large->seen = target->id;
    if (!above && !below)
        return false;
    int before = large->first;
    large_turn(large, below);
    return large->first != before;
}

void large_go_round(struct large *large, const struct target *target,
                    bool to_end)
{
    large->first = to_end ? last_first(large) : 0;
    large->seen = target->id;
}

static int style_of(const struct item *item, bool has_focus)
{
    static const int STYLES[] = {
        [ITEM_MESSAGE] = ROLE_ERROR | STYLE_BOLD,
        [ITEM_WHERE] = ROLE_MUTED,
        [ITEM_HEADING] = ROLE_TEXT | STYLE_BOLD,
        [ITEM_HINT] = ROLE_MUTED,
        [ITEM_TEXT] = ROLE_TEXT,
        [ITEM_NOTE] = ROLE_MUTED,
        [ITEM_TARGET] = ROLE_TEXT,
        [ITEM_KEY] = ROLE_ACCENT | STYLE_SURFACE,
    };

    return has_focus ? ROLE_FOCUS : STYLES[item->kind];
}

static const struct target *target_of(const struct sheet *s,
                                      const struct item *item)
{
    bool is_one = item->kind == ITEM_TARGET || item->kind == ITEM_KEY;

    return is_one ? &s->rack->targets[item->target] : NULL;
}

static int key_style(const struct target *target, int style)
{
    if (style == ROLE_FOCUS)
        return style;
    return target->chosen ? ROLE_CHOSEN : ROLE_ACCENT | STYLE_REVERSE;
}

/* Where a piece is, in cells of the layout; below 0 when it is above. */
static struct rect area_of(const struct sheet *s, const struct large *large,
                           const struct piece *p)
{
    return (struct rect){p->column * s->letter,
                         (p->line - large->first) * s->line,
                         p->width * s->letter, s->line};
}

/* What has the focus is marked over the whole width, once a line: the key may
 * be drawn already when its words are. */
static bool begins_line(const struct flow *f, const struct piece *p)
{
    return p == f->pieces || p[-1].line != p->line;
}

static void draw_piece(const struct sheet *s, const struct large *large,
                       const struct flow *f, const struct piece *p)
{
    const struct item *item = &s->items[p->item];
    const struct target *target = target_of(s, item);
    bool has_focus = target && rack_has_focus(s->rack, target->id);
    int style = style_of(item, has_focus);
    struct rect area = area_of(s, large, p);

    if (has_focus && item->kind == ITEM_TARGET && begins_line(f, p))
        canvas_fill(s->canvas, (struct rect){0, area.y, s->width, s->line},
                    style);
    if (p->is_key && target && item->kind == ITEM_TARGET)
        style = key_style(target, style);
    if (target && rack_is_pressed(s->rack, target->id))
        style ^= STYLE_REVERSE;
    canvas_fill(s->canvas, area, style);
    print_text(s->look->print, s->canvas, area.x, area.y, style, p->text,
               p->size);
}

/* The mark before the target in focus, and the cursor for Braille. */
static void mark_focus(const struct sheet *s, const struct piece *p,
                       struct rect area)
{
    const char *mark = canvas_is_mirrored(s->canvas)
                           ? glyph_mirrored(GLYPH_FOCUS)
                           : GLYPH_FOCUS;
    int style = s->items[p->item].kind == ITEM_KEY ? ROLE_ACCENT : ROLE_FOCUS;

    print_text(s->look->print, s->canvas,
               s->items[p->item].kind == ITEM_KEY ? area.x - s->letter : 0,
               area.y, style, mark, strlen(mark));
    canvas_set_cursor(s->canvas, area.x, area.y + (s->line - 1) / 2);
}

/* The first piece of an item's text gives its target the place. */
static void place_target(const struct sheet *s, const struct large *large,
                         const struct flow *f, size_t at)
{
    const struct piece *p = &f->pieces[at];
    const struct item *item = &s->items[p->item];
    struct target *target = &s->rack->targets[item->target];
    struct rect area = area_of(s, large, p);
    int last = p->line;

    for (size_t i = at; i < f->count && f->pieces[i].item == p->item; i++)
        last = f->pieces[i].line;
    target->cursor_x = area.x;
    target->cursor_y = area.y;
    /* A tap on its picture is meant for it. */
    int above = item->drawing_lines * s->line;
    if (rack_has_focus(s->rack, target->id) && area.y >= 0 &&
        area.y < s->text_rows)
        mark_focus(s, p, area);
    if (item->kind == ITEM_TARGET) {
        area.x = 0;
        area.width = s->width;
    } else {
        area.x -= s->letter;
        area.width += s->letter;
    }
    area.height = (last - p->line + 1) * s->line + above;
    area.y -= above;
    target->area = area;
}

static bool is_first_of_item(const struct flow *f, size_t at)
{
    return at == 0 || f->pieces[at - 1].item != f->pieces[at].item;
}

/* Scrolls to the focus when it moved. */
static void reveal(const struct sheet *s, struct large *large,
                   const struct flow *f)
{
    int focus = s->rack->focus, from = -1, to = -1;

    if (focus == large->seen || large->seen == TARGET_NONE) {
        large->seen = focus;
        return;
    }
    large->seen = focus;
    for (size_t i = 0; i < f->count; i++) {
        const struct target *t = target_of(s, &s->items[f->pieces[i].item]);
        if (!t || t->id != focus)
            continue;
        from = from < 0 ? f->pieces[i].line : from;
        to = f->pieces[i].line;
    }
    if (from < 0)
        return;
    if (to >= large->first + large->rows)
        large->first = to - large->rows + 1;
    if (from < large->first)
        large->first = from;
}

static void draw_lines(const struct sheet *s, const struct large *large,
                       const struct flow *f)
{
    struct rect text = {0, 0, s->width, large->rows * s->line};

    canvas_set_clip(s->canvas, &text);
    for (size_t i = 0; i < f->count; i++) {
        const struct piece *p = &f->pieces[i];
        if (p->line >= large->first && p->line < large->first + large->rows)
            draw_piece(s, large, f, p);
    }
    for (size_t i = 0; i < f->count; i++)
        if (target_of(s, &s->items[f->pieces[i].item]) &&
            is_first_of_item(f, i))
            place_target(s, large, f, i);
    canvas_set_clip(s->canvas, NULL);
}

/* One end of the bar: the key, then an arrow while there is more that way,
 * else the word where it fits. Returns the cells that it takes. */
static int draw_end(const struct sheet *s, int y, bool right, char key,
                    const char *sign, const char *word, int most)
{
    const struct print *print = s->look->bar;
    enum { TIGHT = 3 };
    char *text = sign ? xasprintf("%c%s%s", key, most > TIGHT ? " " : "", sign)
                      : xasprintf("%c %s", key, word ? word : "");

    if (text_width(text) > most)
        text[1] = '\0';
    int width = text_width(text) * print_width(print);
    print_text(print, s->canvas, right ? s->width - width : 0, y,
               ROLE_ACCENT | STYLE_BOLD, text, strlen(text));
    free(text);
    return width;
}

/* While there is more that way, its key scrolls before it does anything
 * else. */
static void hang_arrow(const struct sheet *s, int y, bool down)
{
    int width = s->width / 3;
    char key = down ? '#' : '0';
    struct target arrow = {
        .area = {down ? s->width - width : 0, y, width,
                 print_height(s->look->bar)},
        .id = down ? TARGET_LARGE_DOWN : TARGET_LARGE_UP,
        .key = key,
        .aside = true,
    };

    for (size_t i = 0; i < s->rack->count; i++) {
        struct target *target = &s->rack->targets[i];
        if (target->key != key)
            continue;
        arrow.starred = target->starred;
        target->key = '\0';
    }
    rack_add(s->rack, &arrow, NULL);
}

static void draw_bar(const struct sheet *s, const struct large *large)
{
    const struct print *print = s->look->bar;
    int letter = print_width(print), letters = s->width / letter;
    bool up = !large_is_at_top(large), down = !large_is_at_end(large);
    int step = step_of(large);
    char *page = xasprintf("%d/%d", (large->first + step - 1) / step + 1,
                           (last_first(large) + step - 1) / step + 1);
    int page_width = text_width(page), y = s->text_rows, used = 0;
    int most = letters / 2, ends = 0;

    if (up || s->look->back)
        used = draw_end(s, y, false, '0', up ? GLYPH_UP : NULL, s->look->back,
                        most);
    if (down || s->look->next)
        ends = draw_end(s, y, true, '#', down ? GLYPH_DOWN : NULL,
                        s->look->next, most);
    int room = s->width - used - ends,
        x = used + (room / letter - page_width) / 2 * letter;
    if (room >= (page_width + 1) * letter)
        print_text(print, s->canvas, x, y, ROLE_MUTED, page,
                   (size_t)page_width);
    free(page);
    if (up)
        hang_arrow(s, y, false);
    if (down)
        hang_arrow(s, y, true);
}

static void draw_drawing(const struct sheet *s, const struct large *large,
                         const struct flow *f, int i)
{
    const struct large_drawing *d = &large->drawings[i];
    const struct qr *qr = s->look->qr;
    const struct picture *picture = f->items[i] == FLOW_LEAD
                                        ? s->look->picture
                                        : s->items[f->items[i]].picture;
    struct rect area = {0, (d->line - large->first) * s->line, s->width,
                        d->lines * s->line};

    if (!shows_drawing(large, d))
        return;
    if (f->items[i] == FLOW_LEAD && qr)
        qr_draw(qr, s->canvas, (s->width - qr_width(qr)) / 2, area.y);
    else
        picture_draw(picture, s->canvas, area, s->look->blocks);
}

/* Lines that a picture takes: as large as the window has room for, with a
 * line of words beside it. */
static int picture_lines(const struct sheet *s, const struct picture *picture,
                         int rows)
{
    int most = rows > 2 ? rows - 1 : rows;

    if (!picture_is_shown(picture))
        return 0;
    struct rect size = picture_size(picture, s->width, most * s->line);
    return (size.height + s->line - 1) / s->line;
}

/* Lines that the lead drawing takes; a code that fills the window may reach
 * into the rows that are too few for a line more. */
static int lead_lines(const struct sheet *s, int rows)
{
    const struct qr *qr = s->look->qr;

    if (!qr)
        return picture_lines(s, s->look->picture, rows);
    int lines = (qr_height(qr) + s->line - 1) / s->line;
    return lines < rows ? lines : rows;
}

/* Lays everything out, and remembers where the drawings are. */
static void lay_out(const struct sheet *s, struct large *large, struct flow *f,
                    struct item *items, size_t count, int rows)
{
    for (size_t i = 0; i < count; i++)
        items[i].drawing_lines = picture_lines(s, items[i].picture, rows);
    flow_fill(f, s->width / s->letter, lead_lines(s, rows), items, count);
    large->lines = flow_lines(f);
    large->drawings_count = f->drawings_count;
    memcpy(large->drawings, f->drawings, sizeof large->drawings);
}

/* What is not in the flow, such as the operator's corner, is where it always
 * is: at the upper right. */
static void clear_places(struct rack *rack, int width)
{
    for (size_t i = 0; i < rack->count; i++) {
        rack->targets[i].area = (struct rect){width - 8, 0, 8, 2};
        rack->targets[i].cursor_y = 0;
    }
}

bool large_draw(struct large *large, const struct large_look *look,
                struct canvas *canvas, struct rack *rack, struct item *items,
                size_t count)
{
    struct sheet s = {.look = look,
                      .canvas = canvas,
                      .rack = rack,
                      .items = items,
                      .letter = print_width(look->print),
                      .line = print_height(look->print),
                      .width = canvas_width(canvas)};
    int height = canvas_height(canvas), bar = print_height(look->bar);
    struct flow flow;

    if (s.width / s.letter < 2 || (height - bar) / s.line < 1)
        return false;
    rack->width = s.width;
    clear_places(rack, s.width);
    lay_out(&s, large, &flow, items, count, (height - bar) / s.line);
    bool all = large->lines * s.line <= height;
    s.text_rows = all ? height : height - bar;
    large->rows = s.text_rows / s.line;
    large->height = large->rows * s.line;
    reveal(&s, large, &flow);
    keep_within(large);
    draw_lines(&s, large, &flow);
    for (int i = 0; i < flow.drawings_count; i++)
        draw_drawing(&s, large, &flow, i);
    if (!all)
        draw_bar(&s, large);
    flow_clear(&flow);
    return true;
}
