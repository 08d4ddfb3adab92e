/* Only this file sees curses: its macros would poison any other. */
#define _XOPEN_SOURCE 700 /* wcwidth */
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1

#include "ui/terminal.h"

#include "ui/palette.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"

#include <assert.h>
#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum { STYLES = 128, OTHERS_MAX = 13, SIZE_MAX_CELLS = 500 };

struct terminal {
    SCREEN *screen;
    struct theme theme;
    struct palette palette;
    bool utf8, console;
    int width, height;
    struct cell *shown;
    int cursor; /* what curs_set was told last */
    struct input_parser parser;
    int resized; /* signalfd of SIGWINCH */
    sigset_t old_mask;
};

/* What a person at a terminal can raise. */
static const int RAISED[] = {SIGINT,  SIGQUIT, SIGTSTP,
                             SIGTTIN, SIGTTOU, SIGPIPE};

/* Taps, marked pastes, and a cursor that does not blink or hide the digit it
 * stands on. Terminals pass over what they do not know. */
static const char MODES_ON[] = "\033[?1000h\033[?1006h\033[?2004h\033[4 q";
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

static enum err check_terminal(void)
{
    const char *name = terminal_name();
    int status = 0;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        log_error("standard input and output are no terminal; start this "
                  "program in a terminal");
        return ERR_MISSING;
    }
    if (!name || !*name || setupterm(name, STDOUT_FILENO, &status) != OK) {
        log_error("the terminal type TERM='%s' is unknown; set TERM to the "
                  "name of your terminal, such as xterm-256color or linux",
                  name ? name : "");
        return ERR_MISSING;
    }
    const char *place = tigetstr("cup");
    bool can_place = place && (intptr_t)place != -1;
    /* newterm reads the description again and would lose this one. */
    del_curterm(set_curterm(NULL));
    if (!can_place) {
        log_error("a terminal of type TERM='%s' cannot place its cursor; use "
                  "a real terminal, such as xterm-256color or linux",
                  name);
        return ERR_MISSING;
    }
    return ERR_NONE;
}

static struct palette_ability ability(const struct terminal *t)
{
    struct palette_ability a = {
        .colours = has_colors() ? COLORS : 0,
        .pairs = has_colors() ? COLOR_PAIRS : 0,
        .changeable = has_colors() && can_change_color(),
        .direct = tigetflag("RGB") > 0,
        .console = t->console,
    };
    return a;
}

/* Rounded up, since curses rounds down on the way back. */
static int thousandth(uint8_t value)
{
    return (value * 1000 + 254) / 255;
}

/* Gives the palette to curses: colours into slots, pairs for styles. */
static void apply_palette(struct terminal *t)
{
    struct palette_ability a = ability(t);
    palette_make(&t->palette, &t->theme, &a);
    for (int i = 0; i < t->palette.slots_count; i++) {
        const struct palette_slot *s = &t->palette.slots[i];
        init_extended_color(s->number, thousandth(s->rgb.red),
                            thousandth(s->rgb.green), thousandth(s->rgb.blue));
    }
    for (int i = 1; i < t->palette.pairs_count; i++)
        init_extended_pair(i, t->palette.pairs[i].ink,
                           t->palette.pairs[i].paper);
}

static attr_t attributes(const struct palette *p, int style)
{
    attr_t attrs = A_NORMAL;
    if (p->bold[style])
        attrs |= A_BOLD;
    if (p->reverse[style])
        attrs |= A_REVERSE;
    return attrs;
}

static void forget_shown(struct terminal *t)
{
    size_t count = (size_t)t->width * (size_t)t->height;
    t->shown = xreallocarray(t->shown, count, sizeof *t->shown);
    memset(t->shown, 0, count * sizeof *t->shown);
}

static int bounded(int value)
{
    if (value < 1)
        return 1;
    return value > SIZE_MAX_CELLS ? SIZE_MAX_CELLS : value;
}

/* Asks the window's size; a serial line without one keeps what it has. */
static void measure(struct terminal *t)
{
    struct winsize size = {0};
    int width = COLS, height = LINES;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col &&
        size.ws_row) {
        width = size.ws_col;
        height = size.ws_row;
    }
    t->width = bounded(width);
    t->height = bounded(height);
    if (t->width != COLS || t->height != LINES)
        resizeterm(t->height, t->width);
    forget_shown(t);
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

static void unwatch_signals(struct terminal *t)
{
    if (t->resized >= 0)
        close(t->resized);
    sigprocmask(SIG_SETMASK, &t->old_mask, NULL);
}

static void prepare_screen(struct terminal *t)
{
    raw();
    noecho();
    nonl();
    typeahead(-1); /* never break off a page half drawn */
    if (has_colors()) {
        start_color();
        use_default_colors(); /* saves ten bytes at the end of each page */
    }
    apply_palette(t);
    measure(t);
    t->cursor = curs_set(0) == ERR ? -1 : 0;
}

enum err terminal_open(struct terminal **out, const struct theme *theme)
{
    bool utf8 = use_utf8();
    enum err err = check_terminal();
    if (err)
        return err;

    struct terminal *t = xcalloc(1, sizeof *t);
    t->theme = *theme;
    t->utf8 = utf8;
    const char *name = terminal_name();
    t->console = name && strncmp(name, "linux", 5) == 0;
    watch_signals(t);
    t->screen = newterm(name, stdout, stdin);
    if (!t->screen || t->resized < 0) {
        log_error("the terminal could not be prepared: %s", strerror(errno));
        terminal_close(t);
        return ERR_IO;
    }
    prepare_screen(t);
    send_bytes(MODES_ON, sizeof MODES_ON - 1);
    *out = t;
    return ERR_NONE;
}

void terminal_close(struct terminal *t)
{
    if (!t)
        return;
    if (t->screen) {
        send_bytes(MODES_OFF, sizeof MODES_OFF - 1);
        curs_set(1);
        endwin();
        delscreen(t->screen);
        tcflush(STDIN_FILENO, TCIFLUSH);
    }
    unwatch_signals(t);
    free(t->shown);
    free(t);
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
    return able > t->theme.glyphs ? able : t->theme.glyphs;
}

void terminal_set_theme(struct terminal *t, const struct theme *theme)
{
    t->theme = *theme;
    apply_palette(t);
    forget_shown(t);
}

void terminal_redraw(struct terminal *t)
{
    forget_shown(t);
    clearok(curscr, TRUE);
}

void terminal_beep(struct terminal *t)
{
    (void)t;
    send_bytes("\a", 1);
}

/* The cell's text as curses takes it: what the locale or the library would
 * measure otherwise than we did becomes '?'. */
static void wide_text(const struct terminal *t, const struct cell *cell,
                      wchar_t out[CCHARW_MAX + 1])
{
    char ascii[3];
    const char *text = cell->text;
    if ((unsigned char)text[0] < 0x80 && text[1] == '\0') {
        out[0] = (wchar_t)(unsigned char)text[0];
        out[1] = L'\0';
        return;
    }
    size_t n = t->utf8 ? mbstowcs(out, text, CCHARW_MAX) : (size_t)-1;
    if (n != (size_t)-1 && wcwidth(out[0]) == cell->width) {
        out[n] = L'\0';
        return;
    }
    text_ascii(text, 1, ascii);
    out[0] = (wchar_t)ascii[0];
    out[1] = L'\0';
}

static void put_cell(const struct terminal *t, const struct cell *cell, int x,
                     int y)
{
    wchar_t text[CCHARW_MAX + 1];
    cchar_t wide;
    int style = cell->style % STYLES;
    wide_text(t, cell, text);
    setcchar(&wide, text, attributes(&t->palette, style),
             (short)t->palette.pair[style], NULL);
    mvadd_wch(y, x, &wide);
}

/* The canvas pads its texts with zeros, so cells compare as bytes. */
static bool is_same(const struct cell *a, const struct cell *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void show_cursor(struct terminal *t, const struct canvas *canvas)
{
    int x, y;
    bool wanted = canvas_cursor(canvas, &x, &y) && x >= 0 && x < t->width &&
                  y < t->height;
    if (wanted)
        move(y, x);
    if (t->cursor >= 0 && t->cursor != wanted)
        curs_set(wanted);
    if (t->cursor >= 0)
        t->cursor = wanted;
}

void terminal_show(struct terminal *t, const struct canvas *canvas)
{
    int width =
        canvas_width(canvas) < t->width ? canvas_width(canvas) : t->width;
    int height =
        canvas_height(canvas) < t->height ? canvas_height(canvas) : t->height;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            const struct cell *cell = canvas_cell(canvas, x, y);
            struct cell *old = &t->shown[y * t->width + x];
            if (is_same(cell, old))
                continue;
            *old = *cell;
            if (cell->width > 0)
                put_cell(t, cell, x, y);
        }
    }
    show_cursor(t, canvas);
    refresh();
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
    measure(t);
    /* What was on its way for the old size may stand anywhere now. */
    terminal_redraw(t);
    return (struct input){.kind = INPUT_RESIZE, .x = t->width, .y = t->height};
}

static bool any_ready(const struct pollfd *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fds[i].revents)
            return true;
    return false;
}

/* One wait. INPUT_NONE: look at the parser again. */
static struct input wait_once(struct terminal *t, struct pollfd *others,
                              size_t count, int timeout_ms)
{
    struct pollfd fds[2 + OTHERS_MAX] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = t->resized, .events = POLLIN},
    };
    assert(count <= OTHERS_MAX);
    if (count > 0)
        memcpy(fds + 2, others, count * sizeof *others);
    int ready = poll(fds, 2 + count, timeout_ms);
    if (count > 0)
        memcpy(others, fds + 2, count * sizeof *others);
    if (ready == 0)
        return (struct input){.kind = INPUT_TIMEOUT};
    if (ready < 0)
        return (struct input){.kind =
                                  errno == EINTR ? INPUT_OTHER : INPUT_CLOSED};
    if (fds[1].revents)
        return resized(t);
    if (fds[0].revents && !take_bytes(t))
        return (struct input){.kind = INPUT_CLOSED};
    if (any_ready(others, count))
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
