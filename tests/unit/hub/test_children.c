/* The children are this very program, told what to do by its arguments. */
#include "children.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/sched.h>
#include <sched.h>
#include <cmocka.h>

struct seen {
    struct child *child;
    char text[64];
    size_t size;
    bool is_over;
};

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static void on_ready(void *context)
{
    struct seen *seen = context;
    ssize_t n;

    while ((n = child_read(seen->child, seen->text + seen->size,
                           sizeof seen->text - 1 - seen->size)) > 0)
        seen->size += (size_t)n;
    seen->is_over = n < 0;
}

static void run_once(struct children *children)
{
    struct pollfd polled[4];
    size_t count = children_poll(children, polled, 4);

    poll(polled, count, 20);
    children_run(children, polled, count);
}

static void what_a_child_says_and_how_it_ends_is_heard(void **state)
{
    struct children *children = children_new();
    static const char *const SAY[] = {"say", NULL};
    struct seen seen = {.child = NULL};

    (void)state;
    assert_int_equal(
        child_start(&seen.child, children, SAY, "hello", on_ready, &seen), 0);
    assert_int_equal(children_count(children), 1);
    while (!seen.is_over)
        run_once(children);
    assert_string_equal(seen.text, "hello 10");
    assert_int_equal(child_end(seen.child), 7);
    assert_int_equal(children_count(children), 0);
    children_free(children);
}

static void nobody_waits_for_a_child_that_is_slow_to_end(void **state)
{
    struct children *children = children_new();
    static const char *const LINGER[] = {"linger", NULL};
    struct seen seen = {.child = NULL};
    int ends[2];
    char fd[16];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    snprintf(fd, sizeof fd, "%d\n", ends[0]);
    assert_int_equal(
        child_start(&seen.child, children, LINGER, fd, on_ready, &seen), 0);
    while (seen.size < strlen("closing"))
        run_once(children);
    /* It has closed its output, and does not end before we let it. */
    for (int i = 0; i < 5; i++)
        run_once(children);
    assert_false(seen.is_over);
    assert_int_equal(write(ends[1], "x", 1), 1);
    while (!seen.is_over)
        run_once(children);
    assert_int_equal(child_end(seen.child), 3);
    close(ends[0]);
    close(ends[1]);
    children_free(children);
}

static void a_child_that_yields_runs_where_nobody_else_wants_to(void **state)
{
    struct children *children = children_new();
    static const char *const POLICY[] = {"policy", NULL};
    struct seen seen = {.child = NULL};
    int ends[2];
    char line[16];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    snprintf(line, sizeof line, "%d\n", ends[0]);
    assert_int_equal(
        child_start(&seen.child, children, POLICY, line, on_ready, &seen), 0);
    child_yield(seen.child);
    /* Not before does it look. */
    assert_int_equal(write(ends[1], "x", 1), 1);
    while (!seen.is_over)
        run_once(children);
    snprintf(line, sizeof line, "%d", SCHED_IDLE);
    assert_string_equal(seen.text, line);
    assert_int_equal(child_end(seen.child), 0);
    close(ends[0]);
    close(ends[1]);
    children_free(children);
}

static void who_is_let_go_is_killed_and_reaped(void **state)
{
    struct children *children = children_new();
    static const char *const SLEEP[] = {"sleep", NULL};
    struct seen seen = {.child = NULL};
    struct rusage usage;

    (void)state;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(
            child_start(&seen.child, children, SLEEP, "", on_ready, &seen), 0);
        assert_int_equal(child_end(seen.child), -1);
        run_once(children);
    }
    assert_int_equal(child_end(NULL), -1);
    children_free(children);
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void there_is_an_end_to_how_many_run(void **state)
{
    struct children *children = children_new();
    static const char *const SLEEP[] = {"sleep", NULL};
    struct child *all[40] = {NULL};
    size_t n = 0;

    (void)state;
    while (n < 40 && !child_start(&all[n], children, SLEEP, "", on_ready, NULL))
        n++;
    assert_int_equal(n, children_count(children));
    assert_true(n > 8 && n < 40);
    assert_null(all[n]);
    children_free(children);
}

/* What a child does: its exit status. */
static int act(const char *part)
{
    char line[64] = "";
    char byte;

    if (strcmp(part, "sleep") == 0)
        pause();
    if (!fgets(line, sizeof line, stdin))
        return 1;
    if (strcmp(part, "say") == 0) {
        printf("%s %d", line, getpriority(PRIO_PROCESS, 0));
        return 7;
    }
    if (strcmp(part, "policy") == 0) {
        if (read((int)strtol(line, NULL, 10), &byte, 1) == 1)
            printf("%d", sched_getscheduler(0));
        return 0;
    }
    printf("closing");
    fflush(stdout);
    close(STDOUT_FILENO);
    if (read((int)strtol(line, NULL, 10), &byte, 1) != 1)
        pause_ms(1);
    return 3;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_child_says_and_how_it_ends_is_heard),
        cmocka_unit_test(nobody_waits_for_a_child_that_is_slow_to_end),
        cmocka_unit_test(a_child_that_yields_runs_where_nobody_else_wants_to),
        cmocka_unit_test(who_is_let_go_is_killed_and_reaped),
        cmocka_unit_test(there_is_an_end_to_how_many_run),
    };

    if (argc > 1)
        return act(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
