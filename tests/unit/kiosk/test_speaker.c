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

static void what_does_not_fit_is_not_said_and_nobody_waits(void **state)
{
    struct mouth *m = *state;
    char *longest = xcalloc(1, 5001);

    memset(longest, 'x', 5000);
    assert_true(speaker_order(&m->speaker, "say", longest));
    longest[4000] = '\0';
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
            what_does_not_fit_is_not_said_and_nobody_waits, open_mouth,
            close_mouth),
        cmocka_unit_test_setup_teardown(a_program_that_died_is_noticed,
                                        open_mouth, close_mouth),
        cmocka_unit_test_setup_teardown(closing_ends_the_programs_input,
                                        open_mouth, close_mouth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
