#include "ui/roll.h"

#include <stdio.h>
#include <string.h>

/* However tall the window, the keys below a list have room on the rack. */
enum { INDENT = 2, MARK = 2, NARROWEST_LABEL = 12, MOST_HUNG = RACK_MAX - 24 };

/* The focus is always shown, and as little moves as can be. */
static void scroll(struct roll *r, int height)
{
    size_t shown = height > 0 ? (size_t)height : 1;

    r->height = (int)shown;
    if (r->focus >= r->count)
        r->focus = r->count ? r->count - 1 : 0;
    if (r->focus < r->first)
        r->first = r->focus;
    if (r->focus >= r->first + shown)
        r->first = r->focus - shown + 1;
    if (r->first + shown > r->count)
        r->first = r->count > shown ? r->count - shown : 0;
}

static int style_of(const struct roll_row *row, bool focus, int role)
{
    if (focus)
        return ROLE_FOCUS;
    return row->is_heading ? ROLE_ACCENT | STYLE_BOLD : role;
}

static void draw_row(struct canvas *canvas, struct rect line,
                     const struct roll_row *row, bool focus)
{
    int indent = row->depth * INDENT;
    int label = line.x + 1 + indent + (row->mark ? MARK + 1 : 0);
    int end = line.x + line.width;
    int detail = row->detail ? text_width(row->detail) : 0;
    int most = end - label - NARROWEST_LABEL - 1;

    if (focus)
        canvas_fill(canvas, line, ROLE_FOCUS);
    if (row->mark)
        canvas_line(canvas, (struct rect){line.x + 1 + indent, line.y, MARK, 1},
                    ALIGN_START, style_of(row, focus, row->mark_role),
                    row->mark);
    if (detail > most)
        detail = most > 0 ? most : 0;
    struct rect place = {label, line.y, end - label - (detail ? detail + 2 : 1),
                         1};
    canvas_line(canvas, place, ALIGN_START, style_of(row, focus, ROLE_TEXT),
                row->label ? row->label : "");
    place = (struct rect){end - detail - 1, line.y, detail, 1};
    if (detail)
        canvas_line(canvas, place, ALIGN_END, style_of(row, focus, ROLE_MUTED),
                    row->detail);
}

static void hang(struct rack *rack, struct rect line, size_t i,
                 const struct roll_row *row)
{
    const struct target target = {
        .area = line,
        .id = TARGET_ROLL + (int)i,
        .cursor_x = line.x,
        .cursor_y = line.y,
    };

    if (rack->count >= MOST_HUNG && target.id != rack->mark)
        return;
    rack_add(rack, &target, row->said ? row->said : row->label);
    if (!row->said)
        rack_say_also(rack, ". ", row->detail);
}

void roll_draw(struct roll *r, struct canvas *canvas, struct rack *rack,
               struct rect area)
{
    scroll(r, area.height);
    rack->free_keys = true;
    rack->mark = r->count ? TARGET_ROLL + (int)r->focus : TARGET_NONE;
    for (int y = 0; y < area.height; y++) {
        size_t i = r->first + (size_t)y;
        struct rect line = {area.x, area.y + y, area.width, 1};
        struct roll_row row = {.mark_role = ROLE_MUTED};
        if (i >= r->count)
            return;
        r->row(r->context, i, &row);
        draw_row(canvas, line, &row, i == r->focus);
        hang(rack, line, i, &row);
        if (i == r->focus)
            canvas_set_cursor(canvas, line.x, line.y);
    }
}

static enum roll_outcome go(struct roll *r, size_t to)
{
    r->focus = to;
    return ROLL_MOVED;
}

static enum roll_outcome walk(struct roll *r, enum nav key)
{
    size_t page = r->height > 1 ? (size_t)r->height - 1 : 1;
    size_t last = r->count ? r->count - 1 : 0;

    switch (key) {
    case NAV_UP:
        return go(r, r->focus ? r->focus - 1 : last);
    case NAV_DOWN:
        return go(r, r->focus < last ? r->focus + 1 : 0);
    case NAV_PAGE_UP:
        return go(r, r->focus > page ? r->focus - page : 0);
    case NAV_PAGE_DOWN:
        return go(r, r->focus + page < last ? r->focus + page : last);
    case NAV_HOME:
        return go(r, 0);
    case NAV_END:
        return go(r, last);
    case NAV_ENTER:
        return r->count ? ROLL_PICKED : ROLL_UNUSED;
    default:
        return ROLL_UNUSED;
    }
}

enum roll_outcome roll_act(struct roll *r, const struct act *act)
{
    if (act->kind == ACT_NAV)
        return walk(r, act->nav);
    if (act->kind != ACT_TARGET || act->id < TARGET_ROLL ||
        (size_t)(act->id - TARGET_ROLL) >= r->count)
        return ROLL_UNUSED;
    r->focus = (size_t)(act->id - TARGET_ROLL);
    return ROLL_PICKED;
}

const char *roll_where(const struct roll *r, char out[48])
{
    size_t end = r->first + (size_t)r->height;

    out[0] = '\0';
    if (r->height > 0 && r->count > (size_t)r->height)
        snprintf(out, 48, "%zu-%zu / %zu", r->first + 1,
                 end < r->count ? end : r->count, r->count);
    return out;
}

void roll_draw_search(const struct field *search, struct canvas *canvas,
                      struct rect area, const char *hint)
{
    int x = area.x + 3;
    struct rect rest = {x, area.y, area.width - 4, 1};
    bool empty = !search->text || !*search->text;

    canvas_fill(canvas, area, ROLE_TEXT | STYLE_SURFACE);
    canvas_text(canvas, area.x + 1, area.y, ROLE_ACCENT | STYLE_SURFACE, "/");
    canvas_line(canvas, rest, ALIGN_START,
                (empty ? ROLE_MUTED : ROLE_TEXT) | STYLE_SURFACE,
                empty ? hint : search->text);
    if (!empty)
        canvas_set_caret(canvas, x + text_width(search->text), area.y);
}
