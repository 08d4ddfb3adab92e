#include "form_check.h"

#include "base/buf.h"
#include "base/file.h"
#include "form/session.h"
#include "form/xform.h"
#include "form_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 2, LARGEST = 32 << 20, INSTANCES_MOST = 10000 };

struct fill {
    const char *form;
    const char *answers;
    const char *language;
};

static bool read_arguments(int argc, char **argv, struct fill *fill)
{
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--answers") && i + 1 < argc)
            fill->answers = argv[++i];
        else if (!strcmp(argv[i], "--language") && i + 1 < argc)
            fill->language = argv[++i];
        else if (*argv[i] != '-' && !fill->form)
            fill->form = argv[i];
        else
            return false;
    }
    return fill->form && fill->answers;
}

static const char *const REFUSALS[] = {
    [ANSWER_REQUIRED] = "an answer is required",
    [ANSWER_CONSTRAINT] = "the form's constraint refuses it",
    [ANSWER_TYPE] = "it is not of the question's type",
    [ANSWER_READONLY] = "the question is read-only",
    [ANSWER_UNKNOWN] = "no question that is asked now has this ref",
};

/* "/data/people[3]/age[1]" may name an instance that is not there yet, nor
 * those before it. */
static void make_instances(struct session *session, const char *ref)
{
    char path[1024];

    for (const char *at = strchr(ref, '['); at; at = strchr(at + 1, '[')) {
        const char *end = strchr(at, ']');
        size_t size = end ? (size_t)(end + 1 - ref) : sizeof path;
        if (size >= sizeof path)
            return;
        long last = strtol(at + 1, NULL, 10);
        for (long i = 1; i <= last && i <= INSTANCES_MOST; i++) {
            snprintf(path, sizeof path, "%.*s[%ld]", (int)(at - ref), ref, i);
            if (session_jump(session, path) == EVENT_NEW_REPEAT &&
                session_add_repeat(session, path))
                return;
        }
    }
}

static int give_answer(struct session *session, const char *path, int line,
                       char *text)
{
    char *value = text + strcspn(text, " \t");

    if (*value)
        *value++ = '\0';
    if (!session_question_at(session, text))
        make_instances(session, text);
    enum answer answer = session_answer(session, text, value);
    if (answer == ANSWER_TAKEN)
        return 0;
    const char *message = session_message(session);
    fprintf(stderr, "%s:%d: %s: %s\n", path, line, text,
            *message ? message : REFUSALS[answer]);
    return 1;
}

static int give_answers(struct session *session, const char *path, char *text)
{
    int line = 0, code = 0;

    while (text && *text) {
        char *end = strchr(text, '\n');
        if (end)
            *end++ = '\0';
        line++;
        if (*text && *text != '#')
            code |= give_answer(session, path, line, text);
        text = end;
    }
    return code;
}

static int finish(struct session *session)
{
    struct response response = {.id = NULL};
    enum err err = session_validate(session);

    if (err)
        fprintf(stderr, "%s: %s\n", session_ref(session),
                *session_message(session) ? session_message(session)
                                          : "an answer is missing or refused");
    enum err finished = session_finish(session, err != ERR_NONE, &response);
    if (!finished)
        printf("%s\n", response.body);
    response_clear(&response);
    return err || finished ? 1 : 0;
}

static int fill_form(const struct fill *fill, char *answers)
{
    struct session_start start = {.language = fill->language};
    struct xform *form = NULL;
    struct session *session = NULL;
    int code = 1;

    if (!form_source_load(fill->form, &form) &&
        !session_new(&session, form, &start)) {
        code = give_answers(session, fill->answers, answers);
        code |= finish(session);
    }
    session_free(session);
    xform_free(form);
    return code;
}

int form_fill(int argc, char **argv)
{
    struct fill fill = {.form = NULL};
    struct buf answers;

    if (!read_arguments(argc, argv, &fill)) {
        fprintf(stderr, "usage: barrio-form fill FORM --answers FILE "
                        "[--language L]\n");
        return EXIT_USAGE;
    }
    buf_init(&answers, LARGEST);
    enum err err = file_read(fill.answers, &answers);
    if (err)
        fprintf(stderr, "%s: %s\n", fill.answers, err_text(err));
    char *text = buf_steal(&answers);
    int code = err ? 1 : fill_form(&fill, text);
    free(text);
    buf_clear(&answers);
    return code;
}
