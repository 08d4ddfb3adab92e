/* "Another one?" before each instance of a repeat that the form does not
 * count. */
#include "screen/screen.h"

#include "base/arena.h"
#include "base/log.h"
#include "form/session.h"

#include <stdlib.h>
#include <string.h>

enum { ADD, GO_ON, REMOVE, CHOICES };

/* The last step's position: "/data/people[3]" asks for the third. */
static size_t have(const struct stage *s)
{
    const char *ref = session_ref(s->kiosk->visit.session);
    const char *bracket = strrchr(ref, '[');
    long position = bracket ? strtol(bracket + 1, NULL, 10) : 1;

    return position > 1 ? (size_t)position - 1 : 0;
}

static void draw(struct stage *s)
{
    const struct question *q = session_question(s->kiosk->visit.session);
    struct list_item *items = arena_array(s->frame, CHOICES, sizeof *items);
    const char *what = q && *q->label ? q->label : "";

    items[ADD].label = have(s) ? stage_text(s, /* max 30 */ "Yes, add another")
                               : stage_text(s, /* max 30 */ "Yes, add one");
    items[GO_ON].label = stage_text(s, /* max 30 */ "No, go on");
    items[REMOVE].label = stage_text(s, /* max 30 */ "Take the last one away");
    s->list.items = items;
    s->list.count = have(s) ? CHOICES : CHOICES - 1;
    s->list.plain = true;
    s->list.word_chosen = s->list.word_back = s->list.word_more = "";
    stage_page(
        s, "", what,
        stage_print(s, stage_text(s, /* max 38 */ "%zu so far. Another one?"),
                    have(s)));
    list_draw(&s->list, s->canvas, &s->rack, s->grid.body, s->grid.slot_height);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"),
                                   stage_text(s, /* max 6 */ "Help"), NULL,
                                   NULL, stage_text(s, /* max 6 */ "Next")};
    stage_footer(s, labels, false);
}

static enum place onward(struct stage *s)
{
    session_next(s->kiosk->visit.session);
    return question_here(s);
}

/* The instance before the one that is asked about is the last there is. */
static enum place remove_last(struct stage *s)
{
    struct session *session = s->kiosk->visit.session;
    enum event event = session_previous(session);

    while (event == EVENT_NEW_REPEAT || event == EVENT_GROUP)
        event = session_previous(session);
    if (session_remove_repeat(session, NULL))
        log_warn("no repeat to take away at %s", session_ref(session));
    return question_here(s);
}

static enum place add(struct stage *s)
{
    if (session_add_repeat(s->kiosk->visit.session, NULL))
        return onward(s);
    return question_here(s);
}

static enum place act(struct stage *s, const struct act *act)
{
    size_t picked;

    if (list_act(&s->list, &s->rack, act, s->now_ms, &picked) == LIST_PICKED) {
        if (picked == ADD)
            return add(s);
        return picked == REMOVE ? remove_last(s) : onward(s);
    }
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    if (act->id == '0')
        return question_back(s);
    if (act->id == '*')
        return PLACE_HELP;
    return act->id == '#' ? onward(s) : PLACE_STAY;
}

const struct screen SCREEN_REPEAT = {
    .name = "repeat",
    .idle = IDLE_ASKS,
    .draw = draw,
    .act = act,
};
