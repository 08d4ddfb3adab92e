/* The form engine: loading, beginning, answering, moving, serialising.
 *
 * usage: engine form FILE FOLDER-OF-MEDIA ROUNDS | engine flat QUESTIONS
 * [ANSWERS] | engine start FILE FOLDER-OF-MEDIA Prints "name value" lines;
 * times in milliseconds. With ANSWERS it answers so often and prints nothing:
 * for counting instructions. */
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "form/session.h"
#include "form/xform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_ROUNDS = 101, ANSWERS = 200 };

enum figure { LOAD, BEGIN, FIRST, AGAIN, CHOICES, WALK, WRITE, FIGURES };

static const char *const NAMES[FIGURES] = {
    [LOAD] = "load",       [BEGIN] = "begin",     [FIRST] = "answer",
    [AGAIN] = "reanswer",  [CHOICES] = "choices", [WALK] = "walk_to_end",
    [WRITE] = "serialise",
};

struct bench {
    double times[FIGURES][MOST_ROUNDS];
    size_t rounds;
    const char *folder;
};

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static enum err read_media(void *context, const char *uri, struct buf *out)
{
    const struct bench *bench = context;
    const char *name = strrchr(uri, '/');
    char *path = file_join(bench->folder, name ? name + 1 : uri);
    enum err err = file_read(path, out);

    free(path);
    return err;
}

/* Something a question of that type takes; NULL when there is nothing. */
static const char *plausible(const struct question *q)
{
    if (q->readonly || q->control == CONTROL_UPLOAD)
        return NULL;
    if (q->choices_count)
        return q->choices[0].value;
    if (q->choices || q->control == CONTROL_SELECT1 ||
        q->control == CONTROL_SELECT)
        return NULL;
    switch (q->type) {
    case TYPE_STRING:
    case TYPE_INT:
    case TYPE_DECIMAL:
        return "3";
    case TYPE_DATE:
        return "2026-11-23";
    case TYPE_GEOPOINT:
        return "1 2 0 0";
    default:
        return NULL;
    }
}

/* The time of one answer, or -1 when the question took none. */
static double answer_ms(struct session *session)
{
    const struct question *q = session_question(session);
    const char *value = q ? plausible(q) : NULL;

    if (!value)
        return -1;
    char *text = xstrdup(value);
    double begin = now_ms();
    enum answer answer = session_answer(session, NULL, text);
    double took = now_ms() - begin;
    free(text);
    return answer == ANSWER_TAKEN ? took : -1;
}

static void run_answers(struct session *session, double *first, double *again,
                        double *choices)
{
    *first = *again = -1;
    *choices = -1;
    while (session_next(session) != EVENT_END) {
        if (session_event(session) != EVENT_QUESTION)
            continue;
        double begin = now_ms();
        const struct question *q = session_question(session);
        double shown = now_ms() - begin;
        if (q->choices_count > 100 && *choices < 0)
            *choices = shown;
        double took = answer_ms(session);
        if (took < 0)
            continue;
        if (*first < 0) {
            *first = took;
            *again = answer_ms(session);
        }
    }
}

static double walk_ms(struct session *session)
{
    double begin = now_ms();

    session_jump(session, "");
    while (session_next(session) != EVENT_END)
        continue;
    return now_ms() - begin;
}

static double finish_ms(struct session *session)
{
    struct response response = {.id = NULL};
    double begin = now_ms();

    if (session_finish(session, true, &response))
        exit(1);
    double took = now_ms() - begin;
    response_clear(&response);
    return took;
}

static void run_round(struct bench *bench, size_t i, const struct buf *data)
{
    struct xform_files files = {read_media, bench};
    struct session_start start = {.random_seed = 1};
    struct xform *form;
    struct session *session;
    double begin = now_ms();

    if (xform_load(&form, "bench", buf_text(data), data->size, &files))
        exit(1);
    bench->times[LOAD][i] = now_ms() - begin;
    begin = now_ms();
    if (session_new(&session, form, &start))
        exit(1);
    bench->times[BEGIN][i] = now_ms() - begin;
    run_answers(session, &bench->times[FIRST][i], &bench->times[AGAIN][i],
                &bench->times[CHOICES][i]);
    bench->times[WALK][i] = walk_ms(session);
    bench->times[WRITE][i] = finish_ms(session);
    session_free(session);
    xform_free(form);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static int bench_form(int argc, char **argv)
{
    struct bench bench = {.folder = argv[3]};
    struct buf data;

    bench.rounds = argc > 4 ? strtoul(argv[4], NULL, 10) : 9;
    if (bench.rounds == 0 || bench.rounds > MOST_ROUNDS)
        return 2;
    buf_init(&data, 0);
    if (file_read(argv[2], &data))
        return 1;
    for (size_t i = 0; i < bench.rounds; i++)
        run_round(&bench, i, &data);
    buf_clear(&data);
    for (int f = 0; f < FIGURES; f++) {
        qsort(bench.times[f], bench.rounds, sizeof(double), by_value);
        printf("%s %.6f\n", NAMES[f], bench.times[f][bench.rounds / 2]);
    }
    return 0;
}

/* Questions in a row, each tenth one with a sum that depends on it. */
static void print_flat(size_t count, struct buf *out)
{
    buf_puts(out, "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
                  "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><model>"
                  "<instance><data id=\"flat\">");
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "<q%zu/><c%zu/>", i, i);
    buf_puts(out, "</data></instance>");
    for (size_t i = 0; i < count; i++)
        buf_printf(out,
                   "<bind nodeset=\"/data/q%zu\" type=\"int\"/>"
                   "<bind nodeset=\"/data/c%zu\" type=\"int\" "
                   "calculate=\"/data/q%zu + 1\"/>",
                   i, i, i);
    buf_puts(out, "</model></h:head><h:body>");
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "<input ref=\"/data/q%zu\"/>", i);
    buf_puts(out, "</h:body></h:html>");
}

static bool answer_once(struct session *session, int i)
{
    char value[32];

    snprintf(value, sizeof value, "%d", i);
    return session_answer(session, NULL, value) == ANSWER_TAKEN;
}

/* The clock is left alone: reading it takes now more, now fewer steps. */
static bool answer_untimed(struct session *session, int answers)
{
    for (int i = 0; i < answers; i++) {
        if (!answer_once(session, i))
            return false;
    }
    return true;
}

static bool answer_timed(struct session *session)
{
    double times[ANSWERS];

    for (int i = 0; i < ANSWERS; i++) {
        double begin = now_ms();
        if (!answer_once(session, i))
            return false;
        times[i] = now_ms() - begin;
    }
    qsort(times, ANSWERS, sizeof *times, by_value);
    printf("answer %.6f\n", times[ANSWERS / 2]);
    return true;
}

static int bench_flat(size_t count, int answers)
{
    struct buf text;
    struct xform *form;
    struct session *session;
    char ref[64];

    buf_init(&text, 0);
    print_flat(count, &text);
    if (xform_load(&form, "flat", buf_text(&text), text.size, NULL) ||
        session_new(&session, form, NULL))
        return 1;
    /* The middle of the form stands for all of it. */
    snprintf(ref, sizeof ref, "/data/q%zu", count / 2);
    session_jump(session, ref);
    bool good =
        answers ? answer_untimed(session, answers) : answer_timed(session);
    session_free(session);
    xform_free(form);
    buf_clear(&text);
    return good ? 0 : 1;
}

/* A line of /proc/self/status, in kB. */
static double status_kb(const char *name)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[200];
    double value = 0;

    while (file && fgets(line, sizeof line, file)) {
        if (!strncmp(line, name, strlen(name)))
            value = strtod(line + strlen(name) + 1, NULL);
    }
    if (file)
        fclose(file);
    return value;
}

/* From nothing to the first question; the caller measures the process. */
static int bench_start(char **argv)
{
    struct bench bench = {.folder = argv[3]};
    struct xform_files files = {read_media, &bench};
    struct xform *form;
    struct session *session;
    struct buf data;

    buf_init(&data, 0);
    if (file_read(argv[2], &data) ||
        xform_load(&form, "start", buf_text(&data), data.size, &files) ||
        session_new(&session, form, NULL))
        return 1;
    while (session_next(session) != EVENT_QUESTION)
        continue;
    printf("label %zu\n", strlen(session_question(session)->label));
    /* Pages of files are shared between programs; the rest is our own. */
    printf("peak_private_kb %.0f\n",
           status_kb("VmHWM:") - status_kb("RssFile:"));
    session_free(session);
    xform_free(form);
    buf_clear(&data);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 3 && !strcmp(argv[1], "start"))
        return bench_start(argv);
    if (argc > 3 && !strcmp(argv[1], "form"))
        return bench_form(argc, argv);
    if (argc > 2 && !strcmp(argv[1], "flat"))
        return bench_flat(strtoul(argv[2], NULL, 10),
                          argc > 3 ? atoi(argv[3]) : 0);
    fprintf(stderr,
            "usage: engine form FILE FOLDER ROUNDS | flat COUNT [ANSWERS] | "
            "start FILE FOLDER\n");
    return 2;
}
