#include "ui/light.h"

bool light_is_on(const struct rack *r, int id)
{
    return r->focus == id;
}

static bool can_take(const struct canvas *canvas, const struct target *t)
{
    const struct rect area = t->glow.area;

    return area.width * area.height <= LIGHT_CELLS &&
           canvas_has_room(canvas, area);
}

static void draw(struct canvas *canvas, const struct target *t)
{
    const struct glow *g = &t->glow;

    canvas_restyle(canvas, g->cap, g->style);
    canvas_restyle(canvas, g->key, g->key_style);
    if (g->has_sign)
        canvas_text(canvas, g->sign_x, g->sign_y, g->sign_style, GLYPH_FOCUS);
    canvas_set_cursor(canvas, t->cursor_x, t->cursor_y);
}

static void put(struct rack *r, struct canvas *canvas, const struct target *t)
{
    canvas_get_cells(canvas, t->glow.area, r->light.under);
    draw(canvas, t);
    r->light.id = t->id;
    r->light.area = t->glow.area;
}

void light_put(struct rack *r, struct canvas *canvas, const struct target *t)
{
    if (can_take(canvas, t)) {
        put(r, canvas, t);
        return;
    }
    draw(canvas, t);
    r->is_tied = true;
}

bool light_take(struct rack *r, struct canvas *canvas)
{
    const struct target *to = rack_find(r, r->focus);
    bool stays = r->light.id == r->focus;

    if (r->light.id == TARGET_NONE || (r->is_tied && !stays) || !to ||
        !can_take(canvas, to))
        return false;
    canvas_put_cells(canvas, r->light.area, r->light.under);
    r->light.id = TARGET_NONE;
    return true;
}

bool light_move(struct rack *r, struct canvas *canvas, int from)
{
    if (from == TARGET_NONE || r->light.id != from || !light_take(r, canvas))
        return false;
    put(r, canvas, rack_find(r, r->focus));
    return true;
}
