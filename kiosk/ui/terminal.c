#define _XOPEN_SOURCE 700 /* wcwidth */

#include "ui/terminal.h"

#include "ui/line.h"
#include "ui/painter.h"
#include "ui/terminfo.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"

#include <assert.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum { OTHERS_MAX = 13, SIZE_MAX_CELLS = 500 };

/* What the terminal always waits for, as bits. */
enum own { OWN_TYPED = 1, OWN_RESIZED = 2, OWN_HEEDED = 4, OWN_COUNT = 3 };

struct terminal {
    struct terminfo *terminfo;
    struct painter *painter;
    struct buf out; /* what is to be sent, in one write */
    enum glyphs theme_glyphs;
    bool utf8, console;
    int width, height;
    struct input_parser parser;
    int resized; /* signalfd of SIGWINCH */
    int own;     /* epoll of what is always waited for: a wait there names
                    nothing anew, and a key is in our hands sooner */
    sigset_t old_mask;
    struct termios old_mode;
};

/* What a person at a terminal can raise. */
static const int RAISED[] = {SIGINT,  SIGQUIT, SIGTSTP,
                             SIGTTIN, SIGTTOU, SIGPIPE};

/* Taps and marked pastes. Terminals pass over what they do not know. */
static const char MODES_ON[] = "\033[?1000h\033[?1006h\033[?2004h";
static const char MODES_OFF[] = "\033[0 q\033[?2004l\033[?1006l\033[?1000l";

static void send_bytes(const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(STDOUT_FILENO, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; /* the terminal is gone: reading will say so */
        bytes += n;
        size -= (size_t)n;
    }
}

static bool is_utf8_locale(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Texts are UTF-8 whatever the locale: the widest that the system has. */
static bool use_utf8(void)
{
    setlocale(LC_CTYPE, "");
    if (is_utf8_locale())
        return true;
    return setlocale(LC_CTYPE, "C.UTF-8") && is_utf8_locale();
}

/* Terminals that call themselves plain xterm know 256 colours by now; those
 * that are sure of it say so elsewhere. */
static const char *terminal_name(void)
{
    const char *name = getenv("TERM");
    bool rich =
        getenv("XTERM_VERSION") || getenv("VTE_VERSION") || getenv("COLORTERM");
    return name && rich && strcmp(name, "xterm") == 0 ? "xterm-256color" : name;
}

static bool is_terminal(void)
{
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return true;
    log_error("standard input and output are no terminal; start this "
              "program in a terminal");
    return false;
}

static void flush(struct terminal *t)
{
    send_bytes(buf_text(&t->out), t->out.size);
    buf_reset(&t->out);
}

static void add(struct terminal *t, enum sequence_name name)
{
    buf_puts(&t->out, terminfo_sequence(t->terminfo, name));
}

static int bounded(int value)
{
    if (value < 1)
        return 1;
    return value > SIZE_MAX_CELLS ? SIZE_MAX_CELLS : value;
}

static int either(int measured, int stated, int usual)
{
    return bounded(measured ? measured : stated ? stated : usual);
}

/* Asks the window's size; a serial line without one keeps what it has. */
static void measure(struct terminal *t)
{
    enum { USUAL_WIDTH = 80, USUAL_HEIGHT = 24 };
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
        size = (struct winsize){0};
    t->width = either(size.ws_col, terminfo_width(t->terminfo), USUAL_WIDTH);
    t->height = either(size.ws_row, terminfo_height(t->terminfo), USUAL_HEIGHT);
    painter_resize(t->painter, t->width, t->height);
}

static void watch_signals(struct terminal *t)
{
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGWINCH);
    sigprocmask(SIG_BLOCK, &mask, &t->old_mask);
    t->resized = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (size_t i = 0; i < COUNT_OF(RAISED); i++)
        sigaction(RAISED[i], &ignore, NULL);
}

static bool await(struct terminal *t, int fd, enum own which)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = which};

    return epoll_ctl(t->own, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool await_own(struct terminal *t)
{
    watch_signals(t);
    t->own = epoll_create1(EPOLL_CLOEXEC);
    return t->resized >= 0 && t->own >= 0 &&
           await(t, STDIN_FILENO, OWN_TYPED) &&
           await(t, t->resized, OWN_RESIZED);
}

static void close_own(struct terminal *t)
{
    if (t->own >= 0)
        close(t->own);
    if (t->resized >= 0)
        close(t->resized);
    sigprocmask(SIG_SETMASK, &t->old_mask, NULL);
}

static void discard(struct terminal *t)
{
    close_own(t);
    painter_free(t->painter);
    terminfo_close(t->terminfo);
    buf_clear(&t->out);
    free(t);
}

/* Bytes go through as they are, both ways: no echo, no line, no signals. */
static bool use_raw_mode(struct terminal *t)
{
    if (tcgetattr(STDIN_FILENO, &t->old_mode))
        return false;
    t->parser.byte_us = line_byte_us(&t->old_mode);
    struct termios raw = t->old_mode;
    raw.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR |
                               IGNCR | ICRNL | IXON | IXOFF);
    raw.c_oflag &= ~(tcflag_t)OPOST;
    raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

static void enter(struct terminal *t, const struct theme *theme)
{
    add(t, SEQUENCE_ENTER);
    add(t, SEQUENCE_NO_WRAP);
    buf_puts(&t->out, MODES_ON);
    terminal_set_theme(t, theme);
    measure(t);
    flush(t);
}

static void leave(struct terminal *t)
{
    buf_reset(&t->out);
    buf_puts(&t->out, MODES_OFF);
    add(t, SEQUENCE_PLAIN);
    add(t, SEQUENCE_OWN_PALETTE);
    add(t, SEQUENCE_WRAP);
    add(t, SEQUENCE_CLEAR);
    add(t, SEQUENCE_LEAVE);
    add(t, SEQUENCE_SHOW);
    flush(t);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &t->old_mode);
    tcflush(STDIN_FILENO, TCIFLUSH);
}

enum err terminal_open(struct terminal **out, const struct theme *theme)
{
    struct terminfo *terminfo = NULL;
    const char *name = terminal_name();
    bool utf8 = use_utf8();
    if (!is_terminal() || terminfo_open(&terminfo, name))
        return ERR_MISSING;

    struct terminal *t = xcalloc(1, sizeof *t);
    t->utf8 = utf8;
    t->console = strncmp(name, "linux", 5) == 0;
    t->terminfo = terminfo;
    t->painter = painter_new(terminfo, utf8, t->console);
    buf_init(&t->out, 0);
    if (!await_own(t) || !use_raw_mode(t)) {
        log_error("the terminal could not be prepared: %s", strerror(errno));
        discard(t);
        return ERR_IO;
    }
    enter(t, theme);
    *out = t;
    return ERR_NONE;
}

void terminal_close(struct terminal *t)
{
    if (!t)
        return;
    leave(t);
    discard(t);
}

int terminal_width(const struct terminal *t)
{
    return t->width;
}

int terminal_height(const struct terminal *t)
{
    return t->height;
}

enum glyphs terminal_glyphs(const struct terminal *t)
{
    enum glyphs able = !t->utf8     ? GLYPHS_ASCII
                       : t->console ? GLYPHS_CONSOLE
                                    : GLYPHS_ROUND;
    /* Where East Asian width makes marks two cells wide, grids would break. */
    if (able != GLYPHS_ASCII && wcwidth(L'╭') != 1)
        able = GLYPHS_ASCII;
    return able > t->theme_glyphs ? able : t->theme_glyphs;
}

bool terminal_has_colours(const struct terminal *t)
{
    return terminfo_ability(t->terminfo).colours > 0;
}

void terminal_set_theme(struct terminal *t, const struct theme *theme)
{
    t->theme_glyphs = theme->glyphs;
    painter_set_theme(t->painter, theme, &t->out);
}

void terminal_beep(struct terminal *t)
{
    buf_putc(&t->out, '\a');
}

void terminal_foresee(struct terminal *t, const struct canvas *canvas)
{
    painter_foresee(t->painter, canvas);
}

void terminal_turn(struct terminal *t)
{
    if (painter_turn(t->painter, &t->out))
        flush(t);
}

void terminal_show(struct terminal *t, const struct canvas *canvas)
{
    painter_show(t->painter, canvas, &t->out);
    flush(t);
}

/* Bytes from the person into the parser; false when the terminal is gone. */
static bool take_bytes(struct terminal *t)
{
    char bytes[INPUT_BUFFER_SIZE];
    ssize_t n = read(STDIN_FILENO, bytes, input_room(&t->parser));
    if (n > 0)
        input_feed(&t->parser, bytes, (size_t)n);
    return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

static struct input resized(struct terminal *t)
{
    struct signalfd_siginfo info;
    while (read(t->resized, &info, sizeof info) > 0)
        continue;
    /* What was on its way for the old size may stand anywhere now: measuring
     * forgets the page. */
    measure(t);
    return (struct input){.kind = INPUT_RESIZE, .x = t->width, .y = t->height};
}

enum err terminal_heed(struct terminal *t, int fd)
{
    if (await(t, fd, OWN_HEEDED))
        return ERR_NONE;
    log_error("descriptor %d cannot be waited for: %s", fd, strerror(errno));
    return ERR_IO;
}

static bool any_there(const struct pollfd *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fds[i].fd >= 0)
            return true;
    return false;
}

static bool any_ready(const struct pollfd *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fds[i].revents)
            return true;
    return false;
}

/* How many are ready, below 0 on errors; which of them in *own. */
static int wait_own(const struct terminal *t, int timeout_ms, unsigned *own)
{
    struct epoll_event events[OWN_COUNT];
    int ready = epoll_wait(t->own, events, OWN_COUNT, timeout_ms);

    *own = 0;
    for (int i = 0; i < ready; i++)
        *own |= events[i].data.u32;
    return ready;
}

/* The same where others are waited for as well. */
static int wait_all(const struct terminal *t, struct pollfd *others,
                    size_t count, int timeout_ms, unsigned *own)
{
    struct pollfd fds[1 + OTHERS_MAX] = {{.fd = t->own, .events = POLLIN}};

    *own = 0;
    assert(count <= OTHERS_MAX);
    memcpy(fds + 1, others, count * sizeof *others);
    int ready = poll(fds, 1 + count, timeout_ms);
    memcpy(others, fds + 1, count * sizeof *others);
    if (ready > 0 && fds[0].revents && wait_own(t, 0, own) < 0)
        return -1;
    return ready;
}

/* One wait. INPUT_NONE: look at the parser again. */
static struct input wait_once(struct terminal *t, struct pollfd *others,
                              size_t count, int timeout_ms)
{
    unsigned own;
    int ready = any_there(others, count)
                    ? wait_all(t, others, count, timeout_ms, &own)
                    : wait_own(t, timeout_ms, &own);

    if (ready == 0)
        return (struct input){.kind = INPUT_TIMEOUT};
    if (ready < 0)
        return (struct input){.kind =
                                  errno == EINTR ? INPUT_OTHER : INPUT_CLOSED};
    if (own & OWN_RESIZED)
        return resized(t);
    if ((own & OWN_TYPED) && !take_bytes(t))
        return (struct input){.kind = INPUT_CLOSED};
    if ((own & OWN_HEEDED) || any_ready(others, count))
        return (struct input){.kind = INPUT_OTHER};
    return (struct input){.kind = INPUT_NONE};
}

/* What is left of the time, and never longer than a sequence is waited for. */
static int shorter(int64_t until_ms, bool for_ever, int patience_ms)
{
    int64_t left = until_ms - stamp_boot_ms();
    if (left < 0)
        left = 0;
    if (for_ever)
        return patience_ms;
    return patience_ms >= 0 && patience_ms < left ? patience_ms : (int)left;
}

bool terminal_has_input(const struct terminal *t)
{
    struct input_parser ahead = t->parser;
    struct input input;

    return input_next(&ahead, &input);
}

struct input terminal_read(struct terminal *t, struct pollfd *others,
                           size_t others_count, int timeout_ms)
{
    int64_t until = stamp_boot_ms() + (timeout_ms > 0 ? timeout_ms : 0);
    for (size_t i = 0; i < others_count; i++)
        others[i].revents = 0;
    for (;;) {
        struct input input;
        if (input_next(&t->parser, &input))
            return input;
        int patience = input_patience_ms(&t->parser);
        input = wait_once(t, others, others_count,
                          shorter(until, timeout_ms < 0, patience));
        bool settled = input.kind == INPUT_TIMEOUT && patience >= 0;
        if (settled)
            input_settle(&t->parser);
        else if (input.kind != INPUT_NONE)
            return input;
    }
}
