#include "interview.h"
#include "journal.h"
#include "kiosk.h"
#include "records.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "form/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char TEXT[] = "/data[1]/text[1]";
static const char NUMBER[] = "/data[1]/number[1]";
static const char FIRST_NAME[] = "/data[1]/people[1]/name[1]";
static const char SECOND_NAME[] = "/data[1]/people[2]/name[1]";
static const char LAST[] = "/data[1]/last[1]";

struct world {
    char folder[64];
    struct kiosk kiosk;
};

static void set(char **member, const char *text)
{
    free(*member);
    *member = xstrdup(text);
}

static void copy_form(const char *from, const char *folder)
{
    struct buf form;
    char *to = xasprintf("%s/forms/form.xml", folder);

    buf_init(&form, 1 << 20);
    assert_int_equal(file_read(from, &form), ERR_NONE);
    assert_int_equal(file_write(to, form.data, form.size), ERR_NONE);
    buf_clear(&form);
    free(to);
}

static void open_kiosk(struct world *w)
{
    struct config config;
    char name[] = "barrio-kiosk", *argv[] = {name, NULL};
    char *forms = file_join(w->folder, "forms");

    assert_int_equal(config_read(&config, 1, argv), REQUEST_RUN);
    set(&config.data, w->folder);
    set(&config.forms, forms);
    free(forms);
    const char *build = getenv("BARRIO_BUILD");
    char *locale = xasprintf("%s/locale/kiosk", build ? build : "build");
    set(&config.locale, locale);
    free(locale);
    assert_int_equal(kiosk_open(&w->kiosk, &config), ERR_NONE);
    w->kiosk.worker = xstrdup("ana");
    kiosk_reload(&w->kiosk);
}

static int open_world(void **state)
{
    struct world *w = xcalloc(1, sizeof *w);

    strcpy(w->folder, "/tmp/barrio-journal-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    char *forms = file_join(w->folder, "forms");
    assert_int_equal(file_make_folder(forms), ERR_NONE);
    free(forms);
    copy_form("tests/forms/kiosk/widgets.xml", w->folder);
    open_kiosk(w);
    assert_int_equal(
        interview_begin(&w->kiosk, kiosk_form(&w->kiosk, 0), BEGIN_BLANK, 0),
        ERR_NONE);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;

    kiosk_close(&w->kiosk);
    char *command = xasprintf("rm -rf %s", w->folder);
    int gone = system(command);
    free(command);
    free(w);
    return gone;
}

static const char *value(struct kiosk *k, const char *ref)
{
    const struct question *q = session_question_at(k->visit.session, ref);

    return q ? q->value : "nowhere";
}

static void answer(struct kiosk *k, const char *ref, const char *text)
{
    assert_int_equal(journal_answer(k, ref, text), ANSWER_TAKEN);
    assert_true(journal_commit(k));
}

/* As after a kill: memory is gone, and only the store is left. */
static void crash(struct world *w)
{
    int64_t draft = w->kiosk.journal.draft;

    w->kiosk.journal.draft = 0; /* nothing is written on the way out */
    kiosk_close(&w->kiosk);
    open_kiosk(w);
    assert_int_equal(interview_open(&w->kiosk, draft), ERR_NONE);
}

static void what_was_answered_is_there_after_a_crash(void **state)
{
    struct world *w = *state;
    struct kiosk *k = &w->kiosk;
    char *id = xstrdup(session_id(k->visit.session));

    answer(k, TEXT, "hola");
    answer(k, NUMBER, "7");
    answer(k, TEXT, "adiós");
    crash(w);
    assert_string_equal(value(k, TEXT), "adiós");
    assert_string_equal(value(k, NUMBER), "7");
    assert_string_equal(session_id(k->visit.session), id);
    free(id);
}

static void what_was_not_committed_is_not(void **state)
{
    struct world *w = *state;

    answer(&w->kiosk, TEXT, "hola");
    assert_int_equal(journal_answer(&w->kiosk, NUMBER, "7"), ANSWER_TAKEN);
    crash(w);
    assert_string_equal(value(&w->kiosk, TEXT), "hola");
    assert_string_equal(value(&w->kiosk, NUMBER), "");
}

static void it_goes_on_at_its_very_place(void **state)
{
    struct world *w = *state;
    struct session *session = w->kiosk.visit.session;

    session_jump(session, NUMBER);
    assert_true(journal_commit(&w->kiosk));
    crash(w);
    assert_string_equal(session_ref(w->kiosk.visit.session), NUMBER);
    session = w->kiosk.visit.session;
    while (session_next(session) != EVENT_END) {
    }
    assert_true(journal_commit(&w->kiosk));
    crash(w);
    assert_int_equal(session_event(w->kiosk.visit.session), EVENT_END);
}

static void undo_and_redo_survive_a_crash(void **state)
{
    struct world *w = *state;
    struct kiosk *k = &w->kiosk;

    answer(k, TEXT, "one");
    answer(k, TEXT, "two");
    assert_true(journal_undo(k));
    assert_true(journal_commit(k));
    assert_string_equal(value(k, TEXT), "one");
    assert_string_equal(session_ref(k->visit.session), TEXT);
    crash(w);
    assert_string_equal(value(k, TEXT), "one");
    assert_true(journal_redo(k));
    assert_string_equal(value(k, TEXT), "two");
    assert_false(journal_redo(k));
    assert_true(journal_undo(k));
    assert_true(journal_undo(k));
    assert_string_equal(value(k, TEXT), "");
    assert_false(journal_undo(k));
}

static void a_refused_answer_is_no_step(void **state)
{
    struct kiosk *k = &((struct world *)*state)->kiosk;

    assert_int_equal(journal_answer(k, NUMBER, "seven"), ANSWER_TYPE);
    assert_int_equal(k->journal.count, k->journal.kept);
    assert_false(journal_undo(k));
}

static void instances_come_go_and_come_back(void **state)
{
    struct world *w = *state;
    struct kiosk *k = &w->kiosk;

    if (!session_question_at(k->visit.session, FIRST_NAME))
        assert_int_equal(journal_add(k, "/data[1]/people[1]"), ERR_NONE);
    answer(k, FIRST_NAME, "Rosa");
    assert_int_equal(
        journal_copy(k, "/data[1]/people[2]", "/data[1]/people[1]"), ERR_NONE);
    assert_string_equal(value(k, SECOND_NAME), "Rosa");
    answer(k, SECOND_NAME, "Luis");
    assert_int_equal(journal_remove(k, "/data[1]/people[1]"), ERR_NONE);
    assert_true(journal_commit(k));
    assert_string_equal(value(k, FIRST_NAME), "Luis");
    crash(w);
    assert_string_equal(value(k, FIRST_NAME), "Luis");
    assert_true(journal_undo(k));
    assert_string_equal(value(k, FIRST_NAME), "Rosa");
    assert_string_equal(value(k, SECOND_NAME), "Luis");
    assert_true(journal_undo(k));
    assert_string_equal(value(k, SECOND_NAME), "Rosa");
    assert_true(journal_undo(k)); /* the whole copy at once */
    assert_null(session_question_at(k->visit.session, SECOND_NAME));
}

static void remarks_and_reasons_are_in_the_log(void **state)
{
    struct world *w = *state;
    struct kiosk *k = &w->kiosk;

    assert_int_equal(journal_answer(k, NUMBER, ""), ANSWER_TAKEN);
    journal_note_why(k, NUMBER, NO_ANSWER_DONT_KNOW);
    journal_comment(k, TEXT, "sure?");
    assert_true(journal_commit(k));
    crash(w);
    assert_int_equal(visit_why(&k->visit, NUMBER), NO_ANSWER_DONT_KNOW);
    assert_string_equal(visit_comment_of(&k->visit, TEXT), "sure?");
    assert_true(journal_undo(k));
    assert_string_equal(visit_comment_of(&k->visit, TEXT), "");
}

static int64_t finish(struct kiosk *k)
{
    int64_t draft = k->journal.draft;

    answer(k, LAST, "yes");
    assert_int_equal(kiosk_keep(k, false), ERR_NONE);
    interview_finish(k);
    kiosk_reset(k);
    return draft;
}

static void an_edit_takes_the_place_of_what_was_sent(void **state)
{
    struct kiosk *k = &((struct world *)*state)->kiosk;
    char *id = xstrdup(session_id(k->visit.session));
    const struct catalog_entry *form = kiosk_form(k, 0);

    answer(k, TEXT, "first");
    int64_t draft = finish(k);
    assert_int_equal(interview_begin(k, form, BEGIN_EDIT, draft), ERR_NONE);
    assert_string_equal(value(k, TEXT), "first");
    assert_string_not_equal(session_id(k->visit.session), id);
    answer(k, TEXT, "second");
    assert_int_equal(kiosk_keep(k, false), ERR_NONE);
    assert_string_equal(k->visit.response.deprecated_id, id);
    assert_string_equal(k->visit.response.envelope.entry_mode, "field");
    interview_finish(k);
    kiosk_reset(k);
    free(id);
}

static void
another_visit_begins_with_the_answers_of_an_earlier_one(void **state)
{
    struct kiosk *k = &((struct world *)*state)->kiosk;
    char *id = xstrdup(session_id(k->visit.session));

    answer(k, TEXT, "first");
    int64_t draft = finish(k);
    assert_int_equal(interview_begin(k, kiosk_form(k, 0), BEGIN_AGAIN, draft),
                     ERR_NONE);
    assert_string_equal(value(k, TEXT), "first");
    assert_string_not_equal(session_id(k->visit.session), id);
    answer(k, TEXT, "second");
    assert_int_equal(kiosk_keep(k, false), ERR_NONE);
    assert_string_equal(k->visit.response.deprecated_id, "");
    interview_finish(k);
    kiosk_reset(k);
    free(id);
}

static void the_lists_know_where_each_interview_is(void **state)
{
    struct world *w = *state;
    struct kiosk *k = &w->kiosk;
    struct records records;

    answer(k, TEXT, "Calle Sol");
    finish(k);
    assert_int_equal(interview_begin(k, kiosk_form(k, 0), BEGIN_BLANK, 0),
                     ERR_NONE);
    answer(k, TEXT, "Calle Luna");
    interview_close(k);
    assert_int_equal(records_load(k, &records), ERR_NONE);
    assert_int_equal(records.counts[DRAFT_OPEN], 1);
    assert_int_equal(records.counts[DRAFT_FINISHED], 1);
    assert_string_equal(records.items[0].title, "Calle Luna");
    assert_string_equal(records.items[1].title, "Calle Sol, Sí");
    records_clear(&records);
}

static void a_dropped_draft_is_gone(void **state)
{
    struct kiosk *k = &((struct world *)*state)->kiosk;
    int64_t draft = k->journal.draft;

    answer(k, TEXT, "x");
    assert_int_equal(interview_drop(k, draft), ERR_NONE);
    assert_int_equal(interview_open(k, draft), ERR_MISSING);
}

static size_t logged_bytes(const struct journal *j)
{
    size_t bytes = 0;

    for (size_t i = 0; i < j->count; i++)
        bytes += strlen(j->steps[i].value);
    return bytes;
}

static void a_series_is_logged_count_by_count(void **state)
{
    enum { COUNTS = 200, LONGEST = 12 };
    struct world *w = *state;
    struct kiosk *k = &w->kiosk;

    for (int i = 0; i < COUNTS; i++) {
        char count[32];
        snprintf(count, sizeof count, "%d 1 3", i / 4);
        answer(k, NUMBER, i % 2 ? "1" : "2");
        assert_int_equal(journal_tally(k, TEXT, count), ANSWER_TAKEN);
    }
    assert_true(journal_commit(k));
    assert_true(logged_bytes(&k->journal) < (size_t)COUNTS * LONGEST);
    char *series = xstrdup(value(k, TEXT));
    assert_true(strlen(series) == (COUNTS / 4) * strlen("0 4 0; ") - 2);
    assert_true(journal_undo(k));
    assert_true(strlen(value(k, TEXT)) == strlen(series));
    assert_non_null(strstr(value(k, TEXT), "0 4 0; 0 3 0"));
    assert_true(journal_redo(k) && journal_commit(k));
    crash(w);
    assert_string_equal(value(&w->kiosk, TEXT), series);
    assert_int_equal(journal_tally(&w->kiosk, TEXT, "not a count"),
                     ANSWER_UNKNOWN);
    assert_int_equal(journal_tally(&w->kiosk, TEXT, "0 0 4000000000"),
                     ANSWER_UNKNOWN);
    free(series);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_answered_is_there_after_a_crash),
        TEST(what_was_not_committed_is_not),
        TEST(it_goes_on_at_its_very_place),
        TEST(undo_and_redo_survive_a_crash),
        TEST(a_refused_answer_is_no_step),
        TEST(instances_come_go_and_come_back),
        TEST(remarks_and_reasons_are_in_the_log),
        TEST(an_edit_takes_the_place_of_what_was_sent),
        TEST(another_visit_begins_with_the_answers_of_an_earlier_one),
        TEST(the_lists_know_where_each_interview_is),
        TEST(a_dropped_draft_is_gone),
        TEST(a_series_is_logged_count_by_count),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
