/* The way of a worker through a form: groups of one screen are sheets, repeats
 * are tables, the rest is asked as a resident is asked. */
#include "field/desk.h"

#include "base/mem.h"
#include "form/session.h"

#include <stdlib.h>
#include <string.h>

static struct session *session_of(const struct stage *s)
{
    return s->kiosk->visit.session;
}

static bool is_sheet(struct stage *s)
{
    if (session_event(session_of(s)) != EVENT_GROUP)
        return false;
    const struct question *q = session_question(session_of(s));
    return q && ask_looks(q, "field-list");
}

/* Whether a group around the question is shown on one screen; its ref is then
 * the base of the sheet. The place stays. */
static bool find_sheet(struct stage *s)
{
    struct session *session = session_of(s);
    char *here = xstrdup(session_ref(session)), *around = xstrdup(here);
    bool found = is_sheet(s);

    for (char *slash;
         !found && (slash = strrchr(around, '/')) && slash != around;) {
        *slash = '\0';
        session_jump(session, around);
        found = strcmp(session_ref(session), around) == 0 && is_sheet(s);
    }
    if (found) {
        buf_reset(&s->desk->base);
        buf_puts(&s->desk->base, session_ref(session));
    }
    session_jump(session, here);
    free(here);
    free(around);
    return found;
}

/* "/data[1]/person" of "/data[1]/person[3]". */
static void set_table(struct stage *s)
{
    const char *ref = session_ref(session_of(s));
    const char *bracket = strrchr(ref, '[');

    buf_reset(&s->desk->base);
    buf_add(&s->desk->base, ref,
            bracket ? (size_t)(bracket - ref) : strlen(ref));
}

/* At the head of a sheet the first of its questions is meant. */
static enum place sheet(struct stage *s)
{
    if (session_event(session_of(s)) == EVENT_GROUP)
        session_next(session_of(s));
    enum event event = session_event(session_of(s));
    if (event != EVENT_QUESTION)
        return desk_here(s);
    return desk_counts(s) ? PLACE_TALLY : PLACE_SHEET;
}

enum place desk_here(struct stage *s)
{
    enum event event = session_event(session_of(s));

    if (event == EVENT_BEGIN)
        event = session_next(session_of(s));
    switch (event) {
    case EVENT_REPEAT:
    case EVENT_NEW_REPEAT:
        set_table(s);
        return PLACE_TABLE;
    case EVENT_GROUP:
    case EVENT_QUESTION:
        if (find_sheet(s))
            return sheet(s);
        if (event == EVENT_QUESTION)
            return question_show(s);
        session_next(session_of(s));
        return desk_here(s);
    default:
        return PLACE_CLOSING;
    }
}

enum place desk_back(struct stage *s)
{
    enum event event = session_previous(session_of(s));

    while (event == EVENT_GROUP)
        event = session_previous(session_of(s));
    if (event == EVENT_BEGIN)
        stage_complain(s, stage_text(s, /* max 38 */ "This is the beginning."));
    return desk_here(s);
}

static bool is_below(const char *ref, const char *base, size_t size)
{
    return strncmp(ref, base, size) == 0 &&
           (ref[size] == '/' || ref[size] == '[' || !ref[size]);
}

void desk_pass(struct stage *s, const char *base)
{
    struct session *session = session_of(s);
    size_t size = strlen(base);
    enum event event = session_event(session);

    while (event != EVENT_END && is_below(session_ref(session), base, size))
        event = session_next(session);
}
