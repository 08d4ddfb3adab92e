/* The questions of a form as pages of text, for whoever looks it through
 * before anybody is asked. Drawn by the same code as on the glass. */
#include "screen/screen.h"

#include "base/log.h"
#include "form/catalog.h"
#include "form/session.h"
#include "language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 80, ROWS = 24, SHOWN = 20, MOST_QUESTIONS = 20000 };

/* Of a repeat, one instance stands for all. */
static bool is_first_of_repeat(const struct session *session)
{
    const char *ref = session_ref(session);
    const char *bracket = strrchr(ref, '[');

    return bracket && strtol(bracket + 1, NULL, 10) == 1;
}

static enum event next_question(struct session *session)
{
    enum event event = session_next(session);

    while (event != EVENT_QUESTION && event != EVENT_END) {
        bool adds = event == EVENT_NEW_REPEAT && is_first_of_repeat(session);
        if (adds && session_add_repeat(session, NULL) == ERR_NONE)
            event = session_event(session);
        else
            event = session_next(session);
    }
    return event;
}

/* One line and one column: what would end either becomes a blank. */
static void print_line(FILE *to, const char *text)
{
    for (; *text; text++)
        fputc((unsigned char)*text < ' ' ? ' ' : *text, to);
}

/* What a form feed begins: the number, the name, whether it depends on other
 * answers; then label, hint and choices, a line each; then the rows. */
static void print_page(struct stage *s, size_t number, FILE *to)
{
    const struct question *q = session_question(s->kiosk->visit.session);

    fprintf(to, "\f%zu\t%s\t%s\n", number, q->name,
            q->is_conditional ? "sometimes" : "always");
    print_line(to, q->label);
    fputc('\n', to);
    print_line(to, q->hint);
    fputc('\n', to);
    for (size_t i = 0; i < q->choices_count; i++) {
        if (i)
            fputc('\t', to);
        print_line(to, q->choices[i].label);
    }
    fputc('\n', to);
    char *rows = canvas_dump(s->canvas);
    fputs(rows, to);
    free(rows);
}

static void show(struct stage *s)
{
    s->place = question_show(s);
    pictures_wait(&s->pictures);
    stage_fresh(s);
    screen_of(s->place)->enter(s);
    stage_draw(s);
}

/* Lists that depend on an earlier choice have something to offer then. */
static void choose_first(struct session *session)
{
    const struct question *q = session_question(session);

    if (q->control == CONTROL_SELECT1 && q->choices_count && !*q->value &&
        session_answer(session, NULL, q->choices[0].value) != ANSWER_TAKEN)
        log_debug("%s: the first choice does not fit", session_ref(session));
}

static size_t print_all(struct stage *s, size_t from, FILE *to)
{
    struct session *session = s->kiosk->visit.session;
    size_t number = 0;

    while (number < MOST_QUESTIONS &&
           next_question(session) == EVENT_QUESTION) {
        number++;
        if (number >= from && number < from + SHOWN) {
            show(s);
            print_page(s, number, to);
        }
        choose_first(session);
    }
    return number;
}

enum err pages_print(struct kiosk *kiosk, const struct theme *theme,
                     const char *language, size_t from, FILE *to)
{
    const struct language *spoken = language_find(language);
    struct stage stage;

    kiosk_reload(kiosk);
    const struct catalog_entry *entry = kiosk_form(kiosk, 0);
    if (!entry)
        return ERR_MISSING;
    stage_init(&stage, kiosk, theme, COLUMNS, ROWS);
    kiosk->visit.language = spoken ? spoken->tag : language;
    kiosk->visit.entry = entry;
    enum err err = visit_open(&kiosk->visit, entry, true,
                              (struct session_start){.everything = true});
    if (!err)
        fprintf(to, "\f%zu\n", print_all(&stage, from, to));
    stage_clear(&stage);
    return err;
}
