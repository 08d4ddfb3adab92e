/* The kiosk is played by this very program: what it prints is as
 * kiosk/screen/screen.h says. */
#include "glimpse.h"

#include "asker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct seen {
    struct glimpse glimpse;
    int times, left;
    bool has_worked;
};

static void on_taken(struct visit *visit, void *context,
                     const struct glimpse *glimpse)
{
    struct seen *seen = context;

    (void)visit;
    seen->times++;
    seen->has_worked = glimpse != NULL;
    if (glimpse)
        seen->glimpse = *glimpse;
}

static void on_left(void *context)
{
    ((struct seen *)context)->left++;
}

static void take(struct asker *a, struct seen *seen, const char *folder,
                 const char *language)
{
    glimpse_take(&a->visit, &(struct glimpse_of){.folder = folder,
                                                 .language = language,
                                                 .first = 7,
                                                 .taken = on_taken,
                                                 .left = on_left,
                                                 .context = seen});
}

static int setup(void **state)
{
    struct asker *a = malloc(sizeof *a);

    assert_non_null(a);
    asker_open(a, (char *)(uintptr_t) "/nowhere");
    *state = a;
    return 0;
}

static int teardown(void **state)
{
    asker_close(*state);
    free(*state);
    return 0;
}

static void each_page_is_taken_apart(void **state)
{
    struct asker *a = *state;
    struct seen seen = {.times = 0};

    take(a, &seen, "two", "es");
    asker_wait(a);
    assert_true(seen.has_worked && seen.times == 1);
    assert_int_equal(seen.glimpse.count, 2);
    assert_int_equal(seen.glimpse.first, 7);
    assert_int_equal(seen.glimpse.total, 30);
    const struct glimpse_page *p = seen.glimpse.pages;
    assert_string_equal(p[0].number, "7");
    assert_string_equal(p[0].name, "gusta");
    assert_false(p[0].is_conditional);
    assert_string_equal(p[0].label, "es 7?");
    assert_string_equal(p[0].hint, "");
    assert_string_equal(p[0].choices, "Yes\tNo");
    assert_string_equal(p[0].rows, "row one\nrow two\n");
    assert_true(p[1].is_conditional);
    assert_string_equal(p[1].choices, "");
}

static void no_more_pages_are_taken_than_there_is_room_for(void **state)
{
    struct asker *a = *state;
    struct seen seen = {.times = 0};

    take(a, &seen, "many", "es");
    asker_wait(a);
    assert_true(seen.has_worked);
    assert_int_equal(seen.glimpse.count, GLIMPSE_PAGE);
    assert_int_equal(seen.glimpse.total, GLIMPSE_PAGE + 5);
}

static void what_says_no_total_or_fails_is_no_glimpse(void **state)
{
    static const char *const BAD[] = {"silent", "torn", "failing"};
    struct asker *a = *state;

    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct seen seen = {.times = 0};
        take(a, &seen, BAD[i], "es");
        asker_wait(a);
        assert_true(seen.times == 1 && !seen.has_worked);
        a->visit.gone(&a->visit);
        a->visit.gone = NULL;
    }
}

static void a_language_like_an_option_is_not_asked_for(void **state)
{
    struct asker *a = *state;
    struct seen seen = {.times = 0};

    take(a, &seen, "two", "--data");
    assert_true(seen.times == 1 && !seen.has_worked);
    assert_int_equal(children_count(a->hub.children), 0);
}

static void a_visitor_who_leaves_is_told_once(void **state)
{
    struct asker *a = *state;
    struct seen seen = {.times = 0};

    take(a, &seen, "waiting", "es");
    a->visit.gone(&a->visit);
    a->visit.gone = NULL;
    asker_wait(a);
    assert_int_equal(seen.left, 1);
    assert_int_equal(seen.times, 0);
}

static void print_page(int number, const char *language)
{
    printf("\f%d\tgusta\t%s\n%s %d?\n\n%s\nrow one\nrow two\n", number,
           number % 2 ? "" : "sometimes", language, number,
           number % 2 ? "Yes\tNo" : "");
}

/* glimpse FOLDER LANGUAGE FIRST; the folder's name says what to do. */
static int act(char *const *words)
{
    int first = (int)strtol(words[3], NULL, 10);
    int count = strcmp(words[1], "many") == 0 ? GLIMPSE_PAGE + 5 : 2;

    if (strcmp(words[1], "waiting") == 0)
        pause();
    if (strcmp(words[1], "silent") == 0)
        return 0;
    for (int i = 0; i < count; i++)
        print_page(first + i, words[2]);
    if (strcmp(words[1], "torn") != 0)
        printf("\f%d", count == 2 ? 30 : count);
    return strcmp(words[1], "failing") == 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_page_is_taken_apart, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            no_more_pages_are_taken_than_there_is_room_for, setup, teardown),
        cmocka_unit_test_setup_teardown(
            what_says_no_total_or_fails_is_no_glimpse, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_language_like_an_option_is_not_asked_for, setup, teardown),
        cmocka_unit_test_setup_teardown(a_visitor_who_leaves_is_told_once,
                                        setup, teardown),
    };

    /* --data FOLDER --name NAME glimpse ... */
    if (argc == 9 && strcmp(argv[5], "glimpse") == 0)
        return act(argv + 5);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
