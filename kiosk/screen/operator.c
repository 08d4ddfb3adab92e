#include "screen/screen.h"

#include "base/arena.h"
#include "base/log.h"

#include <string.h>

enum { PIN_LENGTH = 12, PAD_WIDTH = 40 };

static void pin_enter(struct stage *s)
{
    ask_clear(&s->ask);
    field_init(&s->ask.field, PIN_LENGTH);
    s->ask.field.secret = true;
    s->ask.pad = (struct pad){.word_erase = "", .word_clear = ""};
}

static void pin_draw(struct stage *s)
{
    int64_t wait = pin_wait_ms(&s->kiosk->pin, s->now_ms);
    struct rect field, pad;

    if (wait && !s->message)
        s->note = stage_print(s, stage_text(s, /* max 38 */ "Wait %d s."),
                              (int)(wait / 1000) + 1);
    stage_page(s, "", stage_text(s, /* max 38 */ "Operator: type the PIN"),
               NULL);
    field = pad = s->grid.body;
    field.width = pad.width = field.width < PAD_WIDTH ? field.width : PAD_WIDTH;
    field.height = s->grid.small ? 2 : 3;
    pad.y += field.height;
    pad.height -= field.height;
    pad_draw(&s->ask.pad, s->canvas, &s->rack, pad);
    field_draw(&s->ask.field, s->canvas, field, field_caret(&s->rack));
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL,
                                   stage_text(s, /* max 6 */ "Next")};
    stage_footer(s, labels, true);
}

static enum place pin_act(struct stage *s, const struct act *act)
{
    bool refused;

    if ((act->kind == ACT_TARGET && act->id == '0') ||
        (act->kind == ACT_NAV && act->nav == NAV_ESCAPE))
        return PLACE_ATTRACT;
    if (act->kind != ACT_TARGET || act->id != '#') {
        pad_act(&s->ask.pad, act, &s->ask.field, &refused);
        return PLACE_STAY;
    }
    const char *typed = s->ask.field.text ? s->ask.field.text : "";
    bool right =
        pin_try(&s->kiosk->pin, s->kiosk->config.pin, typed, s->now_ms);
    field_erase_all(&s->ask.field);
    if (right)
        return PLACE_OPERATOR;
    stage_complain(s, stage_text(s, /* max 38 */ "This is not the PIN."));
    return PLACE_STAY;
}

const struct screen SCREEN_PIN = {
    .name = "pin",
    .idle = IDLE_LEAVES,
    .enter = pin_enter,
    .draw = pin_draw,
    .act = pin_act,
};

enum command { SEND, TEST, COLOURS, RELOAD, CLOSE, COMMANDS };

static const char *ago(struct stage *s, int64_t wall_ms)
{
    char when[STAMP_TEXT_SIZE];

    if (wall_ms == 0)
        return stage_text(s, /* max 15 */ "never");
    stamp_print_local(wall_ms, when);
    when[strlen("2026-11-23T10:31")] = '\0';
    return stage_print(s, "%s", when);
}

static const char *status(struct stage *s)
{
    struct kiosk_status st;

    if (kiosk_status(s->kiosk, &st))
        return stage_text(s, "The store does not answer; see the log.");
    return stage_print(
        s,
        stage_text(s, "Last contact with the hub: %s. Waiting: %lld. "
                      "Refused, kept here: %lld. Forms: %zu, unusable: %zu. "
                      "Free: %llu MB."),
        ago(s, st.last_contact_ms), (long long)st.waiting,
        (long long)st.refused, st.forms, st.forms_refused,
        (unsigned long long)st.free_bytes >> 20);
}

static void draw(struct stage *s)
{
    struct list_item *items = arena_array(s->frame, COMMANDS, sizeof *items);

    items[SEND].label = stage_text(s, /* max 30 */ "Send now");
    items[TEST].label = stage_text(s, /* max 30 */ "Self-test");
    items[COLOURS].label = stage_text(s, /* max 30 */ "Colours of the station");
    items[COLOURS].note = s->kiosk->config.theme;
    items[RELOAD].label = stage_text(s, /* max 30 */ "Read the forms again");
    items[CLOSE].label = s->sure
                             ? stage_text(s, /* max 30 */ "Yes, close it")
                             : stage_text(s, /* max 30 */ "Close the kiosk");
    s->list.items = items;
    s->list.count = COMMANDS;
    s->list.plain = true;
    s->list.word_chosen = s->list.word_back = s->list.word_more = "";
    stage_page(s, stage_text(s, /* max 20 */ "Operator"),
               stage_print(s, "%s · barrio-kiosk " BARRIO_VERSION,
                           s->kiosk->config.station),
               status(s));
    list_draw(&s->list, s->canvas, &s->rack, s->grid.body, s->grid.slot_height);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL, NULL};
    stage_footer(s, labels, false);
}

/* The station's own colours from now on, until it starts again. */
static void change_colours(struct stage *s)
{
    static const char *const THEMES[] = {"plaza", "noche", "contraste"};
    size_t i = 0;

    while (i < COUNT_OF(THEMES) && strcmp(THEMES[i], s->theme.name) != 0)
        i++;
    const char *name = THEMES[(i + 1) % COUNT_OF(THEMES)];
    if (stage_set_theme(s, name) == ERR_NONE)
        kiosk_set_theme(s->kiosk, name);
}

static enum place run(struct stage *s, size_t command)
{
    bool was_sure = s->sure;

    s->sure = false;
    switch ((enum command)command) {
    case SEND:
        kiosk_send_now(s->kiosk);
        stage_complain(s, stage_text(s, /* max 38 */ "The agent was told."));
        s->message_kind = MESSAGE_HINT;
        break;
    case TEST:
        return PLACE_SELFTEST;
    case COLOURS:
        change_colours(s);
        break;
    case RELOAD:
        kiosk_reload(s->kiosk);
        break;
    case CLOSE:
        if (was_sure) {
            log_info("closed by the operator");
            return PLACE_QUIT;
        }
        s->sure = true;
        break;
    case COMMANDS:
        break;
    }
    return PLACE_STAY;
}

static enum place act(struct stage *s, const struct act *act)
{
    size_t picked;

    if (list_act(&s->list, &s->rack, act, s->now_ms, &picked) == LIST_PICKED)
        return run(s, picked);
    if (act->kind == ACT_TARGET && act->id == '0')
        return PLACE_ATTRACT;
    return PLACE_STAY;
}

const struct screen SCREEN_OPERATOR = {
    .name = "operator",
    .idle = IDLE_LEAVES,
    .draw = draw,
    .act = act,
};
