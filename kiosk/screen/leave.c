/* Both ends of a visit before its end: the resident asks for it, or nobody has
 * touched anything for a while. Either is asked once, and says what becomes of
 * the answers. */
#include "screen/screen.h"

#include "terms.h"

#include "ui/dialog.h"

/* "Erase and end?" is asked once; leaving by mistake costs everything. */
static void leave_draw(struct stage *s)
{
    const struct cap caps[] = {
        {.id = '0',
         .key = "0",
         .press = '0',
         .label = stage_text(s, /* max 15 */ "Stay")},
        {.id = '#',
         .key = "#",
         .press = '#',
         .label = stage_text(s, /* max 15 */ "Erase and end")},
    };
    const struct dialog dialog = {
        .title = stage_text(s, /* max 30 */ "Erase and end?"),
        .text = stage_text(s, "What you answered is erased. Nothing is sent."),
        .caps = caps,
        .caps_count = COUNT_OF(caps),
    };

    stage_page(s, "", "", NULL);
    s->prompt.question = dialog.title;
    s->prompt.hint = dialog.text;
    dialog_draw(&dialog, s->canvas, &s->rack, s->grid.page);
}

static enum place leave_act(struct stage *s, const struct act *act)
{
    if (act->kind == ACT_TARGET && act->id == '#') {
        s->kiosk->visit.is_refused = true;
        kiosk_abandon(s->kiosk);
        return PLACE_ATTRACT;
    }
    if ((act->kind == ACT_TARGET && act->id == '0') ||
        (act->kind == ACT_NAV && act->nav == NAV_ESCAPE))
        return PLACE_BACK;
    return PLACE_STAY;
}

const struct screen SCREEN_LEAVE = {
    .name = "leave",
    .idle = IDLE_ASKS,
    .is_overlay = true,
    .draw = leave_draw,
    .act = leave_act,
};

enum { TARGET_END = TARGET_FIRST };

/* Seconds left, in steps of five: the clock may not run under one's eyes. */
static int left(const struct stage *s)
{
    int64_t gone = s->now_ms - s->entered_ms;
    int64_t ms =
        s->kiosk->config.warning_seconds * 1000 * stage_slowness(s) - gone;

    if (ms <= 0)
        return 0;
    int seconds = (int)((ms + 999) / 1000);
    return seconds > 5 ? (seconds + 4) / 5 * 5 : seconds;
}

static void idle_enter(struct stage *s)
{
    s->wants_bell = true;
}

/* What becomes of what is there, before it happens. */
static const char *what_then(const struct stage *s)
{
    const struct visit *visit = &s->kiosk->visit;

    if (visit->is_kept)
        return stage_text(s, /* max 38 */ "Then the code goes away.");
    if (terms_keep_partial(s->kiosk) && visit->session && !visit->is_finished)
        return stage_text(s, /* max 38 */
                          "Then we keep it, marked unfinished.");
    return stage_text(s, /* max 38 */ "Then we erase what you answered.");
}

static void idle_draw(struct stage *s)
{
    int seconds = left(s);
    const struct cap caps[] = {
        {.id = '5',
         .key = "5",
         .press = '5',
         .label = stage_text(s, /* max 15 */ "I am here")},
        {.id = TARGET_END,
         .key = GLYPH_TIMES,
         .label = s->kiosk->visit.is_kept
                      ? stage_text(s, /* max 6 */ "End")
                      : stage_text(s, /* max 15 */ "Erase and end")},
    };
    const struct dialog dialog = {
        .title = stage_text(s, /* max 24 */ "Are you still here?"),
        .text = stage_text(s, /* max 38 */ "Tap, or press any key, to go on."),
        .part = seconds,
        .whole = (int)s->kiosk->config.warning_seconds * stage_slowness(s),
        .bar_text =
            stage_print(s,
                        kiosk_plural(s->kiosk, /* max 20 */ "%d second left",
                                     /* max 20 */ "%d seconds left",
                                     (unsigned long)seconds),
                        seconds),
        .after = what_then(s),
        .caps = caps,
        .caps_count = COUNT_OF(caps),
    };

    stage_page(s, "", "", NULL);
    s->prompt.question = dialog.title;
    s->prompt.hint = dialog.text;
    stage_tell(s, dialog.bar_text);
    stage_tell(s, dialog.after);
    dialog_draw(&dialog, s->canvas, &s->rack, s->grid.page);
}

/* Any key and any tap goes on; only the finger on the cross ends it. */
static enum place idle_act(struct stage *s, const struct act *act)
{
    if (act->kind == ACT_TARGET && act->id == TARGET_END) {
        s->kiosk->visit.is_refused = true;
        kiosk_abandon(s->kiosk);
        return PLACE_ATTRACT;
    }
    return PLACE_BACK;
}

static enum place idle_tick(struct stage *s)
{
    if (left(s) > 0)
        return PLACE_STAY;
    kiosk_abandon(s->kiosk);
    return PLACE_ATTRACT;
}

const struct screen SCREEN_IDLE = {
    .name = "idle",
    .any_key = true,
    .idle = IDLE_TICKS,
    .is_overlay = true,
    .enter = idle_enter,
    .draw = idle_draw,
    .act = idle_act,
    .tick = idle_tick,
};
