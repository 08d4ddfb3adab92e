/* Behind the last question: what is missing or wrong comes first, then the
 * interview is finished and goes the way of every answer. */
#include "field/desk.h"

#include "base/log.h"
#include "form/session.h"
#include "interview.h"

#include <string.h>

static void enter(struct stage *s)
{
    struct outline *o = &s->desk->outline;

    outline_load(s, o, "", false);
    o->open_only = true;
    outline_filter(o, "");
    s->sure = false;
}

static void row(void *context, size_t n, struct roll_row *out)
{
    struct stage *s = context;
    const struct outline *o = &s->desk->outline;
    const struct outline_item *item = &o->items[o->shown[n]];

    out->mark = outline_sign(item->mark, &out->mark_role);
    out->label = item->label;
    out->said = outline_said(s, item);
    out->detail = item->mark == MARK_MISSING
                      ? stage_text(s, /* max 14 */ "missing")
                      : item->shown;
}

static void draw_ready(struct stage *s, struct rect area)
{
    area.y++;
    area.height--;
    stage_write(s, area, ROLE_TEXT,
                stage_text(s, "Nothing is missing. Press # to finish: it then "
                              "goes to the city as soon as there is a "
                              "network."));
}

static void draw(struct stage *s)
{
    struct outline *o = &s->desk->outline;
    const struct bar_key keys[] = {
        {.id = '#', .bare = true, .label = stage_text(s, /* max 9 */ "Finish")},
        {.id = '0', .bare = true, .label = stage_text(s, /* max 8 */ "Back")},
        {.id = 'o', .label = stage_text(s, /* max 9 */ "Outline")},
        {.id = 'z', .label = stage_text(s, /* max 9 */ "Undo")},
        desk_language_key(s),
        {.id = 'x', .label = stage_text(s, /* max 9 */ "Leave")},
        {.id = 'k', .label = stage_text(s, /* max 7 */ "Keys")},
        {.id = 'y', .label = stage_text(s, /* max 9 */ "Redo")},
        {0},
    };
    const char *title =
        o->shown_count
            ? stage_print(s, stage_text(s, /* max 38 */ "To be done: %zu"),
                          o->shown_count)
            : stage_text(s, /* max 38 */ "Ready to finish");
    struct rect area =
        desk_page(s, stage_text(s, /* max 20 */ "The end"), title);

    desk_message(s, &area, "");
    o->rows.row = row;
    o->rows.context = s;
    if (o->shown_count)
        roll_draw(&o->rows, s->canvas, &s->rack, area);
    else
        draw_ready(s, area);
    s->rack.free_keys = true;
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static enum place jump(struct stage *s, size_t n)
{
    const struct outline *o = &s->desk->outline;

    if (n >= o->shown_count)
        return PLACE_STAY;
    session_jump(s->kiosk->visit.session, o->items[o->shown[n]].ref);
    return desk_here(s);
}

/* Nothing is drawn before it is durable, or known not to be. */
enum place desk_finish(struct stage *s)
{
    if (!journal_commit(s->kiosk) || kiosk_keep(s->kiosk, false)) {
        stage_complain(s, stage_text(s, /* max 38 */
                                     "NOT KEPT. The disk takes nothing."));
        return PLACE_STAY;
    }
    interview_finish(s->kiosk);
    kiosk_reset(s->kiosk);
    s->desk->list = LIST_FORMS;
    stage_complain(s, stage_text(s, /* max 38 */ "Finished. It is kept."));
    s->message_kind = MESSAGE_HINT;
    s->wants_bell = false;
    return PLACE_DESK;
}

static enum place finish(struct stage *s)
{
    if (!session_is_valid(s->kiosk->visit.session)) {
        stage_complain(s, stage_text(s, /* max 38 */
                                     "First mend what is listed here."));
        return PLACE_STAY;
    }
    return journal_wants_reason(s->kiosk) ? PLACE_REASON : desk_finish(s);
}

static enum place act(struct stage *s, const struct act *act)
{
    struct outline *o = &s->desk->outline;

    switch (roll_act(&o->rows, act)) {
    case ROLL_PICKED:
        return jump(s, o->rows.focus);
    case ROLL_MOVED:
        return PLACE_STAY;
    default:
        break;
    }
    if (act->kind == ACT_NAV && act->nav == NAV_ENTER)
        return finish(s);
    if (act->kind == ACT_TARGET && act->id == '#')
        return finish(s);
    if ((act->kind == ACT_NAV && act->nav == NAV_ESCAPE) ||
        (act->kind == ACT_TARGET && act->id == '0'))
        return desk_back(s);
    return PLACE_STAY;
}

const struct screen SCREEN_CLOSING = {
    .name = "closing",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
