#include "visit.h"

#include "base/log.h"
#include "form/session.h"

enum { STEPS_MOST = 100 };

/* An answer that often fits. */
static const char *answer_for(const struct question *q, int step)
{
    static const char *const TEXTS[] = {
        "x", "1", "2026-11-23", "1.5", "12:30", "0 0; 0 1; 1 1; 0 0", ""};

    if (q->choices_count)
        return q->choices[(size_t)step % q->choices_count].value;
    return TEXTS[(size_t)(q->type + (unsigned)step) % COUNT_OF(TEXTS)];
}

static void walk(struct session *session)
{
    for (int step = 0; step < STEPS_MOST; step++) {
        enum event event = session_next(session);
        if (event == EVENT_END)
            break;
        if (event == EVENT_NEW_REPEAT && step % 3 == 0 &&
            session_add_repeat(session, session_ref(session)))
            break;
        const struct question *q =
            event == EVENT_QUESTION ? session_question(session) : NULL;
        if (!q)
            continue;
        char ref[500];
        char value[500];
        size_t i = 0;
        for (const char *c = q->ref; *c && i + 1 < sizeof ref; c++)
            ref[i++] = *c;
        ref[i] = '\0';
        i = 0;
        for (const char *c = answer_for(q, step); *c && i + 1 < sizeof value;
             c++)
            value[i++] = *c;
        value[i] = '\0';
        if (session_answer(session, ref, value) != ANSWER_TAKEN)
            continue;
    }
}

void visit(const char *data, size_t size, const struct xform_files *files,
           const char *instance, size_t instance_size)
{
    const struct session_start start = {.instance = instance,
                                        .instance_size = instance_size,
                                        .now_ms = 1795429230000,
                                        .random_seed = 7};
    struct xform_problem *problems = NULL;
    struct session *session = NULL;
    struct xform *form = NULL;
    struct response response = {.id = NULL};
    size_t count = 0;

    log_set_level(LOG_LEVEL_ERROR);
    if (!xform_check(&form, "fuzz", data, size, files, &problems, &count) &&
        !session_new(&session, form, &start)) {
        walk(session);
        if (!session_validate(session) &&
            !session_finish(session, false, &response))
            response_clear(&response);
    }
    session_free(session);
    xform_problems_free(problems, count);
    xform_free(form);
}
