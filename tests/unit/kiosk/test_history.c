#include "history.h"

#include "base/buf.h"
#include "store/draft.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 32 };

struct log {
    struct draft_step steps[MOST];
    size_t count;
    char texts[MOST][16];
};

/* "a" answers, "a+" with the one before, "<" undoes, ">" does again, "." moves:
 * "a b < c" */
static struct log read_log(const char *text)
{
    struct log log = {.count = 0};

    for (; *text; text += strspn(text, " ")) {
        size_t size = strcspn(text, " "), n = log.count++;
        bool joined = text[size - 1] == '+';
        enum step kind = *text == '<'   ? STEP_UNDO
                         : *text == '>' ? STEP_REDO
                         : *text == '.' ? STEP_MOVE
                                        : STEP_ANSWER;
        log.texts[n][0] = *text;
        log.steps[n].kind = history_word(kind, joined);
        log.steps[n].value = NULL;
        text += size;
    }
    for (size_t i = 0; i < log.count; i++)
        log.steps[i].ref = "";
    return log;
}

static void check(const char *text, const char *wanted)
{
    struct log log = read_log(text);
    size_t count, *stand = history_stands(log.steps, log.count, &count);
    char have[MOST + 1] = "";

    for (size_t i = 0; i < count; i++)
        strcat(have, log.texts[stand[i]]);
    assert_string_equal(have, wanted);
    free(stand);
}

static void undo_takes_back_and_redo_does_again(void **state)
{
    (void)state;
    check("a b c", "abc");
    check("a b c <", "ab");
    check("a b c < <", "a");
    check("a b c < < >", "ab");
    check("a b c < < > > >", "abc");
    check("a < < <", "");
}

static void a_new_answer_ends_what_could_be_done_again(void **state)
{
    (void)state;
    check("a b < c >", "ac");
    check("a b < c < >", "ac");
    check("a b < c < <", "");
}

static void what_belongs_together_goes_together(void **state)
{
    (void)state;
    check("a b c+ d+ <", "a");
    check("a b c+ d+ < >", "abcd");
    check("a b c+ d e+ < < >", "abc");
}

static void moves_are_no_changes(void **state)
{
    (void)state;
    check("a . b . < .", "a");
    check("a b < . >", "ab");
}

static void next_is_the_first_of_its_group(void **state)
{
    struct log log = read_log("a b c+ d+");

    (void)state;
    assert_ptr_equal(history_next(log.steps, log.count, false), &log.steps[1]);
    assert_null(history_next(log.steps, log.count, true));
    log = read_log("a b c+ <");
    assert_ptr_equal(history_next(log.steps, log.count, true), &log.steps[1]);
    assert_ptr_equal(history_next(log.steps, log.count, false), &log.steps[0]);
    assert_null(history_next(log.steps, 0, false));
}

static void an_unknown_word_changes_nothing(void **state)
{
    struct log log = read_log("a b");

    (void)state;
    log.steps[1].kind = "of a later version";
    size_t count, *stand = history_stands(log.steps, log.count, &count);
    assert_int_equal(count, 1);
    free(stand);
}

static void the_last_language_counts(void **state)
{
    struct draft_step steps[] = {
        {.kind = "language", .value = "fr", .ref = ""},
        {.kind = "answer", .value = "x", .ref = ""},
        {.kind = "language", .value = "ar", .ref = ""},
    };

    (void)state;
    assert_string_equal(history_language(steps, 3), "ar");
    assert_string_equal(history_language(steps, 2), "fr");
    assert_null(history_language(steps, 0));
}

static void taking_a_draft_up_is_never_undone(void **state)
{
    struct log log = read_log("a b c < < d");
    size_t count, *stand;

    (void)state;
    log.steps[1].kind = "load";
    stand = history_stands(log.steps, log.count, &count);
    assert_int_equal(count, 2); /* "a" and "c" were undone */
    assert_int_equal(stand[0], 1);
    assert_int_equal(stand[1], 5);
    free(stand);
    log = read_log("a b");
    log.steps[1].kind = "load";
    assert_ptr_equal(history_next(log.steps, log.count, false), &log.steps[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undo_takes_back_and_redo_does_again),
        cmocka_unit_test(a_new_answer_ends_what_could_be_done_again),
        cmocka_unit_test(what_belongs_together_goes_together),
        cmocka_unit_test(moves_are_no_changes),
        cmocka_unit_test(next_is_the_first_of_its_group),
        cmocka_unit_test(an_unknown_word_changes_nothing),
        cmocka_unit_test(the_last_language_counts),
        cmocka_unit_test(taking_a_draft_up_is_never_undone),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
