/* One question, for residents and workers alike: its page is here, its widget
 * is an asker (ask.h), its rules are the session's. */
#include "field/desk.h"

#include "audit.h"
#include "terms.h"

#include "base/arena.h"
#include "form/session.h"

#include <stdlib.h>
#include <string.h>

enum { MANY = 3, MOST_ORDERED = 20 };

static struct session *session_of(const struct stage *s)
{
    return s->kiosk->visit.session;
}

enum place question_show(struct stage *s)
{
    const struct question *q = session_question(session_of(s));

    audit_begin(&s->kiosk->visit, q);
    ask_load(s, q, q->value);
    ask_pictures(s, q);
    return PLACE_QUESTION;
}

enum place question_here(struct stage *s)
{
    enum event event = session_event(session_of(s));

    if (s->kiosk->worker)
        return desk_here(s);
    while (event == EVENT_BEGIN || event == EVENT_GROUP ||
           event == EVENT_REPEAT)
        event = session_next(session_of(s));
    if (event == EVENT_NEW_REPEAT)
        return PLACE_REPEAT;
    return event == EVENT_END ? PLACE_REVIEW : question_show(s);
}

enum place question_back(struct stage *s)
{
    if (s->kiosk->worker)
        return desk_back(s);
    enum event event = session_previous(session_of(s));

    while (event != EVENT_QUESTION && event != EVENT_BEGIN)
        event = session_previous(session_of(s));
    return event == EVENT_BEGIN ? PLACE_CHARTER : question_show(s);
}

/* The choices as they stood on the screen: chance may have ordered them, and
 * what comes first is chosen more often. */
static char *shown_order(const struct stage *s)
{
    struct buf order;
    size_t count = s->ask.list.count;
    bool is_select = s->ask.asker == &ASK_ONE || s->ask.asker == &ASK_MANY ||
                     s->ask.asker == &ASK_RANK;

    if (!is_select || count < 2 || count > MOST_ORDERED)
        return NULL;
    buf_init(&order, 0);
    for (size_t i = 0; i < count; i++)
        buf_printf(&order, "%s%s", i ? " " : "", s->ask.values[i]);
    return buf_steal(&order);
}

static void note_time(struct stage *s, enum no_answer why)
{
    struct visit_note *note =
        visit_note(&s->kiosk->visit, session_ref(session_of(s)));

    journal_audit(s->kiosk, "question", note->ref, s->now_ms - s->entered_ms);
    note->ms += s->now_ms - s->entered_ms;
    journal_note_why(s->kiosk, note->ref, (int)why);
    note->why = why;
    free(note->order);
    note->order = shown_order(s);
}

/* A question that came to be asked only by the answer just changed is shown
 * before the review comes back. */
static enum place onward(struct stage *s)
{
    enum event event = session_next(session_of(s));

    if (!s->from_review)
        return question_here(s);
    while (event == EVENT_GROUP || event == EVENT_REPEAT)
        event = session_next(session_of(s));
    const struct question *q = session_question(session_of(s));
    if (event == EVENT_QUESTION && !*q->value &&
        !visit_note_is_there(&s->kiosk->visit, q->ref))
        return question_show(s);
    return PLACE_REVIEW;
}

const char *question_refusal(struct stage *s, enum answer answer)
{
    const struct question *q = session_question(session_of(s));
    const char *own = session_message(session_of(s));

    if (answer == ANSWER_REQUIRED && *q->required_message)
        own = q->required_message;
    if (own && *own)
        return own;
    switch (answer) {
    case ANSWER_REQUIRED:
        return stage_text(s, /* max 38 */ "We need an answer here.");
    case ANSWER_CONSTRAINT:
        return stage_text(s,
                          /* max 38 */ "This does not fit. Please change it.");
    case ANSWER_TYPE:
        return stage_text(s, /* max 38 */ "We cannot read this. Change it.");
    default:
        return stage_text(s, /* max 38 */ "Nothing can be written here.");
    }
}

bool question_take(struct stage *s)
{
    const struct asker *asker = s->ask.asker;
    const char *missing = asker->hold ? asker->hold(s) : NULL;
    struct buf value;

    if (missing && *missing)
        stage_complain(s, missing);
    if (missing)
        return false;
    buf_init(&value, 0);
    asker->value(s, &value);
    bool is_empty = value.size == 0;
    enum answer answer = asker == &ASK_NOTE
                             ? ANSWER_TAKEN
                             : journal_answer(s->kiosk, NULL, buf_text(&value));
    buf_clear(&value);
    if (answer != ANSWER_TAKEN) {
        stage_complain(s, question_refusal(s, answer));
        return false;
    }
    note_time(s, is_empty && asker != &ASK_NOTE ? NO_ANSWER_SKIPPED
                                                : NO_ANSWER_NONE);
    return true;
}

bool question_scan(struct stage *s, const char *text)
{
    const struct question *q = session_question(session_of(s));
    bool asks = q && q->type == TYPE_BARCODE && s->ask.asker == &ASK_TEXT;

    if (asks)
        field_set(&s->ask.field, text);
    else
        stage_complain(s, stage_text(s, /* max 38 */
                                     "No code is asked for here."));
    return asks;
}

static enum place take(struct stage *s)
{
    return question_take(s) ? onward(s) : PLACE_STAY;
}

enum place question_refuse(struct stage *s, enum no_answer why)
{
    const struct question *q = session_question(session_of(s));

    if (q->required || q->readonly) {
        stage_complain(s, question_refusal(s, ANSWER_REQUIRED));
        return PLACE_STAY;
    }
    if (journal_answer(s->kiosk, NULL, "") != ANSWER_TAKEN)
        return PLACE_STAY;
    note_time(s, why);
    return onward(s);
}

/* A line that was written before and is empty now was emptied by somebody;
 * other ways of asking may have no value to show yet. */
static bool is_erased(const struct stage *s)
{
    const struct asker *asker = s->ask.asker;
    bool is_line = asker == &ASK_TEXT || asker == &ASK_NUMBER;

    return is_line && *session_question(session_of(s))->value;
}

void question_keep(struct stage *s)
{
    struct buf value;

    buf_init(&value, 0);
    s->ask.asker->value(s, &value);
    if (s->ask.asker != &ASK_NOTE && (value.size || is_erased(s)) &&
        journal_answer(s->kiosk, NULL, buf_text(&value)) == ANSWER_TAKEN)
        note_time(s, NO_ANSWER_NONE);
    buf_clear(&value);
}

/* Going back keeps a draft that the form takes, and forgets another. */
static enum place retreat(struct stage *s)
{
    if (s->ask.asker->back && s->ask.asker->back(s))
        return PLACE_STAY;
    question_keep(s);
    return question_back(s);
}

/* On the small page a list of answers needs the room that a hint takes under
 * a long question; the help sheet then says it. */
static bool has_room(struct stage *s, const struct question *q)
{
    const struct prompt bare = {.question = q->label};

    return !stage_is_small(s) ||
           prompt_rows(&bare, canvas_width(s->canvas)) < 2 ||
           (*q->hint && q->choices_count < MANY);
}

/* A form may ask that choosing goes on by itself ("quick"); the hint says
 * so. */
static bool is_quick(const struct stage *s, const struct question *q)
{
    const struct asker *asker = s->ask.asker;

    /* "quick", "quickcompact" and "quickcompact-2". */
    const char *word = strstr(q->appearance, "quick");
    bool asked = word && (word == q->appearance || word[-1] == ' ');
    return asker == &ASK_PICK || ((asker == &ASK_ONE || asker == &ASK_LIKERT) &&
                                  (asked || s->kiosk->worker));
}

/* Whoever asks what is sensitive owes the reason. */
static const char *with_reason(struct stage *s, const char *hint)
{
    return stage_print(s, "%s%s%s %s", hint, *hint ? " " : "",
                       stage_text(s, /* max 38 */ "Why we ask this:"),
                       terms_sensitive(s->kiosk));
}

static const char *hint(struct stage *s, const struct question *q)
{
    if (ask_looks(q, VISIT_SENSITIVE))
        return with_reason(s, q->hint);
    if (!has_room(s, q))
        return "";
    if (*q->hint)
        return q->hint;
    if (is_quick(s, q))
        return stage_text(s, /* max 38 */ "Choose one: it goes on by itself.");
    if (*q->group_label)
        return q->group_label;
    return q->type == TYPE_BARCODE
               ? stage_text(s, /* max 38 */ "Scan the code, or type it.")
               : stage_text(s, s->ask.asker->hint);
}

static const char *const SIGNS[] = {GLYPH_LEFT, "?", GLYPH_ELLIPSIS,
                                    GLYPH_TIMES, GLYPH_RIGHT};

static void draw_footer(struct stage *s, const struct question *q)
{
    bool may_refuse = !q->required && !q->readonly;
    const char *const labels[5] = {
        stage_text(s, /* max 6 */ "Back"),
        stage_text(s, /* max 6 */ "Help"),
        may_refuse ? stage_text(s, /* max 15 */ "I don't know") : NULL,
        may_refuse ? stage_text(s, /* max 13, words 6 */ "Rather not") : NULL,
        stage_text(s, /* max 6 */ "Next"),
    };

    s->signs = SIGNS;
    stage_footer(s, labels, s->ask.asker->digits);
}

static void draw(struct stage *s)
{
    const struct question *q = session_question(session_of(s));
    size_t number, total;

    session_progress(session_of(s), &number, &total);
    const char *middle = stage_print(
        s, stage_text(s, /* max 20 */ "Question %zu of %zu"), number, total);
    stage_page_step(s, middle, number, total, q->label, hint(s, q));
    ask_picture_draw(s);
    s->ask.asker->draw(s, q);
    ask_tell(s);
    if (s->kiosk->worker)
        desk_question_keys(s, q);
    else
        draw_footer(s, q);
}

static bool goes_on(struct stage *s, const struct act *act)
{
    struct buf value;

    bool chooses = act->kind == ACT_TARGET || act->nav == NAV_ENTER;

    if (!chooses || !is_quick(s, session_question(session_of(s))))
        return false;
    buf_init(&value, 0);
    s->ask.asker->value(s, &value);
    bool is_chosen = value.size > 0;
    buf_clear(&value);
    return is_chosen;
}

static enum place widget(struct stage *s, const struct act *act)
{
    enum asked asked = s->ask.asker->act(s, act);

    if (asked == ASKED_CHANGED)
        s->change = CHANGE_WIDGET;
    switch (asked) {
    case ASKED_TOO_MANY:
        stage_complain(
            s, stage_text(s, /* max 38 */ "No more fit. Take one away."));
        break;
    case ASKED_FULL:
        stage_complain(s,
                       stage_text(s, /* max 38 */ "No more letters fit here."));
        break;
    case ASKED_UNUSED:
        if (act->kind == ACT_NAV && act->nav == NAV_ESCAPE)
            return retreat(s);
        break;
    case ASKED_USED:
    case ASKED_CHANGED:
        return goes_on(s, act) ? take(s) : PLACE_STAY;
    }
    return PLACE_STAY;
}

static enum place code(struct stage *s, const char *text)
{
    return question_scan(s, text) ? take(s) : PLACE_STAY;
}

static enum place act(struct stage *s, const struct act *act)
{
    if (act->kind != ACT_TARGET)
        return widget(s, act);
    switch (act->id) {
    case '0':
        return retreat(s);
    case '*':
        return PLACE_HELP;
    case '8':
        return question_refuse(s, NO_ANSWER_DONT_KNOW);
    case '9':
        return question_refuse(s, NO_ANSWER_NOT_SAY);
    case '#':
        return take(s);
    default:
        return widget(s, act);
    }
}

/* Where there is nothing to answer, the way on is the first thing to do. */
static void enter(struct stage *s)
{
    if (s->ask.asker == &ASK_NOTE)
        rack_focus(&s->rack, '#');
    /* A worker types at once; Enter then goes on. */
    s->rack.types = s->kiosk->worker && s->ask.asker->digits;
}

const struct screen SCREEN_QUESTION = {
    .name = "question",
    .enter = enter,
    .idle = IDLE_ASKS,
    .draw = draw,
    .act = act,
    .code = code,
};
