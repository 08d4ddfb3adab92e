#include "speaker.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A speaker whose program is this test. */
struct mouth {
    struct speaker speaker;
    int ear;
};

static int open_mouth(void **state)
{
    struct mouth *m = xcalloc(1, sizeof *m);
    int ends[2];

    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    m->speaker = (struct speaker){.is_open = true, .to = ends[1]};
    m->ear = ends[0];
    *state = m;
    return 0;
}

static int close_mouth(void **state)
{
    struct mouth *m = *state;

    speaker_close(&m->speaker);
    if (m->ear >= 0)
        close(m->ear);
    free(m);
    return 0;
}

static void an_order_is_one_line(void **state)
{
    struct mouth *m = *state;
    char heard[64] = "";

    assert_true(speaker_order(&m->speaker, "say", "two\nlines"));
    assert_true(speaker_order(&m->speaker, "stop", ""));
    assert_true(read(m->ear, heard, sizeof heard - 1) > 0);
    assert_string_equal(heard, "say two lines\nstop\n");
}

/* What was heard, with the orders taken out again. */
static char *joined(int ear)
{
    enum { MOST = 16384 };
    char *heard = xcalloc(1, MOST), *out = xcalloc(1, MOST), *rest = NULL;

    assert_true(read(ear, heard, MOST - 1) > 0);
    for (char *line = strtok_r(heard, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        assert_memory_equal(line, "say ", 4);
        assert_true(strlen(line) < 4096);
        strcat(out, *out ? " " : "");
        strcat(out, line + 4);
    }
    free(heard);
    return out;
}

static void a_long_text_is_said_whole_in_several_orders(void **state)
{
    struct mouth *m = *state;
    char *longest = xcalloc(1, 10001);

    for (int i = 0; i < 1000; i++)
        memcpy(longest + i * 10, "nine bytes", 10);
    assert_true(speaker_order(&m->speaker, "say", longest));
    char *heard = joined(m->ear);
    assert_string_equal(heard, longest);
    free(heard);
    free(longest);
}

static void a_text_without_blanks_is_cut_between_characters(void **state)
{
    struct mouth *m = *state;
    char *longest = xcalloc(1, 6001), *at, *rest = NULL;
    size_t total = 0;

    for (int i = 0; i < 2000; i++)
        memcpy(longest + i * 3, "\u4e2d", 3);
    assert_true(speaker_order(&m->speaker, "say", longest));
    char *heard = joined(m->ear);
    for (at = strtok_r(heard, " ", &rest); at;
         at = strtok_r(NULL, " ", &rest)) {
        assert_int_equal(strlen(at) % 3, 0);
        total += strlen(at);
    }
    assert_int_equal(total, 6000);
    free(heard);
    free(longest);
}

static void what_does_not_fit_is_not_said_and_nobody_waits(void **state)
{
    struct mouth *m = *state;
    char *longest = xcalloc(1, 4001);

    memset(longest, 'x', 4000);
    for (int i = 0; i < 100; i++)
        assert_true(speaker_order(&m->speaker, "say", longest));
    free(longest);
}

static void a_program_that_died_is_noticed(void **state)
{
    struct mouth *m = *state;

    close(m->ear);
    m->ear = -1;
    assert_false(speaker_order(&m->speaker, "say", "nobody"));
}

static void closing_ends_the_programs_input(void **state)
{
    struct mouth *m = *state;
    char heard;

    speaker_close(&m->speaker);
    assert_false(m->speaker.is_open);
    assert_int_equal(read(m->ear, &heard, 1), 0);
    speaker_close(&m->speaker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_order_is_one_line, open_mouth,
                                        close_mouth),
        cmocka_unit_test_setup_teardown(
            a_long_text_is_said_whole_in_several_orders, open_mouth,
            close_mouth),
        cmocka_unit_test_setup_teardown(
            a_text_without_blanks_is_cut_between_characters, open_mouth,
            close_mouth),
        cmocka_unit_test_setup_teardown(
            what_does_not_fit_is_not_said_and_nobody_waits, open_mouth,
            close_mouth),
        cmocka_unit_test_setup_teardown(a_program_that_died_is_noticed,
                                        open_mouth, close_mouth),
        cmocka_unit_test_setup_teardown(closing_ends_the_programs_input,
                                        open_mouth, close_mouth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
