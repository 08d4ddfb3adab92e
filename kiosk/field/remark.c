/* Lines that a worker writes beside the answers: a note on the question that is
 * shown, and why a finished interview was changed. */
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

static void draw_line(struct stage *s, const char *middle, const char *title,
                      const char *note)
{
    const struct bar_key keys[] = {
        {.id = '\r', .shown = "↵", .label = stage_text(s, /* max 8 */ "Keep")},
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        {0},
    };
    struct rect area = desk_page(s, middle, title), field = area;

    desk_message(s, &area, note);
    field.height = area.height < TALLEST ? area.height : TALLEST;
    field_draw(&s->desk->remark, s->canvas, field, CARET_CURSOR);
    s->rack.free_keys = true;
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static bool is_kept(const struct act *act)
{
    return (act->kind == ACT_NAV && act->nav == NAV_ENTER) ||
           (act->kind == ACT_TARGET && act->id == '\r');
}

static bool is_left(const struct act *act)
{
    return (act->kind == ACT_NAV && act->nav == NAV_ESCAPE) ||
           (act->kind == ACT_TARGET && act->id == 'b');
}

static enum place write_line(struct stage *s, const struct act *act)
{
    struct field *field = &s->desk->remark;

    if (act->kind == ACT_NAV)
        field_key(field, act->nav);
    else if (act->kind == ACT_TEXT && !field_insert(field, act->text))
        stage_complain(s,
                       stage_text(s, /* max 38 */ "No more letters fit here."));
    return PLACE_STAY;
}

static void draw(struct stage *s)
{
    const struct question *q = session_question(s->kiosk->visit.session);

    draw_line(s, stage_text(s, /* max 20 */ "Your note"),
              q && *q->label ? q->label : "",
              stage_text(s, /* max 38 */ "It goes with the answer."));
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
    if (is_kept(act))
        return keep(s);
    return is_left(act) ? desk_here(s) : write_line(s, act);
}

const struct screen SCREEN_REMARK = {
    .name = "remark",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};

static void reason_enter(struct stage *s)
{
    field_clear(&s->desk->remark);
    field_init(&s->desk->remark, LETTERS);
}

static void reason_draw(struct stage *s)
{
    draw_line(s, stage_text(s, /* max 20 */ "The end"),
              stage_text(s, /* max 38 */ "Why was it changed?"),
              stage_text(s, /* max 38 */ "It goes with the answers."));
}

/* Blanks are no reason. */
static enum place reason_act(struct stage *s, const struct act *act)
{
    const char *text = s->desk->remark.text;

    if (is_left(act))
        return PLACE_CLOSING;
    if (!is_kept(act))
        return write_line(s, act);
    if (!text[strspn(text, " ")]) {
        stage_complain(s, stage_text(s, /* max 38 */ "Write why, please."));
        return PLACE_STAY;
    }
    journal_reason(s->kiosk, text);
    return desk_finish(s);
}

const struct screen SCREEN_REASON = {
    .name = "reason",
    .idle = IDLE_LEAVES,
    .enter = reason_enter,
    .draw = reason_draw,
    .act = reason_act,
};
