#include "progress.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { ROWS = 2000 };

/* What was told, whole; the writing end is closed. */
static size_t told(const int ends[2], char *out, size_t size)
{
    size_t used = 0;
    ssize_t n;

    close(ends[1]);
    while ((n = read(ends[0], out + used, size - 1 - used)) > 0)
        used += (size_t)n;
    close(ends[0]);
    out[used] = '\0';
    return used;
}

static void count(struct progress *p, int64_t rows)
{
    for (int64_t i = 0; i < rows; i++)
        assert_int_equal(progress_step(p), ERR_NONE);
}

static void the_beginning_and_the_end_are_always_told(void **state)
{
    struct progress p;
    char text[64];
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(progress_begin(&p, ends[1], 3), ERR_NONE);
    count(&p, 3);
    told(ends, text, sizeof text);
    assert_string_equal(text, "0 3\n3 3\n");
}

/* However slow the machine is: a line for 256 rows at the most. */
static void the_rows_between_are_told_in_order_and_not_each(void **state)
{
    long long before = -1, done, total, lines = 0;
    struct progress p;
    char text[4096];
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(progress_begin(&p, ends[1], ROWS), ERR_NONE);
    count(&p, ROWS);
    told(ends, text, sizeof text);
    for (char *at = text; *at; at++, lines++) {
        done = strtoll(at, &at, 10);
        total = strtoll(at, &at, 10);
        assert_true(done > before && total == ROWS && *at == '\n');
        before = done;
    }
    assert_int_equal(before, ROWS);
    assert_true(lines <= 2 + ROWS / 256);
}

static void an_export_without_a_listener_counts_for_itself(void **state)
{
    struct progress p;

    (void)state;
    assert_int_equal(progress_begin(&p, -1, 10), ERR_NONE);
    count(&p, 11);
    assert_int_equal(p.done, 11);
}

static void who_has_gone_ends_the_work(void **state)
{
    struct progress p;
    int ends[2];

    (void)state;
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(progress_begin(&p, ends[1], 2), ERR_NONE);
    close(ends[0]);
    assert_int_equal(progress_step(&p), ERR_NONE);
    assert_int_equal(progress_step(&p), ERR_IO);
    assert_int_equal(progress_begin(&p, ends[1], 2), ERR_IO);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_beginning_and_the_end_are_always_told),
        cmocka_unit_test(the_rows_between_are_told_in_order_and_not_each),
        cmocka_unit_test(an_export_without_a_listener_counts_for_itself),
        cmocka_unit_test(who_has_gone_ends_the_work),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
