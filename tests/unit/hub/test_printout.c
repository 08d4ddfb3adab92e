/* The children are this very program, told what to do by its arguments. */
#include "children.h"
#include "printout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { LONG = 50000 };

struct seen {
    int times;
    size_t size; /* of the text, SIZE_MAX: none */
    bool is_right;
};

static void on_done(void *context, const char *text)
{
    struct seen *seen = context;

    seen->times++;
    seen->size = text ? strlen(text) : SIZE_MAX;
    seen->is_right = text && text[strspn(text, "x")] == '\0';
}

static void run_once(struct children *children)
{
    struct pollfd polled[4];
    size_t count = children_poll(children, polled, 4);

    poll(polled, count, 20);
    children_run(children, polled, count);
}

static struct seen run(const char *what, size_t most)
{
    const char *const arguments[] = {what, NULL};
    struct children *children = children_new();
    struct seen seen = {.times = 0};
    struct printout printout;

    assert_int_equal(
        printout_start(&printout, children, arguments, most, on_done, &seen),
        ERR_NONE);
    while (!seen.times)
        run_once(children);
    assert_int_equal(children_count(children), 0);
    printout_end(&printout);
    children_free(children);
    return seen;
}

static void all_that_a_child_prints_is_told_once_it_has_ended(void **state)
{
    struct seen seen = run("print", LONG);

    (void)state;
    assert_int_equal(seen.times, 1);
    assert_int_equal(seen.size, LONG);
    assert_true(seen.is_right);
}

static void a_child_that_prints_nothing_is_told_with_an_empty_text(void **state)
{
    (void)state;
    assert_int_equal(run("nothing", 10).size, 0);
}

static void of_a_child_that_fails_nothing_is_told(void **state)
{
    (void)state;
    assert_int_equal(run("fail", LONG).size, SIZE_MAX);
}

static void a_child_that_prints_too_much_is_ended(void **state)
{
    (void)state;
    assert_int_equal(run("print", LONG - 1).size, SIZE_MAX);
    assert_int_equal(run("forever", 100000).size, SIZE_MAX);
}

static void one_that_is_let_go_of_tells_nothing_more(void **state)
{
    const char *const arguments[] = {"forever", NULL};
    struct children *children = children_new();
    struct seen seen = {.times = 0};
    struct printout printout;

    (void)state;
    assert_int_equal(printout_start(&printout, children, arguments,
                                    SIZE_MAX / 4, on_done, &seen),
                     ERR_NONE);
    run_once(children);
    printout_end(&printout);
    printout_end(&printout);
    run_once(children);
    assert_int_equal(seen.times, 0);
    assert_int_equal(children_count(children), 0);
    children_free(children);
}

static void print(size_t count)
{
    for (size_t i = 0; i < count; i++)
        putchar('x');
    fflush(stdout);
}

static int act(const char *what)
{
    if (strcmp(what, "forever") == 0)
        print(SIZE_MAX);
    if (strcmp(what, "nothing") != 0)
        print(LONG);
    return strcmp(what, "fail") == 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_a_child_prints_is_told_once_it_has_ended),
        cmocka_unit_test(
            a_child_that_prints_nothing_is_told_with_an_empty_text),
        cmocka_unit_test(of_a_child_that_fails_nothing_is_told),
        cmocka_unit_test(a_child_that_prints_too_much_is_ended),
        cmocka_unit_test(one_that_is_let_go_of_tells_nothing_more),
    };

    if (argc > 1)
        return act(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
