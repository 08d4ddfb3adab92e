#define _XOPEN_SOURCE 700 /* pseudo-terminals */
#include "ui/terminal.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* A child that owns a pseudo-terminal, and what it has written so far. */
struct session {
    int master;
    pid_t child;
    struct buf seen;
};

static void describe(const struct input *in, char out[40])
{
    switch (in->kind) {
    case INPUT_TEXT:
        snprintf(out, 40, "<text %s>", in->text);
        break;
    case INPUT_KEY:
        snprintf(out, 40, "<key %d>", in->key);
        break;
    case INPUT_PRESS:
        snprintf(out, 40, "<press %d,%d>", in->x, in->y);
        break;
    case INPUT_RESIZE:
        snprintf(out, 40, "<size %d,%d>", in->x, in->y);
        break;
    default:
        snprintf(out, 40, "<kind %d>", in->kind);
    }
}

/* Shows each input in words until 'q'; the exit status tells how it went. */
static int run_child(void)
{
    struct terminal *t = NULL;
    struct theme theme;

    if (theme_load(&theme, "themes", "plaza"))
        return 3;
    if (terminal_open(&t, &theme))
        return 2;
    struct canvas *c = canvas_new(terminal_width(t), terminal_height(t));
    struct input in = {.kind = INPUT_NONE};
    canvas_set_glyphs(c, terminal_glyphs(t));
    while (in.kind != INPUT_CLOSED &&
           !(in.kind == INPUT_TEXT && in.text[0] == 'q')) {
        char line[40];
        describe(&in, line);
        canvas_wipe(c);
        canvas_box(c, (struct rect){0, 0, 5, 3}, ROLE_ACCENT);
        canvas_text(c, 0, 4, ROLE_TEXT, "ready ñ");
        canvas_text(c, 0, 5, ROLE_TEXT, line);
        terminal_show(t, c);
        in = terminal_read(t, NULL, 0, -1);
        if (in.kind == INPUT_RESIZE)
            canvas_resize(c, in.x, in.y);
    }
    canvas_free(c);
    terminal_close(t);
    return 0;
}

static void become_child(int master, const char *slave, const char *term,
                         const char *locale)
{
    close(master);
    setsid();
    signal(SIGHUP, SIG_IGN); /* the terminal's end is to be read, too */
    int fd = open(slave, O_RDWR);
    struct winsize size = {.ws_row = 10, .ws_col = 40};
    ioctl(fd, TIOCSWINSZ, &size);
    dup2(fd, STDIN_FILENO);
    dup2(fd, STDOUT_FILENO);
    setenv("TERM", term, 1);
    setenv("LC_ALL", locale, 1);
    _exit(run_child());
}

static struct session start(const char *term, const char *locale)
{
    struct session s = {.master = posix_openpt(O_RDWR | O_NOCTTY)};

    buf_init(&s.seen, 0);
    assert_true(s.master >= 0);
    assert_int_equal(grantpt(s.master) | unlockpt(s.master), 0);
    const char *slave = ptsname(s.master);
    s.child = fork();
    assert_true(s.child >= 0);
    if (s.child == 0)
        become_child(s.master, slave, term, locale);
    return s;
}

/* Reads until the text appears, or fails after ten seconds of silence. */
static void wait_for(struct session *s, const char *text)
{
    enum { PATIENCE_MS = 10000 };
    while (!strstr(buf_text(&s->seen), text)) {
        char bytes[4096];
        struct pollfd fd = {.fd = s->master, .events = POLLIN};
        assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
        ssize_t n = read(s->master, bytes, sizeof bytes);
        assert_true(n > 0);
        buf_add(&s->seen, bytes, (size_t)n);
    }
}

static void send_and_expect(struct session *s, const char *bytes,
                            const char *text)
{
    buf_reset(&s->seen);
    assert_int_equal(write(s->master, bytes, strlen(bytes)), strlen(bytes));
    wait_for(s, text);
}

/* Reads to the end and returns the exit status. */
static int finish(struct session *s)
{
    char bytes[4096];
    int status;

    for (ssize_t n; (n = read(s->master, bytes, sizeof bytes)) > 0;)
        buf_add(&s->seen, bytes, (size_t)n);
    assert_int_equal(waitpid(s->child, &status, 0), s->child);
    close(s->master);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void quit(struct session *s)
{
    assert_int_equal(write(s->master, "q", 1), 1);
    assert_int_equal(finish(s), 0);
    buf_clear(&s->seen);
}

static void unknown_and_dumb_terminals_are_refused_without_garbage(void **state)
{
    static const char *const TERMS[] = {"nonsense-42", "dumb", ""};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TERMS); i++) {
        struct session s = start(TERMS[i], "C.UTF-8");
        assert_int_equal(finish(&s), 2);
        assert_null(strchr(buf_text(&s.seen), '\033'));
        buf_clear(&s.seen);
    }
}

static void keys_taps_and_sizes_are_reported(void **state)
{
    struct session s = start("xterm-256color", "C.UTF-8");
    struct winsize size = {.ws_row = 12, .ws_col = 50};

    (void)state;
    wait_for(&s, "ready ñ");
    send_and_expect(&s, "\033[<0;3;4M", "press 2,3");
    send_and_expect(&s, "ñ", "text ñ");
    ioctl(s.master, TIOCSWINSZ, &size);
    kill(s.child, SIGWINCH);
    buf_reset(&s.seen);
    wait_for(&s, "size 50,12");
    quit(&s);
}

static void no_key_or_signal_of_a_terminal_ends_the_program(void **state)
{
    static const int SIGNALS[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    struct session s = start("xterm-256color", "C.UTF-8");

    (void)state;
    wait_for(&s, "ready");
    for (size_t i = 0; i < COUNT_OF(SIGNALS); i++)
        kill(s.child, SIGNALS[i]);
    send_and_expect(&s, "\003\004\032\034\021\023\017\026x", "text x");
    quit(&s);
}

static void the_terminal_is_given_back_as_it_was(void **state)
{
    struct session s = start("xterm-256color", "C.UTF-8");

    (void)state;
    wait_for(&s, "ready");
    assert_non_null(strstr(buf_text(&s.seen), "\033[?1006h"));
    buf_reset(&s.seen);
    assert_int_equal(write(s.master, "q", 1), 1);
    assert_int_equal(finish(&s), 0);
    assert_non_null(strstr(buf_text(&s.seen), "\033[?1006l"));
    assert_non_null(strstr(buf_text(&s.seen), "\033[?1049l"));
    assert_non_null(strstr(buf_text(&s.seen), "\033]104")); /* palette */
    buf_clear(&s.seen);
}

static void without_a_utf8_locale_texts_are_still_whole(void **state)
{
    struct session s = start("xterm", "C");

    (void)state;
    wait_for(&s, "ready ñ");
    assert_non_null(strstr(buf_text(&s.seen), "╭"));
    quit(&s);
}

static void the_console_gets_marks_that_its_fonts_have(void **state)
{
    struct session s = start("linux", "C.UTF-8");

    (void)state;
    wait_for(&s, "ready");
    assert_null(strstr(buf_text(&s.seen), "╭"));
    assert_non_null(strstr(buf_text(&s.seen), "┌"));
    quit(&s);
}

static void poor_terminals_work_without_colours(void **state)
{
    struct session s = start("vt100", "C.UTF-8");

    (void)state;
    wait_for(&s, "ready");
    assert_null(strstr(buf_text(&s.seen), "\033[38;"));
    quit(&s);
}

static void a_terminal_that_goes_away_is_told(void **state)
{
    struct session s = start("xterm", "C.UTF-8");
    int status;

    (void)state;
    wait_for(&s, "ready");
    close(s.master);
    assert_int_equal(waitpid(s.child, &status, 0), s.child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    buf_clear(&s.seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            unknown_and_dumb_terminals_are_refused_without_garbage),
        cmocka_unit_test(keys_taps_and_sizes_are_reported),
        cmocka_unit_test(no_key_or_signal_of_a_terminal_ends_the_program),
        cmocka_unit_test(the_terminal_is_given_back_as_it_was),
        cmocka_unit_test(without_a_utf8_locale_texts_are_still_whole),
        cmocka_unit_test(the_console_gets_marks_that_its_fonts_have),
        cmocka_unit_test(poor_terminals_work_without_colours),
        cmocka_unit_test(a_terminal_that_goes_away_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
