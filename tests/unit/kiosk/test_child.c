/* kiosk/child with real programs. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* What a shell with this script writes, started as the kiosk starts it. */
static void say(char *out, size_t size, const char *script, bool is_apart)
{
    char shell[] = "/bin/sh", option[] = "-c";
    char *words[] = {shell, option, (char *)script, NULL};
    int ends[2], status;
    size_t got = 0;
    pid_t child;

    assert_int_equal(child_pipe(ends), ERR_NONE);
    const struct child_streams streams = {CHILD_NOTHING, ends[1],
                                          STDERR_FILENO};
    assert_int_equal(child_start(&child, words, &streams, is_apart), 0);
    close(ends[1]);
    for (ssize_t n; (n = read(ends[0], out + got, size - 1 - got)) > 0;)
        got += (size_t)n;
    out[got] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static unsigned long mask(const char *name, bool is_apart)
{
    char script[80], text[80];
    unsigned long value = 0;

    snprintf(script, sizeof script, "sed -n 's/^%s:.//p' /proc/self/status",
             name);
    say(text, sizeof text, script, is_apart);
    assert_int_equal(sscanf(text, "%lx", &value), 1);
    return value;
}

/* The kiosk ignores what a terminal raises and holds signals back. */
static void signals(void **state)
{
    const unsigned long raised = 1ul << (SIGINT - 1),
                        told = 1ul << (SIGTERM - 1);
    sigset_t held;

    (void)state;
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    sigemptyset(&held);
    sigaddset(&held, SIGUSR1);
    sigprocmask(SIG_BLOCK, &held, NULL);
    assert_int_equal(mask("SigIgn", false) & (raised | told), raised);
    assert_int_equal(mask("SigIgn", true) & (raised | told), 0);
    assert_int_equal(mask("SigBlk", false), 0);
    assert_int_equal(mask("SigBlk", true), 0);
    sigprocmask(SIG_UNBLOCK, &held, NULL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

static void groups(void **state)
{
    const char *script = "cut -d' ' -f5 /proc/$$/stat; echo $$";
    char text[80];
    int group, shell;

    (void)state;
    say(text, sizeof text, script, false);
    assert_int_equal(sscanf(text, "%d %d", &group, &shell), 2);
    assert_int_equal(group, getpgrp());
    say(text, sizeof text, script, true);
    assert_int_equal(sscanf(text, "%d %d", &group, &shell), 2);
    assert_int_equal(group, shell);
}

/* Of the pipe only the end that it is given; where nothing leads, /dev/null. */
static void streams_only(void **state)
{
    char text[256];

    (void)state;
    say(text, sizeof text,
        "readlink /proc/$$/fd/0; for f in /proc/$$/fd/*; do "
        "[ \"$(readlink $f)\" != \"$(readlink /proc/$$/fd/1)\" ] || echo one; "
        "done",
        false);
    assert_string_equal(text, "/dev/null\none\n");
}

static void missing(void **state)
{
    char path[] = "/nowhere/at/all", name[] = "barrio-nothing-of-this-name";
    char *words[] = {path, NULL}, *own[] = {name, NULL};
    const struct child_streams streams = {CHILD_NOTHING, CHILD_NOTHING,
                                          STDERR_FILENO};
    pid_t child = 7;

    (void)state;
    assert_int_equal(child_start(&child, words, &streams, false), ENOENT);
    assert_int_equal(child_start_own(&child, own, &streams), ENOENT);
    assert_int_equal(child, 7);
    assert_ptr_equal(own[0], name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals),
        cmocka_unit_test(groups),
        cmocka_unit_test(streams_only),
        cmocka_unit_test(missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
