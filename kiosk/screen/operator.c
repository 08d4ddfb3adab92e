/* The operator's menu, behind a PIN that costs time to guess (operator.h). */
#include "field/desk.h"
#include "screen/delivery.h"

#include "status.h"

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

/* What an operator can ask for; what the station has no use for is not
 * offered. */
enum command {
    SEND,
    EXPORT,
    TEST,
    CALIBRATE,
    COLOURS,
    RELOAD,
    CLOSE,
    STICK,
    FIELD,
    COMMANDS
};

static const char *const LABELS[COMMANDS] = {
    [SEND] = WORD(/* max 30 */ "Send now"),
    [EXPORT] = WORD(/* max 30 */ "Copy to the USB stick"),
    [TEST] = WORD(/* max 30 */ "Self-test"),
    [CALIBRATE] = WORD(/* max 30 */ "Adjust the touch screen"),
    [COLOURS] = WORD(/* max 30 */ "Colours of the station"),
    [RELOAD] = WORD(/* max 30 */ "Read the forms again"),
    [CLOSE] = WORD(/* max 30 */ "Close the kiosk"),
    [STICK] = WORD(/* max 30 */ "Send by USB stick"),
    [FIELD] = WORD(/* max 30 */ "Field work"),
};

static bool is_offered(const struct stage *s, enum command command)
{
    switch (command) {
    case EXPORT:
        return *s->kiosk->config.stick;
    case CALIBRATE:
        return s->has_touch;
    case FIELD:
        return desk_has_workers(s);
    default:
        return true;
    }
}

/* The command that stands at a place of the list. */
static enum command command_at(const struct stage *s, size_t place)
{
    enum command command = SEND;

    for (size_t i = 0; command < COMMANDS; command++)
        if (is_offered(s, command) && i++ == place)
            break;
    return command;
}

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
    struct status st;

    if (status_read(s->kiosk, &st))
        return stage_text(s, "The store does not answer; see the log.");
    const char *trouble = delivery_sentence(s, st.trouble);
    if (stage_is_small(s) && *trouble)
        return trouble;
    if (stage_is_small(s))
        return stage_print(
            s, stage_text(s, /* max 38 */ "Waiting %lld, refused %lld"),
            (long long)st.waiting, (long long)st.refused);
    const char *counts = stage_print(
        s,
        stage_text(s, "Last contact with the hub: %s. Waiting: %lld. "
                      "Refused, kept here: %lld. Forms: %zu, unusable: %zu. "
                      "Free: %llu MB."),
        ago(s, st.last_contact_ms), (long long)st.waiting,
        (long long)st.refused, st.forms, st.forms_refused,
        (unsigned long long)st.free_bytes >> 20);
    /* What is wrong comes first: a small screen may cut the rest. */
    return *trouble ? stage_print(s, "%s %s", trouble, counts) : counts;
}

static void draw(struct stage *s)
{
    struct list_item *items = arena_array(s->frame, COMMANDS, sizeof *items);
    size_t count = 0;

    for (enum command c = SEND; c < COMMANDS; c++) {
        if (!is_offered(s, c))
            continue;
        items[count].label = stage_text(s, LABELS[c]);
        if (c == COLOURS && !stage_is_small(s))
            items[count].note = s->kiosk->config.theme;
        if (c == CLOSE && s->sure)
            items[count].label = stage_text(s, /* max 30 */ "Yes, close it");
        count++;
    }
    s->list.items = items;
    s->list.count = count;
    s->list.word_back = stage_text(s, /* max 14 */ "Before");
    s->list.word_more = stage_text(s, /* max 14 */ "More");
    s->list.plain = true;
    s->list.word_chosen = "";
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

static void say(struct stage *s, const char *text)
{
    stage_complain(s, text);
    s->message_kind = MESSAGE_HINT;
}

static void copy_to_stick(struct stage *s)
{
    size_t count;
    enum err err = kiosk_export(s->kiosk, &count);

    if (err == ERR_MISSING)
        stage_complain(s, stage_text(s, /* max 38 */ "There is no stick."));
    else if (err)
        stage_complain(s, stage_text(s, /* max 38 */
                                     "Not all was copied; see the log."));
    else
        say(s, stage_print(s,
                           kiosk_plural(s->kiosk,
                                        /* max 38 */ "%zu answer was copied.",
                                        /* max 38 */ "%zu answers were copied.",
                                        (unsigned long)count),
                           count));
}

static enum place run(struct stage *s, enum command command)
{
    bool was_sure = s->sure;

    s->sure = false;
    switch (command) {
    case SEND:
        kiosk_send_now(s->kiosk);
        say(s, stage_text(s, /* max 38 */ "The agent was told."));
        break;
    case STICK:
        kiosk_ask_stick(s->kiosk);
        say(s, stage_text(s, /* max 38 */ "The agent was told."));
        break;
    case EXPORT:
        copy_to_stick(s);
        break;
    case CALIBRATE:
        return PLACE_CALIBRATE;
    case TEST:
        return PLACE_SELFTEST;
    case FIELD:
        return PLACE_SIGN_IN;
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
        return run(s, command_at(s, picked));
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
