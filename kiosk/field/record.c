/* One interview that was finished: where it is, and what can be done with it.
 */
#include "field/desk.h"

#include "interview.h"

#include <string.h>

static const struct catalog_entry *form_of(struct stage *s)
{
    return interview_form(s->kiosk, s->desk->record.number);
}

static const char *state(struct stage *s)
{
    switch (s->desk->record.state) {
    case DRAFT_FINISHED:
        return stage_text(s, "Finished. It waits here for a network.");
    case DRAFT_SENT:
        return stage_text(s, "Sent: the city has it.");
    case DRAFT_REFUSED:
        return stage_text(s, "The city did not take it. Change it and send it "
                             "again.");
    case DRAFT_RETURNED:
        return stage_text(s, "A coordinator sent it back. Read why, change it "
                             "and send it again.");
    default:
        return "";
    }
}

static void draw(struct stage *s)
{
    const struct record *r = &s->desk->record;
    const struct bar_key keys[] = {
        {.id = 'e', .label = stage_text(s, /* max 9 */ "Change")},
        {.id = 'a', .label = stage_text(s, /* max 10 */ "New visit")},
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        {.id = 'k', .label = stage_text(s, /* max 7 */ "Keys")},
        {0},
    };
    struct rect area = desk_page(
        s, s->kiosk->worker,
        *r->title ? r->title : stage_text(s, /* max 20 */ "nothing answered"));

    desk_message(s, &area, "");
    area.y += !s->grid.small;
    area.height -= !s->grid.small;
    area.y += stage_write(s, area, ROLE_MUTED, r->form) + !s->grid.small;
    area.y += stage_write(s, area, ROLE_TEXT, state(s));
    if (*r->reason)
        area.y +=
            stage_write(s, area, ROLE_WARNING, stage_print(s, "%s", r->reason));
    area.y += !s->grid.small;
    if (area.y < s->grid.page.height)
        stage_write(s, area, ROLE_MUTED,
                    stage_text(s, "A change makes a new version; the first one "
                                  "stays in the city's records. A new visit "
                                  "begins with these answers."));
    s->rack.free_keys = true;
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static enum place begin(struct stage *s, enum beginning how)
{
    const struct catalog_entry *entry = form_of(s);
    enum err err =
        entry ? interview_begin(s->kiosk, entry, how, s->desk->record.number)
              : ERR_MISSING;

    if (!err)
        return desk_here(s);
    stage_complain(s, stage_text(s, /* max 38 */
                                 "It cannot be opened; see the log."));
    return PLACE_STAY;
}

static enum place act(struct stage *s, const struct act *act)
{
    if (act->kind == ACT_NAV && act->nav == NAV_ESCAPE)
        return PLACE_DESK;
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    switch (act->id) {
    case 'e':
        return begin(s, BEGIN_EDIT);
    case 'a':
        return begin(s, BEGIN_AGAIN);
    case 'b':
        return PLACE_DESK;
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_RECORD = {
    .name = "record",
    .idle = IDLE_LEAVES,
    .draw = draw,
    .act = act,
};
