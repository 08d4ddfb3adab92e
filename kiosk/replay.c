#include "replay.h"

#include "history.h"
#include "journal.h"
#include "kiosk.h"
#include "tally.h"

#include "base/log.h"
#include "form/session.h"
#include "store/draft.h"

#include <stdlib.h>
#include <string.h>

/* Instances that the form counts are made where somebody walks past. */
static void walk_all(struct session *session)
{
    while (session_event(session) != EVENT_END)
        session_next(session);
}

static bool answer_again(struct session *session, const struct draft_step *step)
{
    enum answer answer = session_answer(session, step->ref, step->value);

    if (answer == ANSWER_UNKNOWN) {
        walk_all(session);
        answer = session_answer(session, step->ref, step->value);
    }
    return answer == ANSWER_TAKEN;
}

static void note_why(struct visit *visit, const struct draft_step *step)
{
    int why = atoi(step->value);

    if (why >= 0 && why <= NO_ANSWER_NOT_SAY)
        visit_note(visit, step->ref)->why = (enum no_answer)why;
}

void replay_step(struct kiosk *kiosk, const struct draft_step *step)
{
    struct session *session = kiosk->visit.session;
    bool done = true;

    session_set_now(session, step->at_ms);
    switch (history_kind(step)) {
    case STEP_ANSWER:
        done = answer_again(session, step);
        break;
    case STEP_SERIES:
        done = tally_answer(session, step->ref, step->value) == ANSWER_TAKEN;
        break;
    case STEP_ADD:
        done = session_add_repeat(session, step->ref) == ERR_NONE;
        break;
    case STEP_REMOVE:
        done = session_remove_repeat(session, step->ref) == ERR_NONE;
        break;
    case STEP_LOCATION:
        session_set_location(session, step->value);
        break;
    case STEP_LOAD:
        session_set_location(session, step->value);
        session_load_again(session);
        break;
    case STEP_WHY:
        note_why(&kiosk->visit, step);
        break;
    case STEP_COMMENT:
        visit_comment(&kiosk->visit, step->ref, step->value);
        break;
    default:
        break;
    }
    if (!done)
        log_warn("%s: a step at %s is not taken any more", session_id(session),
                 step->ref);
}

void replay_seek(struct session *session, const char *place)
{
    if (strcmp(place, JOURNAL_END) != 0)
        session_jump(session, place);
    else
        walk_all(session);
}
