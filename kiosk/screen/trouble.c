/* What cannot be done now, in plain words. Answers that the disk did not take
 * wait here, and it is tried again by itself. */
#include "screen/screen.h"

#include "form/session.h"

/* Answers that could not be kept are still here, and tried again. */
static bool holds_answers(const struct stage *s)
{
    return s->kiosk->visit.is_finished;
}

static const char *reason(const struct stage *s)
{
    switch (s->kiosk->trouble) {
    case ERR_FULL:
        return stage_text(
            s, /* max 76 */ "There is no more room on this machine.");
    case ERR_BUSY:
        return stage_text(
            s, /* max 76 */ "The machine is busy with its own work.");
    case ERR_MISSING:
        return stage_text(s, /* max 76 */ "There is no question here today.");
    default:
        return stage_text(s,
                          /* max 76 */ "Something in this machine needs care.");
    }
}

static const char *const SIGNS[] = {GLYPH_LEFT, NULL, NULL, NULL, NULL};

static void draw(struct stage *s)
{
    bool kept = holds_answers(s);
    const char *title =
        kept ? stage_text(
                   s, /* max 40 */ "It was not kept. Please tell the staff.")
             : stage_text(s, /* max 40 */ "Not today. Please tell the staff.");
    const char *what =
        kept ? stage_text(s, "Your answers are still on this screen's "
                             "machine. We try again every ten seconds.")
             : stage_text(s, "Nothing of yours is lost: nothing was asked "
                             "yet.");

    stage_page(s, "", title, reason(s));
    struct rect area = s->grid.body;
    area.x += 2;
    area.width -= 4;
    stage_write(s, area, ROLE_TEXT, what);
    const char *const labels[5] = {
        kept ? NULL : stage_text(s, /* max 6 */ "Back"), NULL, NULL, NULL,
        stage_text(s, /* max 12, words 6 */ "Try again")};
    s->signs = SIGNS;
    stage_footer(s, labels, false);
}

static enum place retry(struct stage *s)
{
    struct kiosk *kiosk = s->kiosk;

    if (holds_answers(s)) {
        kiosk->trouble = kiosk_keep(kiosk, false);
        return kiosk->trouble ? PLACE_STAY : PLACE_THANKS;
    }
    kiosk_reset(kiosk);
    kiosk_reload(kiosk);
    kiosk->trouble = kiosk_check(kiosk);
    return kiosk->trouble ? PLACE_STAY : PLACE_ATTRACT;
}

static enum place act(struct stage *s, const struct act *act)
{
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    if (act->id == '#')
        return retry(s);
    return act->id == '0' && !holds_answers(s) ? PLACE_ATTRACT : PLACE_STAY;
}

const struct screen SCREEN_TROUBLE = {
    .name = "trouble",
    .idle = IDLE_TICKS,
    .draw = draw,
    .act = act,
    .tick = retry,
};
