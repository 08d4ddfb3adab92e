/* A scripted respondent: opens each form given, answers whatever it is asked,
 * and finishes.
 *
 * usage: respond FORM.xml...
 *
 * Prints a line for each form that it cannot open or finish, and last
 * `N passed, N failed, N skipped`. */
#include "base/attr.h"
#include "base/buf.h"
#include "base/file.h"
#include "form/session.h"
#include "form/xform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Steps after which a form is taken to have no end, instances of a repeat
 * that are added, and the largest form. */
enum { STEPS_MAX = 20000, REPEATS_MAX = 2, LARGEST = 32 << 20 };

struct candidates {
    const char *values[8];
};

static const struct candidates ANSWERS[] = {
    [TYPE_STRING] = {{"a", "ab", "1", "2026-11-23", "abcdefghij", "5551234567",
                      "12345678"}},
    [TYPE_INT] = {{"1", "0", "5", "20", "100"}},
    [TYPE_LONG] = {{"1", "0", "5", "20", "100"}},
    [TYPE_DECIMAL] = {{"1", "0.5", "5", "20", "100"}},
    [TYPE_BOOLEAN] = {{"true", "1"}},
    [TYPE_DATE] = {{"2026-11-23", "2000-01-01"}},
    [TYPE_TIME] = {{"10:30:00", "23:00:00"}},
    [TYPE_DATETIME] = {{"2026-11-23T10:30:00", "2000-01-01T10:30:00"}},
    [TYPE_GEOPOINT] = {{"19.4 -99.1 0 0"}},
    [TYPE_GEOTRACE] = {{"19.4 -99.1 0 0; 19.5 -99.2 0 0"}},
    [TYPE_GEOSHAPE] = {{"19.4 -99.1 0 0; 19.5 -99.2 0 0; 19.5 -99.1 0 0; "
                        "19.4 -99.1 0 0"}},
};

/* External files are there, with nothing in them. */
static enum err read_empty(void *context, const char *uri, struct buf *out)
{
    (void)context;
    if (strstr(uri, ".csv"))
        buf_puts(out, "name,label\n");
    else if (strstr(uri, ".geojson"))
        buf_puts(out, "{\"type\":\"FeatureCollection\",\"features\":[]}");
    else
        buf_puts(out, "<root/>");
    return ERR_NONE;
}

/* All choices joined, for a rank; else the i-th. */
static const char *choose(const struct question *q, size_t i, struct buf *out)
{
    if (q->control != CONTROL_RANK)
        return i < q->choices_count ? q->choices[i].value : NULL;
    if (i > 0)
        return NULL;
    for (size_t j = 0; j < q->choices_count; j++) {
        if (j)
            buf_putc(out, ' ');
        buf_puts(out, q->choices[j].value);
    }
    return buf_text(out);
}

static const char *candidate(const struct question *q, size_t i,
                             struct buf *out)
{
    bool is_choice = q->control == CONTROL_SELECT1 ||
                     q->control == CONTROL_SELECT || q->control == CONTROL_RANK;
    if (is_choice)
        return choose(q, i, out);
    if (q->control == CONTROL_TRIGGER)
        return i ? NULL : "OK";
    if (q->control == CONTROL_RANGE)
        return i == 0 ? q->range_start : i == 1 ? q->range_end : NULL;
    if (q->control == CONTROL_UPLOAD)
        return i ? NULL : "file.bin";
    if ((size_t)q->type >= COUNT_OF(ANSWERS) || i >= 8)
        return i ? NULL : "a";
    const char *value = ANSWERS[q->type].values[i];
    return value || i ? value : "a";
}

/* Tries answers until one is taken; a question may also stay unanswered. */
static bool answer(struct session *session)
{
    enum answer said = ANSWER_REQUIRED;
    for (size_t i = 0; i < 8 && said != ANSWER_TAKEN; i++) {
        const struct question *q = session_question(session);
        struct buf text;
        buf_init(&text, 0);
        const char *value = q->readonly ? NULL : candidate(q, i, &text);
        if (value)
            said = session_answer(session, NULL, value);
        buf_clear(&text);
        if (!value)
            break;
    }
    const struct question *q = session_question(session);
    return said == ANSWER_TAKEN || !q->required || q->readonly;
}

static const char *walk(struct session *session)
{
    int repeats = 0;
    enum event event = session_next(session);
    for (int steps = 0; event != EVENT_END; steps++) {
        if (steps == STEPS_MAX)
            return "has no end";
        if (event == EVENT_QUESTION && !answer(session))
            return "a required question takes no answer";
        if (event == EVENT_NEW_REPEAT && repeats++ < REPEATS_MAX &&
            session_add_repeat(session, NULL) == ERR_NONE) {
            event = session_event(session);
            continue;
        }
        event = session_next(session);
    }
    return NULL;
}

static const char *finish(struct session *session)
{
    struct response response = {.id = NULL};
    const char *why = NULL;
    if (session_validate(session))
        why = "a question is refused at the end";
    else if (session_finish(session, false, &response))
        why = "cannot be finished";
    else if (response.body_size == 0)
        why = "is empty at the end";
    response_clear(&response);
    return why;
}

static const char *respond(const char *path)
{
    const struct xform_files files = {.read = read_empty};
    const struct session_start start = {.now_ms = 1795392000000,
                                        .location = "19.43 -99.13 0 0"};
    struct xform *form = NULL;
    struct session *session = NULL;
    struct buf data;
    const char *why = NULL;

    buf_init(&data, LARGEST);
    if (file_read(path, &data))
        why = "cannot be read";
    else if (xform_load(&form, path, buf_text(&data), data.size, &files))
        why = "does not load";
    else if (session_new(&session, form, &start))
        why = "does not begin";
    else
        why = walk(session);
    if (!why)
        why = finish(session);
    if (why && session)
        printf("at %s %s\n", session_ref(session), session_fault(session));
    session_free(session);
    xform_free(form);
    buf_clear(&data);
    return why;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        const char *why = respond(argv[i]);
        failed += why != NULL;
        if (why)
            printf("fail %s: %s\n", argv[i], why);
    }
    printf("%d passed, %d failed, 0 skipped\n", argc - 1 - failed, failed);
    return failed > 0;
}
