/* A worker's note on the question that is shown. */
#include "field/desk.h"

#include "base/mem.h"
#include "form/session.h"

#include <stdlib.h>
#include <string.h>

enum { LETTERS = 280, TALLEST = 6 };

static void enter(struct stage *s)
{
    struct desk *d = s->desk;
    const char *ref = session_ref(s->kiosk->visit.session);

    free(d->remark_ref);
    d->remark_ref = xstrdup(ref);
    field_clear(&d->remark);
    field_init(&d->remark, LETTERS);
    field_set(&d->remark, visit_comment_of(&s->kiosk->visit, ref));
}

static void draw(struct stage *s)
{
    const struct bar_key keys[] = {
        {.id = '\r', .shown = "↵", .label = stage_text(s, /* max 8 */ "Keep")},
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        {0},
    };
    const struct question *q = session_question(s->kiosk->visit.session);
    struct rect area = desk_page(s, stage_text(s, /* max 20 */ "Your note"),
                                 q && *q->label ? q->label : "");
    struct rect field = area;

    desk_message(s, &area,
                 stage_text(s, /* max 38 */ "It goes with the answer."));
    field.height = area.height < TALLEST ? area.height : TALLEST;
    field_draw(&s->desk->remark, s->canvas, field, CARET_CURSOR);
    s->rack.free_keys = true;
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static enum place keep(struct stage *s)
{
    const char *ref = s->desk->remark_ref, *text = s->desk->remark.text;

    if (strcmp(text, visit_comment_of(&s->kiosk->visit, ref)) != 0)
        journal_comment(s->kiosk, ref, text);
    return desk_here(s);
}

static enum place act(struct stage *s, const struct act *act)
{
    struct field *field = &s->desk->remark;

    if ((act->kind == ACT_NAV && act->nav == NAV_ENTER) ||
        (act->kind == ACT_TARGET && act->id == '\r'))
        return keep(s);
    if ((act->kind == ACT_NAV && act->nav == NAV_ESCAPE) ||
        (act->kind == ACT_TARGET && act->id == 'b'))
        return desk_here(s);
    if (act->kind == ACT_NAV)
        field_key(field, act->nav);
    else if (act->kind == ACT_TEXT && !field_insert(field, act->text))
        stage_complain(s,
                       stage_text(s, /* max 38 */ "No more letters fit here."));
    return PLACE_STAY;
}

const struct screen SCREEN_REMARK = {
    .name = "remark",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
