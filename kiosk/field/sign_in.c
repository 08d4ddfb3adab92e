/* Workers sign in by name and PIN; with one worker, by the PIN alone. */
#include "field/desk.h"

#include <string.h>

enum { PIN_LENGTH = 12, PAD_WIDTH = 40 };

static void ask_pin(struct stage *s)
{
    s->desk->asks_pin = true;
    ask_clear(&s->ask);
    field_init(&s->ask.field, PIN_LENGTH);
    s->ask.field.secret = true;
    s->ask.pad = (struct pad){.word_erase = "", .word_clear = ""};
}

static void enter(struct stage *s)
{
    struct desk *d = desk_of(s);

    kiosk_reset(s->kiosk);
    workers_clear(&d->workers);
    if (workers_load(s->kiosk, &d->workers))
        stage_complain(s, stage_text(s, /* max 38 */
                                     "The machine does not answer."));
    d->who = 0;
    d->asks_pin = false;
    d->list = LIST_FORMS;
    d->rows = (struct roll){.count = d->workers.count};
    if (d->workers.count == 1)
        ask_pin(s);
}

static void row(void *context, size_t i, struct roll_row *out)
{
    const struct desk *d = context;

    out->label = d->workers.items[i].name;
}

/* Where nobody may sign in, what to do about it. */
static void draw_names(struct stage *s, struct rect area)
{
    struct desk *d = s->desk;

    area.y++;
    area.height--;
    d->rows.row = row;
    d->rows.context = d;
    if (d->workers.count)
        roll_draw(&d->rows, s->canvas, &s->rack, area);
    else
        stage_write(s, area, ROLE_TEXT,
                    stage_text(s, "Nobody may sign in here yet. On this "
                                  "machine's command line, write: "
                                  "barrio-kiosk worker add NAME"));
}

static void draw_pin(struct stage *s, struct rect area)
{
    struct rect field = area, pad = area;
    int64_t wait = pin_wait_ms(&s->kiosk->worker_pin, s->now_ms);

    field.width = pad.width = area.width < PAD_WIDTH ? area.width : PAD_WIDTH;
    field.height = s->grid.small ? 1 : 3;
    pad.y += field.height;
    pad.height -= field.height + 1;
    pad_draw(&s->ask.pad, s->canvas, &s->rack, pad);
    field_draw(&s->ask.field, s->canvas, field, CARET_CURSOR);
    desk_message(s, &area,
                 wait ? stage_print(s, stage_text(s, /* max 38 */ "Wait %d s."),
                                    (int)(wait / 1000) + 1)
                      : "");
}

static void draw(struct stage *s)
{
    struct desk *d = desk_of(s);
    const struct bar_key keys[] = {
        {.id = '\r', .shown = "↵", .label = stage_text(s, /* max 8 */ "Next")},
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        desk_language_key(s),
        desk_voice_key(s),
        {.id = 'x', .label = stage_text(s, /* max 9 */ "Leave")},
        {0},
    };
    const char *title =
        d->asks_pin
            ? stage_print(s, stage_text(s, /* max 38 */ "%s: type your PIN"),
                          d->workers.items[d->who].name)
            : stage_text(s, /* max 38 */ "Who are you?");
    struct rect area =
        desk_page(s, stage_text(s, /* max 20 */ "Field work"), title);

    if (d->asks_pin)
        draw_pin(s, area);
    else
        draw_names(s, area);
    s->rack.free_keys = true;
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static enum place try_pin(struct stage *s)
{
    struct desk *d = s->desk;
    const char *typed = s->ask.field.text ? s->ask.field.text : "";
    bool right =
        worker_sign_in(s->kiosk, &d->workers.items[d->who], typed, s->now_ms);

    field_erase_all(&s->ask.field);
    if (right)
        return PLACE_DESK;
    stage_complain(s, stage_text(s, /* max 38 */ "This is not the PIN."));
    return PLACE_STAY;
}

/* Back to the names, or out of field work. */
static enum place leave(struct stage *s, bool all)
{
    if (s->desk->asks_pin && s->desk->workers.count > 1 && !all) {
        s->desk->asks_pin = false;
        return PLACE_STAY;
    }
    if (s->for_field)
        return all ? PLACE_QUIT : PLACE_STAY;
    return PLACE_ATTRACT;
}

static enum place pin_act(struct stage *s, const struct act *act)
{
    bool refused;

    if (act->kind == ACT_NAV && act->nav == NAV_ENTER)
        return try_pin(s);
    pad_act(&s->ask.pad, act, &s->ask.field, &refused);
    return PLACE_STAY;
}

static enum place name_act(struct stage *s, const struct act *act)
{
    if (roll_act(&s->desk->rows, act) != ROLL_PICKED)
        return PLACE_STAY;
    s->desk->who = s->desk->rows.focus;
    ask_pin(s);
    return PLACE_STAY;
}

static enum place act(struct stage *s, const struct act *act)
{
    struct act again = *act;

    if (act->kind == ACT_TARGET && act->id == 'l')
        return PLACE_SWITCH;
    if (act->kind == ACT_TARGET && act->id == 'v')
        ease_toggle_voice(s);
    if (act->kind == ACT_TARGET && act->id == 'x')
        return leave(s, true);
    if ((act->kind == ACT_TARGET && act->id == 'b') ||
        (act->kind == ACT_NAV && act->nav == NAV_ESCAPE))
        return leave(s, false);
    if (act->kind == ACT_TARGET && act->id == '\r')
        again = (struct act){.kind = ACT_NAV, .nav = NAV_ENTER};
    return s->desk->asks_pin ? pin_act(s, &again) : name_act(s, &again);
}

const struct screen SCREEN_SIGN_IN = {
    .name = "sign_in",
    .idle = IDLE_NEVER,
    .enter = enter,
    .draw = draw,
    .act = act,
};
