/* The outline of an interview: every question with its answer, to search and to
 * jump to. */
#include "field/desk.h"

#include "form/session.h"

#include <string.h>

static struct session *session_of(const struct stage *s)
{
    return s->kiosk->visit.session;
}

/* The list begins at the question that one comes from. */
static void enter(struct stage *s)
{
    struct desk *d = s->desk;
    const char *here = session_ref(session_of(s));

    d->outline.open_only = false;
    outline_load(s, &d->outline, "", true);
    field_erase_all(&d->search);
    for (size_t i = 0; i < d->outline.count; i++) {
        const struct outline_item *item = &d->outline.items[i];
        if (item->mark != MARK_HEADING && strcmp(item->ref, here) == 0)
            d->outline.rows.focus = i;
    }
}

static void row(void *context, size_t n, struct roll_row *out)
{
    struct stage *s = context;
    const struct outline *o = &s->desk->outline;
    const struct outline_item *item = &o->items[o->shown[n]];

    out->is_heading = item->mark == MARK_HEADING;
    out->depth = item->depth;
    out->label = item->label;
    if (out->is_heading)
        return;
    out->mark = outline_sign(item->mark, &out->mark_role);
    out->said = outline_said(s, item);
    out->detail =
        item->remarked ? stage_print(s, "%s *", item->shown) : item->shown;
}

static const char *title(struct stage *s)
{
    const size_t *counts = s->desk->outline.counts;

    return stage_print(
        s,
        stage_text(s,
                   /* max 38 */ "Answered %zu, missing %zu, wrong %zu"),
        counts[MARK_ANSWERED], counts[MARK_MISSING], counts[MARK_INVALID]);
}

static void draw(struct stage *s)
{
    struct desk *d = s->desk;
    const struct bar_key keys[] = {
        {.id = '\r', .shown = "↵", .label = stage_text(s, /* max 8 */ "Go")},
        {.id = '\t',
         .shown = "Tab",
         .label = d->outline.open_only
                      ? stage_text(s, /* max 12 */ "All")
                      : stage_text(s, /* max 12 */ "To be done")},
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        {0},
    };
    struct rect area =
        desk_page(s, stage_text(s, /* max 20 */ "Outline"), title(s));
    struct rect line = {area.x, area.y, area.width, 1};
    char where[48];

    roll_draw_search(&d->search, s->canvas, line,
                     stage_text(s, /* max 30 */ "type to search"));
    area.y++;
    area.height--;
    struct rect message = area;
    area.height--;
    d->outline.rows.row = row;
    d->outline.rows.context = s;
    roll_draw(&d->outline.rows, s->canvas, &s->rack, area);
    s->rack.free_keys = true;
    desk_message(s, &message,
                 d->outline.shown_count
                     ? roll_where(&d->outline.rows, where)
                     : stage_text(s, /* max 38 */ "Nothing here."));
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static enum place jump(struct stage *s)
{
    const struct outline *o = &s->desk->outline;

    if (o->rows.focus >= o->shown_count)
        return PLACE_STAY;
    session_jump(session_of(s), o->items[o->shown[o->rows.focus]].ref);
    return desk_here(s);
}

static enum place filter(struct stage *s)
{
    outline_filter(&s->desk->outline, s->desk->search.text);
    return PLACE_STAY;
}

static enum place nav(struct stage *s, enum nav key)
{
    struct desk *d = s->desk;

    if (key == NAV_ESCAPE)
        return desk_here(s);
    if (key == NAV_NEXT)
        d->outline.open_only = !d->outline.open_only;
    else if (key != NAV_ERASE || !field_erase(&d->search))
        return PLACE_STAY;
    return filter(s);
}

static enum place act(struct stage *s, const struct act *act)
{
    struct desk *d = s->desk;

    switch (roll_act(&d->outline.rows, act)) {
    case ROLL_PICKED:
        return jump(s);
    case ROLL_MOVED:
        return PLACE_STAY;
    default:
        break;
    }
    if (act->kind == ACT_NAV)
        return nav(s, act->nav);
    if (act->kind == ACT_TARGET && act->id == '\r')
        return jump(s);
    if (act->kind == ACT_TARGET)
        return nav(s, act->id == '\t' ? NAV_NEXT : NAV_ESCAPE);
    if (act->kind == ACT_TEXT && field_insert(&d->search, act->text))
        return filter(s);
    return PLACE_STAY;
}

const struct screen SCREEN_OUTLINE = {
    .name = "outline",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
